// Where the numbers of a table begin, which of its columns hold them, and what stands above and beside.
import { WaveTruncatedError, WaveFormatError } from '../errors.ts';
import { cellsOf, dialectOf, isBrokenNumber, numberOf, type Dialect } from './dialect.ts';

/** Lines looked at before the first number is believed. */
export const LINES_LOOKED_AT = 400;

export interface Layout {
  readonly dialect: Dialect;
  /** Columns of the file that hold numbers, counted from 0. */
  readonly columns: readonly number[];
  /** Cells of a row, blank ones at its end not counted. */
  readonly width: number;
  /** Index of the first line of samples. */
  readonly firstLine: number;
  /** Cells of the lines above the samples, blank lines left out. */
  readonly head: readonly (readonly string[])[];
  /** Cells beside the samples in their first lines: where Tektronix keeps the settings. */
  readonly side: readonly (readonly string[])[];
}

/** Remarks: sigrok begins them with a semicolon, others with a hash, a percent sign or slashes. */
export const isRemark = (line: string): boolean => /^\s*(#|%|\/\/|;\s*[A-Za-z])/.test(line);

/** Excel's word about the separator: it is seen from the numbers as well. */
const SEPARATOR_LINE = /^"?sep=.?"?$/i;

/** What the first lines of a file say. Throws WaveTruncatedError, WaveFormatError. */
export function layoutOf(file: string, lines: readonly string[]): Layout {
  const filled = lines.filter((line) => line.trim() !== '');
  if (filled.length === 0) throw new WaveTruncatedError(file, '', 'the file is empty');
  const late = filled.slice(Math.floor(filled.length / 2));
  const dialect = dialectOf(late.filter((line) => !isRemark(line)));
  if (!dialect) throw new WaveFormatError(file, '', 'no rows of numbers in it');
  const rows = lines.map((line) => (isRemark(line) ? [line] : cellsOf(line, dialect)));
  const bodies = late.filter((line) => !isRemark(line)).map((line) => cellsOf(line, dialect));
  const columns = numericColumns(bodies, dialect);
  const firstLine = rows.findIndex((row) => isSampleRow(row, columns, dialect));
  if (columns.length === 0 || firstLine < 0) throw new WaveFormatError(file, '', 'no rows of numbers in it');
  const isHead = (line: string): boolean => line.trim() !== '' && !SEPARATOR_LINE.test(line.trim());
  return {
    dialect,
    columns,
    width: Math.max(...bodies.map(filledWidth)),
    firstLine,
    head: rows.slice(0, firstLine).filter((_, at) => isHead(lines[at])),
    side: rows
      .slice(firstLine, firstLine + 40)
      .map((row) => row.map((cell, at) => (columns.includes(at) ? '' : cell)))
      .filter((row) => row.some((cell) => cell !== '')),
  };
}

/** Cells up to the last that is not blank. */
export function filledWidth(cells: readonly string[]): number {
  let width = cells.length;
  while (width > 0 && cells[width - 1] === '') width--;
  return width;
}

/** Columns that are numbers in most rows. */
function numericColumns(rows: readonly (readonly string[])[], dialect: Dialect): number[] {
  const width = Math.max(...rows.map((row) => row.length));
  const isNumeric = (row: readonly string[], at: number): boolean =>
    row[at] !== undefined && !Number.isNaN(numberOf(row[at], dialect));
  return Array.from({ length: width }, (_, at) => at).filter(
    (at) => 2 * rows.filter((row) => isNumeric(row, at)).length > rows.length,
  );
}

function isSampleRow(row: readonly string[], columns: readonly number[], dialect: Dialect): boolean {
  return columns.every(
    (at) => row[at] !== undefined && (isBrokenNumber(row[at]) || !Number.isNaN(numberOf(row[at], dialect))),
  );
}
