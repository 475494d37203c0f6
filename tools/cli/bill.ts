// The command `twinmeter bill verify`: recomputes a bill from the records that a meter signed, and names what differs first.
import { readFileSync } from 'node:fs';
import { ExportReader } from '../records/exports/export-file.ts';
import { publicKeyIn } from '../records/exports/public-key.ts';
import { verifyExport } from '../records/exports/verify.ts';
import { verifyBill, type BilledPeriod } from '../tariff/bill.ts';
import { minuteOf, type Minute } from '../tariff/minute.ts';
import { tariffOf, TariffFileError, type TariffFile } from '../tariff/toml.ts';
import type { Action } from './command.ts';
import { BadInputError, EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import { parseOptions, type OptionTable, type Values } from './options.ts';
import { printable, printableJson } from './printable.ts';

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
  tou: { kind: 'text', value: 'file', required: true, help: 'the tariff that held, TOML, the third word' },
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

function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadInputError(`${path}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}

function tariffIn(path: string): TariffFile {
  try {
    return tariffOf(textIn(path));
  } catch (error) {
    if (!(error instanceof TariffFileError)) throw error;
    throw new BadInputError(`${path}: ${error.message}`);
  }
}

type Told = Record<string, { count?: string } | string | null | undefined>;

function periodOf(told: Told, path: string): BilledPeriod {
  const { ended, ...values } = told;
  if (typeof ended !== 'string' || Number.isNaN(Date.parse(ended)))
    throw new BadInputError(`${path}: a period without the time that it ended`);
  const counts = Object.entries(values).flatMap(([code, value]): [string, bigint][] => {
    const count = typeof value === 'object' ? value?.count : undefined;
    return count !== undefined && /^\d+$/.test(count) ? [[code, BigInt(count)]] : [];
  });
  return { ended, counts: Object.fromEntries(counts) };
}

function billedIn(path: string): BilledPeriod[] {
  let told: { billing?: { periods?: Told[] }; periods?: Told[] };
  try {
    told = JSON.parse(textIn(path).trimEnd().split('\n').at(-1)!) as typeof told;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new BadInputError(`${path}: is no JSON: ${error.message}`);
  }
  const periods = told.periods ?? told.billing?.periods;
  if (!Array.isArray(periods)) throw new BadInputError(`${path}: has no "periods"`);
  return periods.map((period) => periodOf(period, path));
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

/** What came of it: exit code, and the words for it. */
function judged(options: Options): { code: number; outcome: string; reason?: string; checked: string[] } {
  const [billed, file] = [billedIn(options.billing), tariffIn(options.tou)];
  const verdict = verifyExport(options.export, publicKeyIn(options.key));
  if (verdict.outcome !== 'sound') {
    const code = verdict.outcome === 'forged' ? EXIT_FAILURE : EXIT_BAD_INPUT;
    return { code, outcome: verdict.outcome, reason: verdict.reason, checked: [] };
  }
  const { checked, difference } = verifyBill(minutesIn(options.export), billed, file, {
    ...{ zone_min: options.zone, daylight_min: options.daylight, defaultRate: options['default-rate'] },
    window: { minutes: options.window, periods: options.windows },
    fromFirst: options['from-first'],
  });
  if (difference) return { code: EXIT_FAILURE, outcome: 'differs', reason: difference, checked };
  if (checked.length > 0) return { code: 0, outcome: 'equal', checked };
  const reason = 'no period has records at both of its ends';
  return { code: EXIT_BAD_INPUT, outcome: 'cannot be judged', reason, checked };
}

export const BILL_VERIFY: Action = {
  options: BILL_VERIFY_OPTIONS,
  run: (words) => {
    const options = parseOptions(BILL_VERIFY_OPTIONS, wordsOf(words));
    const { code, ...told } = judged(options);
    const line = `${told.outcome}: ${told.reason ?? `${told.checked.length} periods, the last ended ${told.checked.at(-1)}`}`;
    process.stdout.write(options.json ? `${printableJson(told)}\n` : `${printable(line)}\n`);
    process.exitCode = code;
    return Promise.resolve();
  },
};
