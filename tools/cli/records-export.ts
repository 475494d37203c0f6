// The command `twinmeter records export`: what a meter recorded, signed by the meter, into a file that anybody can judge.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ExportWriter } from '../records/exports/export-writer.ts';
import { RINGS, ringNamed, type Ring } from '../records/exports/rings.ts';
import { takeReadings } from '../records/exports/take-readings.ts';
import { rangeOf, takeExport, type Range } from '../records/exports/take-export.ts';
import type { Asked } from '../records/exports/until-signed.ts';
import { checkMeter, METER_OPTIONS, withMeter, type AskedMeter } from './asked-meter.ts';
import { command } from './command.ts';
import { BadInputError } from './errors.ts';
import type { OptionTable, Values } from './options.ts';
import { progressBar } from './progress-bar.ts';
import { utcTime } from './utc-time.ts';

const MOST_SEQUENCE = 2 ** 32 - 2;

export const EXPORT_OPTIONS = {
  ...METER_OPTIONS,
  out: {
    kind: 'text',
    value: 'file',
    required: true,
    help: 'file to write; one that was cut off goes on where its last signed part ends',
  },
  format: {
    kind: 'choice',
    value: 'name',
    choices: ['export', 'ocmf'],
    default: 'export',
    help: 'export: all of the records, to be judged by records verify; ocmf: a signed reading a line (OCMF 1.4), of the freezes and of now',
  },
  ring: {
    kind: 'choice',
    value: 'name',
    choices: RINGS.map(({ name }) => name),
    otherwise: 'minutes; for ocmf days',
    help: 'which records',
  },
  since: {
    kind: 'text',
    value: 'time',
    help: 'first record not earlier than this, such as 2026-11-28T10:30:00Z',
  },
  first: {
    kind: 'number',
    unit: 'sequence',
    least: 1,
    most: MOST_SEQUENCE,
    otherwise: 'the oldest',
    help: 'first record',
  },
  last: {
    kind: 'number',
    unit: 'sequence',
    least: 1,
    most: MOST_SEQUENCE,
    otherwise: 'the newest',
    help: 'last record',
  },
  quiet: { kind: 'flag', help: 'no progress bar' },
  json: { kind: 'flag', help: 'print one JSON object in the end' },
} as const satisfies OptionTable;

type ExportOptions = Values<typeof EXPORT_OPTIONS>;

/** Rings that have readings in words. */
const OF_FREEZES = ['hours', 'days', 'months', 'billing', 'instant'];

const ringOf = ({ ring, format }: ExportOptions): Ring =>
  ringNamed(ring ?? (format === 'ocmf' ? 'days' : 'minutes'))!;

function checkOptions(options: ExportOptions): void {
  const { first, last, since, format, ring } = options;
  if (format === 'ocmf' && ring !== undefined && !OF_FREEZES.includes(ring))
    throw new BadInputError(`--ring ${ring} has no readings for --format ocmf: ${OF_FREEZES.join(', ')}`);
  for (const [name, sequence] of Object.entries({ first, last }))
    if (sequence !== undefined && !Number.isInteger(sequence))
      throw new BadInputError(`--${name} ${sequence}: expected a whole number`);
  checkMeter(options);
  if (first !== undefined && since !== undefined) throw new BadInputError('--first does not go with --since');
}

/** What is asked for of what there is; undefined where there is nothing. Throws BadInputError. */
async function rangeAsked(meter: Asked, ring: Ring, options: ExportOptions): Promise<Range | undefined> {
  const { first, last, since } = options;
  const all = await rangeOf(meter, ring);
  const held = since === undefined ? all : await rangeOf(meter, ring, utcTime('--since', since));
  if (!all || !held) return undefined;
  const range = { first: first ?? held.first, last: last ?? held.last };
  if (range.first >= all.first && range.last <= all.last && range.first <= range.last) return range;
  throw new BadInputError(
    `records ${range.first} to ${range.last} of ${ring.name}: the meter has ${all.first} to ${all.last}`,
  );
}

/** From so many records on the line is taken to its quickest rate: they would take it half a minute. */
const LONG_RECORDS = 30;

const barOf = ({ quiet, json }: ExportOptions, first: number, last: number) =>
  progressBar(quiet || json ? undefined : process.stderr, first, last);

/** What was taken: how many, and the sequences of records that the meter does not have any more. */
interface Taken {
  readonly records: number;
  readonly missing: readonly number[];
}

/** Takes what is not in the file yet. */
async function exportFrom(meter: AskedMeter, ring: Ring, options: ExportOptions): Promise<Taken> {
  const range = await rangeAsked(meter, ring, options);
  if (!range) throw new BadInputError(`the meter has no such records of ${ring.name}`);
  const file = await ExportWriter.open(options.out, ring, meter, range.first);
  const rest = { first: file.next, last: range.last };
  let taken: Taken = { records: 0, missing: [] };
  try {
    const to = { write: (text: string) => file.write(text), progress: barOf(options, rest.first, rest.last) };
    const take = async () => void (taken = await takeExport(meter, ring, rest, to));
    if (meter.hurry && rest.last - rest.first >= LONG_RECORDS) await meter.hurry(take);
    else if (rest.first <= rest.last) await take();
    file.end();
  } finally {
    file.close();
  }
  return taken;
}

/** Readings may be taken anew over readings; what else stands in a file stays. Throws BadInputError. */
function checkIsOfReadings(path: string): void {
  if (!existsSync(path)) return;
  const before = readFileSync(path, 'latin1');
  if (before !== '' && !before.startsWith('OCMF|'))
    throw new BadInputError(`${path}: exists, and holds no readings`);
}

/** Takes all readings, and only then writes the file. */
async function readingsFrom(meter: Asked, ring: Ring, options: ExportOptions): Promise<Taken> {
  const range = await rangeAsked(meter, ring, options);
  const show = range ? barOf(options, range.first, range.last) : () => {};
  const lines = await takeReadings(meter, ring, range, show);
  writeFileSync(options.out, lines);
  return { records: lines.split('\n').length - 1, missing: [] };
}

/** Sequences as ranges: 8 to 10, 12. */
function rangesOf(sequences: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const sequence of sequences) {
    const last = ranges.at(-1);
    if (last && last[1] === sequence - 1) last[1] = sequence;
    else ranges.push([sequence, sequence]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`)).join(', ');
}

async function exportRecords(options: ExportOptions): Promise<void> {
  checkOptions(options);
  const ring = ringOf(options);
  const readings = options.format === 'ocmf';
  if (readings) checkIsOfReadings(options.out);
  const use = (meter: AskedMeter) => (readings ? readingsFrom : exportFrom)(meter, ring, options);
  const { records: taken, missing } = await withMeter(options, use);
  const { out, json } = options;
  const what = readings ? `readings, those of ${ring.name} and one of now` : `records of ${ring.name}`;
  if (missing.length > 0)
    process.stderr.write(
      `twinmeter: records ${rangesOf(missing)} of ${ring.name} are missing: the meter does not have them any more\n`,
    );
  if (json) process.stdout.write(`${JSON.stringify({ out, ring: ring.name, records: taken, missing })}\n`);
  else process.stdout.write(`${out}: ${taken} ${what}, signed by the meter\n`);
}

export const RECORDS_EXPORT = command(EXPORT_OPTIONS, exportRecords);
