// Reads recordings from CSV: columns of samples, with or without a header, a time column and units.
import { parse } from 'csv-parse/sync';
import { WaveFormatError, WaveRateError, WaveTruncatedError } from './errors.ts';
import { inferRate } from './infer-rate.ts';
import {
  baseUnit,
  checkRate,
  checkRecording,
  SAMPLES_MIN,
  type Channel,
  type ReadOptions,
  type Recording,
} from './recording.ts';
import { rateFromTimes, timeUnit_s } from './time-column.ts';

/** Column names of a two-column file without a header: the household recordings' order. */
const HEADERLESS_PAIR = ['i_raw', 'v_raw'];

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly string[][];
  /** Line number of the first row of samples. */
  readonly firstLine: number;
}

/**
 * A recording from CSV text. Separator: comma, semicolon or tab, whichever the first line has most of;
 * lines beginning with # are remarks.
 * @throws WaveFormatError, WaveTruncatedError or WaveRateError
 */
export function readCsv(file: string, text: string, options: ReadOptions = {}): Recording {
  const table = splitTable(file, text);
  const columns = table.names.map((_, column) => numbersOf(file, table, column));
  const time = table.names.findIndex((name) => timeUnit_s(name) !== undefined);
  const channels = table.names.flatMap((name, column): Channel[] =>
    column === time || isCounter(name) ? [] : [channelOf(name, columns[column])],
  );
  checkRecording(file, channels);
  const notes: string[] = [];
  let rate_Hz = options.rate_Hz;
  if (rate_Hz === undefined && time >= 0) {
    rate_Hz = rateFromTimes(file, columns[time], timeUnit_s(table.names[time])!, table.firstLine);
  }
  if (rate_Hz === undefined) {
    const inferred = inferRate(file, channels, options.hz ?? 50);
    rate_Hz = inferred.rate_Hz;
    notes.push(inferred.note);
  }
  if (!(rate_Hz > 0 && Number.isFinite(rate_Hz)))
    throw new WaveRateError(file, '', `rate ${rate_Hz} Hz: not above 0`);
  return { rate_Hz: checkRate(file, rate_Hz), channels, source: `${file} (CSV)`, notes };
}

function splitTable(file: string, text: string): Table {
  const clean = text.replace(/^\uFEFF/, '');
  const records = parseRecords(file, clean);
  if (records.length === 0) throw new WaveTruncatedError(file, '', 'the file is empty');
  const first = records[0].record;
  const hasHeader = first.some(
    (cell) => cell.trim() !== '' && Number.isNaN(Number(cell)) && !isBadNumber(cell),
  );
  const names = hasHeader ? first.map((cell) => cell.trim()) : namesFor(first.length);
  const body = hasHeader ? records.slice(1) : records;
  if (body.length < SAMPLES_MIN) {
    throw new WaveTruncatedError(
      file,
      '',
      `only ${body.length} rows of samples, at least ${SAMPLES_MIN} are needed`,
    );
  }
  for (const { record, line } of body) {
    if (record.length !== names.length) {
      throw new WaveFormatError(
        file,
        `line ${line}`,
        `${record.length} columns where ${names.length} are expected`,
      );
    }
  }
  return { names, rows: body.map((r) => r.record), firstLine: body[0].line };
}

function parseRecords(file: string, text: string): { record: string[]; line: number }[] {
  const line = text.split(/\r?\n/, 50).find((l) => l.trim() !== '' && !l.startsWith('#')) ?? '';
  const count = (separator: string): number => line.split(separator).length;
  const delimiter = [',', ';', '\t'].sort((a, b) => count(b) - count(a))[0];
  try {
    const parsed = parse(text, {
      delimiter,
      comment: '#',
      comment_no_infix: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return parsed.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    throw new WaveFormatError(file, '', `not a table of values: ${(error as Error).message}`);
  }
}

/** NaN and infinities are broken samples, not names. */
function isBadNumber(cell: string): boolean {
  return /^[+-]?(nan|inf(inity)?)$/i.test(cell.trim());
}

function namesFor(columns: number): string[] {
  return columns === 2 ? [...HEADERLESS_PAIR] : Array.from({ length: columns }, (_, at) => `ch${at + 1}`);
}

function numbersOf(file: string, table: Table, column: number): Float64Array {
  return Float64Array.from(table.rows, (row, at) => {
    const cell = row[column].trim();
    const value = Number(cell);
    if (cell === '' || !Number.isFinite(value)) {
      const place = `line ${table.firstLine + at}`;
      throw new WaveFormatError(
        file,
        place,
        `column ${table.names[column]}: "${cell.slice(0, 40)}" is not a number`,
      );
    }
    return value;
  });
}

function isCounter(name: string): boolean {
  return /^(n|no|index|sample|#)$/i.test(name);
}

/** "u1 [kV]" and "i1 (A)" name the unit with the channel. */
function channelOf(header: string, samples: Float64Array): Channel {
  const match = /^(.*?)\s*[[(]\s*([^\])]*)\s*[\])]$/.exec(header);
  const name = match ? match[1] : header;
  const { unit, factor } = baseUnit(match ? match[2] : '');
  return { name, unit, samples: factor === 1 ? samples : samples.map((v) => v * factor) };
}
