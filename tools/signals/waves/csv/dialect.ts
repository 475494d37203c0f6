// How a table of numbers is written: what separates its columns, and whether a comma is its decimal point.

export interface Dialect {
  /** A character, or blank for any run of blanks. */
  readonly delimiter: string;
  readonly decimalComma: boolean;
}

const dialect = (delimiter: string, decimalComma = false): Dialect => ({ delimiter, decimalComma });

/** Tried in this order; the first of those that make most numbers of the lines is taken. */
const DIALECTS: readonly Dialect[] = [
  dialect(','),
  dialect(';'),
  dialect('\t'),
  dialect(';', true),
  dialect('\t', true),
  dialect('|'),
  dialect('|', true),
  dialect(' '),
  dialect(' ', true),
  dialect(',', true),
];

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/;
const CLOCK = /^(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4}[T ]+)?(\d{1,2}):(\d{2}):(\d{2}(?:\.\d+)?)Z?$/;

/** Thousands in groups, told from a decimal comma by the point behind them; as they are where the comma is decimal. */
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+\.\d+$/;
const GROUPED_BY_POINTS = /^[+-]?\d{1,3}(?:\.\d{3})+,\d+$/;

/** Cells of a line, trimmed; quotes may keep a delimiter inside a cell. */
export function cellsOf(line: string, { delimiter }: Dialect): string[] {
  if (delimiter === ' ') return line.trim().split(/\s+/);
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  return quotedCells(line, delimiter);
}

function quotedCells(line: string, delimiter: string): string[] {
  const cells = [''];
  let inside = false;
  for (const character of line) {
    if (character === '"') inside = !inside;
    else if (character === delimiter && !inside) cells.push('');
    else cells[cells.length - 1] += character;
  }
  return cells.map((cell) => cell.trim());
}

/** The number a cell holds, a time of day as its seconds; NaN for anything else. */
export function numberOf(cell: string, { decimalComma }: Dialect): number {
  const text = decimalComma ? cell.replace(',', '.') : cell;
  if (NUMBER.test(text)) return Number(text.replace(/[dD]/, 'e'));
  if ((decimalComma ? GROUPED_BY_POINTS : GROUPED).test(cell))
    return Number(decimalComma ? cell.replaceAll('.', '').replace(',', '.') : cell.replaceAll(',', ''));
  const clock = CLOCK.exec(text);
  return clock ? 3600 * Number(clock[1]) + 60 * Number(clock[2]) + Number(clock[3]) : NaN;
}

export const isTimeOfDay = (cell: string): boolean => CLOCK.test(cell);

/** NaN and infinities are broken samples, not names. */
export const isBrokenNumber = (cell: string): boolean => /^[+-]?(nan|inf(inity)?)$/i.test(cell);

function numbersIn(lines: readonly string[], candidate: Dialect): number {
  let sum = 0;
  for (const cell of lines.flatMap((line) => cellsOf(line, candidate))) {
    if (cell !== '') sum += Number.isNaN(numberOf(cell, candidate)) ? -2 : 1;
  }
  return sum;
}

/** The dialect in which the lines hold most numbers; undefined where none makes any. */
export function dialectOf(lines: readonly string[]): Dialect | undefined {
  let best: Dialect | undefined;
  let most = 0;
  for (const candidate of DIALECTS) {
    const numbers = numbersIn(lines, candidate);
    if (numbers > most) [best, most] = [candidate, numbers];
  }
  return best;
}
