// Reads recordings from CSV: what instruments, spreadsheets and loggers write, recognised by its content.
import { streamOfFile, type Bytes } from '../bytes.ts';
import { WaveFormatError, WaveTruncatedError } from '../errors.ts';
import { Growing } from '../growing.ts';
import { inferRate } from '../infer-rate.ts';
import { printable } from '../printable.ts';
import {
  checkRate,
  checkRecording,
  SAMPLES_LOOKED_AT,
  SAMPLES_MAX,
  SAMPLES_MIN,
  STREAM_BLOCK,
  streamNote,
  type ReadOptions,
  type Recording,
} from '../recording.ts';
import { channelsOf, LEFT_OUT, namesOf, toldColumns, withSettings, type Column } from './columns.ts';
import { cellsOf, isTimeOfDay, numberOf } from './dialect.ts';
import { headerOf, type ColumnName } from './header.ts';
import { filledWidth, isRemark, layoutOf, LINES_LOOKED_AT, type Layout } from './layout.ts';
import { isCounter, overMidnight, timeColumn } from './time-column.ts';
import { linesOf } from './text.ts';

interface Table {
  readonly columns: readonly Float64Array[];
  /** Line of a row in the file, counted from 1. */
  readonly lineOf: (row: number) => number;
}

/**
 * A recording from CSV text.
 * @throws WaveFormatError, WaveTruncatedError or WaveRateError
 */
export function readCsv(file: string, bytes: Bytes, options: ReadOptions = {}): Recording {
  const lines = linesOf(bytes);
  const first: string[] = [];
  for (let line = lines.next(); !line.done; line = lines.next()) {
    first.push(line.value);
    if (first.length === LINES_LOOKED_AT) break;
  }
  const layout = layoutOf(file, first);
  const header = headerOf(layout);
  const told = toldColumns(file, layout, header.columns, options.columns);
  const isLong = bytes.size > (options.longFrom ?? SAMPLES_MAX) * bytesOfLine(first);
  const limit = isLong ? SAMPLES_LOOKED_AT : Infinity;
  const table = readTable(file, layout, told ?? header.columns, first, lines, limit);
  const notes = isLong ? [streamNote()] : [];
  const { columns, rate_Hz } = signalsOf(
    file,
    layout,
    table,
    told ?? header.columns,
    header.step_s,
    options,
    notes,
  );
  const known = told ? columns : withSettings(columns, header);
  const channels = channelsOf(known, told !== undefined, notes);
  checkRecording(file, channels);
  const known_Hz = rate_Hz ?? inferred(file, channels, options, notes);
  const recording = {
    rate_Hz: checkRate(file, known_Hz),
    channels,
    source: printable(`${file} (CSV)`),
    notes,
  };
  const stream = () =>
    streamOfFile(file, (all) => blocksOf(file, layout, namesOf(told ?? header.columns), known, all));
  return isLong ? { ...recording, stream } : recording;
}

/** How long a line of the file is, by the latter half of those looked at: the first ones may be a head. */
function bytesOfLine(lines: readonly string[]): number {
  const some = lines.slice(lines.length >> 1);
  return Math.max(1, some.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0) / some.length);
}

/** All rows, block by block, with the columns that are channels, in their units. */
function* blocksOf(
  file: string,
  layout: Layout,
  titles: readonly string[],
  channels: readonly Column[],
  bytes: Bytes,
): Generator<readonly Float64Array[]> {
  let line = 0;
  let rows = layout.columns.map(() => new Growing());
  const block = () =>
    channels.map(({ number, unit }) => {
      const values = rows[layout.columns.indexOf(number - 1)].done();
      return unit === undefined || unit.factor === 1 ? values : values.map((x) => x * unit.factor);
    });
  for (const text of linesOf(bytes)) {
    line++;
    if (line <= layout.firstLine || text.trim() === '' || isRemark(text)) continue;
    takeRow(file, layout, titles, cellsOf(text, layout.dialect), line, rows);
    if (rows[0].length < STREAM_BLOCK) continue;
    yield block();
    rows = layout.columns.map(() => new Growing());
  }
  if (rows[0].length > 0) yield block();
}

function inferred(
  file: string,
  channels: Recording['channels'],
  options: ReadOptions,
  notes: string[],
): number {
  const { rate_Hz, note } = inferRate(file, channels, options.hz ?? 50);
  notes.push(note);
  return rate_Hz;
}

