// The command `twinmeter bill verify`: recomputes a bill from the records that a meter signed, and names what differs first.
import { ExportReader } from '../records/exports/export-file.ts';
import { publicKeyIn } from '../records/exports/public-key.ts';
import { verifyExport } from '../records/exports/verify.ts';
import { BillFormError, billOf, type Bill } from '../tariff/bill-form.ts';
import { verifyBill, type BillVerdict } from '../tariff/bill.ts';
import { minuteOf, type Minute } from '../tariff/minute.ts';
import type { HeldTariff } from '../tariff/tariffs-held.ts';
import { tariffOf, TariffFileError, type TariffFile } from '../tariff/toml.ts';
import type { Action } from './command.ts';
import { BadInputError, EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import { inputText } from './input-file.ts';
import { parseOptions, type OptionTable, type Values } from './options.ts';
import { printable, printableJson } from './printable.ts';
import { utcTime } from './utc-time.ts';

const WORDS = ['--export', '--billing', '--tou'] as const;

export const BILL_VERIFY_OPTIONS = {
  export: {
    kind: 'text',
    value: 'file',
    required: true,
    help: 'minute records that the meter signed, the first word',
  },
  billing: {
    kind: 'text',
    value: 'file',
    required: true,
    help: 'what is billed, the second word: the last line of run --json, or an object with "periods" as there',
  },
  tou: {
    kind: 'texts',
    value: 'file',
    required: true,
    help: 'the tariff that held, TOML, the third word; FILE@TIME from a time on (local, with Z in UTC), given again for each that took over later',
  },
  key: { kind: 'text', value: 'file', required: true, help: "the meter's public key, as for records verify" },
  zone: { kind: 'number', unit: 'min', least: -720, most: 840, default: 0, help: 'minutes east of UTC' },
  daylight: {
    kind: 'number',
    unit: 'min',
    least: 0,
    most: 120,
    default: 60,
    help: 'what daylight saving adds',
  },
  'default-rate': { kind: 'number', unit: '', least: 1, most: 8, default: 1, help: 'rate without a record' },
  window: {
    kind: 'number',
    unit: 'min',
    least: 1,
    most: 60,
    default: 15,
    help: 'sub-interval of the demand',
  },
  windows: { kind: 'number', unit: '', least: 1, most: 15, default: 1, help: 'sub-intervals of its window' },
  'from-first': { kind: 'flag', help: 'the export begins with the record that rates were counted from' },
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

type Options = Values<typeof BILL_VERIFY_OPTIONS>;

/** EXPORT BILLING TOU as options: these words stand before all others. */
function wordsOf(words: readonly string[]): string[] {
  const free = words.findIndex((word) => word.startsWith('--'));
  const first = words.slice(0, free < 0 ? words.length : free);
  if (first.length > WORDS.length)
    throw new BadInputError(`unexpected '${first[3]}': EXPORT BILLING TOU, then options`);
  return [...first.flatMap((word, i) => [WORDS[i], word]), ...words.slice(first.length)];
}

function tariffIn(path: string): TariffFile {
  try {
    return tariffOf(inputText(path));
  } catch (error) {
    if (!(error instanceof TariffFileError)) throw error;
    throw new BadInputError(`${path}: ${error.message}`);
  }
}

function billIn(path: string): Bill {
  try {
    return billOf(inputText(path));
  } catch (error) {
    if (!(error instanceof BillFormError)) throw error;
    throw new BadInputError(`${path}: ${error.message}`);
  }
}

/** FILE, or FILE@TIME: in local time, with Z in UTC. */
const HELD_FROM = /^(.+)@(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(Z?)$/;

function heldTariffIn(word: string): HeldTariff {
  const [, path = word, time, utc] = HELD_FROM.exec(word) ?? [];
  if (time === undefined) return { file: tariffIn(path) };
  const at_s = utcTime('--tou', `${time}Z`);
  return { file: tariffIn(path), from: { at_s, isUtc: utc !== '' } };
}

/** The tariffs in the order in which they took over. */
function tariffsIn(words: readonly string[]): HeldTariff[] {
  const tariffs = words.map(heldTariffIn);
  tariffs.forEach(({ from }, i) => {
    if (i === 0) return;
    if (!from) throw new BadInputError(`--tou ${words[i]}: expected FILE@TIME, the time that it took over`);
    const before = tariffs[i - 1].from;
    if (before && before.isUtc === from.isUtc && before.at_s >= from.at_s)
      throw new BadInputError(`--tou ${words[i]}: took over no later than the one before it`);
  });
  return tariffs;
}

/** The records of a sound export of minutes; those that the meter found damaged it has none of. */
function minutesIn(path: string): Minute[] {
  const reader = new ExportReader(path);
  if (reader.head.ring.name !== 'minutes')
    throw new BadInputError(`${path}: records of ${reader.head.ring.name}`);
  const minutes: Minute[] = [];
  for (const { records } of reader.parts()) minutes.push(...records.map(({ bytes }) => minuteOf(bytes)));
  return minutes;
}

interface Judgement {
  readonly code: number;
  readonly outcome: string;
  readonly reason?: string;
  readonly checked: readonly string[];
  readonly not_verified: readonly string[];
}

/** Exit code and outcome of a bill that could be read. */
function judgementOf({ checked, notVerified, difference, impossible }: BillVerdict): Judgement {
  const told = { checked, not_verified: notVerified };
  if (difference !== undefined)
    return { code: EXIT_FAILURE, outcome: 'differs', reason: difference, ...told };
  if (impossible === undefined) return { code: 0, outcome: 'equal', ...told };
  return { code: EXIT_BAD_INPUT, outcome: 'cannot be judged', reason: impossible, ...told };
}

/** What came of it: exit code, and the words for it. Throws BadInputError. */
function judged(options: Options): Judgement {
  const [bill, tariffs] = [billIn(options.billing), tariffsIn(options.tou)];
  const verdict = verifyExport(options.export, publicKeyIn(options.key));
  if (verdict.outcome !== 'sound') {
    const code = verdict.outcome === 'forged' ? EXIT_FAILURE : EXIT_BAD_INPUT;
    return { code, outcome: verdict.outcome, reason: verdict.reason, checked: [], not_verified: [] };
  }
  const found = verifyBill(minutesIn(options.export), bill, tariffs, {
    ...{ zone_min: options.zone, daylight_min: options.daylight, defaultRate: options['default-rate'] },
    window: { minutes: options.window, periods: options.windows },
    fromFirst: options['from-first'],
  });
  return judgementOf(found);
}

/** The outcome in a line, then what was not verified, a line each. */
function linesOf({ outcome, reason, checked, not_verified }: Judgement): string[] {
  const line = `${outcome}: ${reason ?? `${checked.length} periods, the last ended ${checked.at(-1)}`}`;
  return [line, ...not_verified.map((what) => `not verified: ${what}`)];
}

export const BILL_VERIFY: Action = {
  options: BILL_VERIFY_OPTIONS,
  run: (words) => {
    const options = parseOptions(BILL_VERIFY_OPTIONS, wordsOf(words));
    const judgement = judged(options);
    const { code, ...told } = judgement;
    const lines = options.json ? [printableJson(told)] : linesOf(judgement).map(printable);
    process.stdout.write(`${lines.join('\n')}\n`);
    process.exitCode = code;
    return Promise.resolve();
  },
};
