// The command `twinmeter profile`: rows of a profile of a meter, through a session in programming mode.
import { ClientError, PortMissingError, PortUnusableError } from '../clients/errors.ts';
import { normaliseObis } from '../clients/obis.ts';
import { columnName, ProfileError, type Cell } from '../records/profile-buffer.ts';
import { BadInputError, EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import type { OptionTable, Values } from './options.ts';
import { printable, printableJson } from './printable.ts';
import { failureLine, proofOf, SESSION_OPTIONS, withProgramming } from './programming-session.ts';
import { ProfileReader, type Profile } from './profile-reader.ts';
import { progressBar } from './progress-bar.ts';
import { utcTime } from './utc-time.ts';

const TIME = { kind: 'text', value: 'time' } as const;

export const PROFILE_OPTIONS = {
  object: {
    kind: 'text',
    value: 'code',
    noun: 'code',
    required: true,
    operand: true,
    help: 'the profile, such as 1-0:99.1.0.255',
  },
  last: { kind: 'number', unit: 'rows', least: 1, most: 65_535, help: 'only the last so many' },
  from: { ...TIME, help: 'only rows from this time on, such as 2026-11-28T10:30:00Z' },
  to: { ...TIME, help: 'only rows up to this time' },
  ...SESSION_OPTIONS,
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

export type Options = Values<typeof PROFILE_OPTIONS>;
/** Seconds since 1970. Throws BadInputError. */
const timeIn = (option: string, text: string | undefined) =>
  text === undefined ? undefined : utcTime(option, text);

/** What is asked for. Throws BadInputError. */
function wantedOf({ object, last, from, to }: Options) {
  const obis = normaliseObis(object);
  if (!obis) throw new BadInputError(`${printable(object)}: expected a code such as 1-0:99.1.0.255`);
  if (last !== undefined && (from !== undefined || to !== undefined))
    throw new BadInputError('give either --last N or --from and --to');
  const wanted = { obis, last, from_s: timeIn('--from', from), to_s: timeIn('--to', to) };
  if (wanted.from_s !== undefined && wanted.to_s !== undefined && wanted.to_s < wanted.from_s)
    throw new BadInputError(`--to ${to}: before --from ${from}`);
  return wanted;
}

const cellText = (cell: Cell): string =>
  cell === null ? '-' : typeof cell === 'object' ? String(cell.value) : String(cell);

function textOf({ columns, scales, rows }: Profile): string {
  const named = columns.filter((column) => column.class !== 8);
  const head = named.map((column) => {
    const unit = scales.get(column)?.unit;
    return unit ? `${columnName(column)} ${unit}` : columnName(column);
  });
  const lines = rows.map(({ time, values }) => [
    time ?? '(time unknown)',
    ...named.map((column) => cellText(values[columnName(column)])),
  ]);
  return [['time', ...head], ...lines].map((line) => printable(line.join(','))).join('\n');
}

const jsonOf = (port: string, obis: string, { period_s, held, columns, scales, rows }: Profile): string =>
  printableJson({
    ...{ port, profile: obis, period_s, held },
    columns: columns.map((column) => ({
      ...{ obis: column.obis, class: column.class, attribute: column.attribute },
      unit: scales.get(column)?.unit ?? '',
    })),
    rows,
  });

/** Exit code 1 for what the meter or the line does, 2 for a port that is none. */
export async function profile(options: Options): Promise<void> {
  const wanted = wantedOf(options);
  proofOf(options);
  const bar = (first: number, last: number) => progressBar(process.stderr, first, last);
  try {
    const found = await withProgramming(
      options,
      (run, talk) => new ProfileReader(run, talk, wanted.obis).read(wanted, bar),
      (line) => console.error(line),
    );
    console.log(options.json ? jsonOf(options.port, wanted.obis, found) : textOf(found));
  } catch (error) {
    if (!(error instanceof ClientError || error instanceof ProfileError)) throw error;
    console.error(failureLine('profile', error));
    const isPort = [PortMissingError, PortUnusableError].some((cause) => error instanceof cause);
    process.exitCode = isPort ? EXIT_BAD_INPUT : EXIT_FAILURE;
  }
}