interface Signals {
  readonly columns: readonly Column[];
  readonly rate_Hz: number | undefined;
}

/** Takes time and counters out of the columns, and finds the rate: told, stamped, or stated in the head. */
function signalsOf(
  file: string,
  layout: Layout,
  table: Table,
  names: readonly ColumnName[],
  step_s: number | undefined,
  options: ReadOptions,
  notes: string[],
): Signals {
  const counters = names.map((name, at) => isCounter(name, table.columns[at]));
  const time = timeColumn(file, names, table.columns, table.lineOf, options.rate_Hz);
  const columns = names.flatMap((name, at) => {
    const skipped =
      at === time?.column || counters[at] || name.name === LEFT_OUT || isSameTime(table, at, time?.column);
    return skipped ? [] : [{ ...name, number: layout.columns[at] + 1, samples: table.columns[at] }];
  });
  return { columns, rate_Hz: rateBetween(time, step_s, options, notes) };
}

/** Tektronix repeats the time beside each channel. */
const isSameTime = ({ columns }: Table, at: number, time: number | undefined): boolean =>
  time !== undefined && at !== time && columns[at].every((value, n) => value === columns[time][n]);

/** The rate a user states goes first, then the stamps, then the head; where the last two differ, it is said. */
function rateBetween(
  time: { rate_Hz: number; note: string } | undefined,
  step_s: number | undefined,
  options: ReadOptions,
  notes: string[],
): number | undefined {
  if (options.rate_Hz !== undefined) return options.rate_Hz;
  const stated_Hz = step_s === undefined ? undefined : Number((1 / step_s).toPrecision(12));
  if (time) {
    notes.push(time.note);
    if (stated_Hz !== undefined && Math.abs(stated_Hz / time.rate_Hz - 1) > 1e-3)
      notes.push(`the head states ${stated_Hz} Hz; the time column is gone by`);
    return time.rate_Hz;
  }
  if (stated_Hz !== undefined) notes.push(`rate stated in the head: ${stated_Hz} Hz`);
  return stated_Hz;
}

function readTable(
  file: string,
  layout: Layout,
  names: readonly ColumnName[],
  first: readonly string[],
  rest: Iterable<string>,
  limit: number,
): Table {
  const columns = layout.columns.map(() => new Growing());
  const gaps: { row: number; line: number }[] = [];
  const titles = namesOf(names);
  let line = 0;
  const take = (text: string): void => {
    line++;
    if (line <= layout.firstLine || text.trim() === '' || isRemark(text)) return;
    const row = columns[0].length;
    if ((gaps.at(-1)?.line ?? 0) + row - (gaps.at(-1)?.row ?? 0) !== line) gaps.push({ row, line });
    takeRow(file, layout, titles, cellsOf(text, layout.dialect), line, columns);
  };
  for (const text of first) take(text);
  for (const text of rest) {
    if (columns[0].length >= limit) break;
    take(text);
  }
  if (columns[0].length < SAMPLES_MIN) {
    const reason = `only ${columns[0].length} rows of samples, at least ${SAMPLES_MIN} are needed`;
    throw new WaveTruncatedError(file, '', reason);
  }
  const lineOf = (row: number): number => {
    const gap = gaps.findLast((g) => g.row <= row)!;
    return gap.line + row - gap.row;
  };
  const sample = cellsOf(first[layout.firstLine], layout.dialect);
  const done = columns.map((column, at) => {
    const values = column.done();
    return isTimeOfDay(sample[layout.columns[at]]) ? overMidnight(values) : values;
  });
  return { columns: done, lineOf };
}

function takeRow(
  file: string,
  layout: Layout,
  titles: readonly string[],
  cells: readonly string[],
  line: number,
  columns: readonly Growing[],
): void {
  const place = `line ${line}`;
  if (cells.length <= layout.columns.at(-1)! || filledWidth(cells) > layout.width) {
    const reason = `${cells.length} columns where ${layout.width} are expected`;
    throw new WaveFormatError(file, place, reason);
  }
  layout.columns.forEach((at, column) => {
    const value = numberOf(cells[at], layout.dialect);
    if (!Number.isFinite(value)) {
      throw new WaveFormatError(
        file,
        place,
        `column ${titles[column]}: "${cells[at].slice(0, 40)}" is not a number`,
      );
    }
    columns[column].push(value);
  });
}
