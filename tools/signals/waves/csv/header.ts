// What stands above a table: names and units of its columns, the step of time, the sampling rate.
import { electricalUnit, type Unit } from '../units.ts';
import type { Layout } from './layout.ts';

export interface ColumnName {
  readonly name: string;
  /** V, A or s where the header says so. */
  readonly unit?: Unit;
}

export interface Header {
  /** One entry a column of numbers; the name is empty where the file has none. */
  readonly columns: readonly ColumnName[];
  /** The time between two samples where the file states it apart from a column. */
  readonly step_s?: number;
  /** Units and names of the signals in their order, where an instrument keeps them among its settings. */
  readonly units: readonly string[];
  readonly sources: readonly string[];
}

/** "u1 [kV]", "i1 (A)", "t/s", "Zeit in s", "CH1_mV", "CH2V", "Volts": a name and, where it is known, its unit. */
export function columnName(text: string, phaseLetters = false): ColumnName {
  const clean = text.replace(/^"|"$/g, '').trim();
  const alone = electricalUnit(clean);
  if (alone && clean.length > 1) return { name: clean, unit: alone };
  const forms = [
    /^(.*?)\s*[[({]\s*([^\])}]*)\s*[\])}]$/,
    /^(.*?)\s*\/\s*([^/]*)$/,
    /^(?:(.*?)\s+)?in\s+(\S+)$/i,
    /^(.*?)\s*,\s*(\S+)$/,
    /^(.*)_([kmµunM]?[vV]|[kmµun]?A|[mµun]?s)$/,
    /^(CH\d+)(m?[VA])$/,
  ];
  for (const form of forms) {
    const match = form.exec(clean);
    if (!match) continue;
    const unit = electricalUnit(match[2]);
    if (unit && !isPhaseLetter(match, phaseLetters)) return { name: (match[1] ?? '').trim() || clean, unit };
    if (form === forms[0] && match[2] !== '') return { name: match[1], unit: { unit: match[2], factor: 1 } };
  }
  return { name: clean };
}

/** "I_A" names phase A and "i_s" phase S; so does "current_A" where a "current_B" stands beside. */
function isPhaseLetter(match: RegExpExecArray, phaseLetters: boolean): boolean {
  if (!/_[AVs]$/.test(match[0])) return false;
  return (phaseLetters && /_A$/.test(match[0])) || /^(?:[ui]_[As]|v_[As]|i_V)$/i.test(match[0]);
}

const SEQUENCE = /^(sequence|index|samples?|points?|n|#)$/i;
const isUnitCell = (cell: string): boolean =>
  SEQUENCE.test(cell) || electricalUnit(cell.replace(/^[([]|[)\]]$/g, '')) !== undefined;
const isNumeric = (cell: string): boolean => cell !== '' && !Number.isNaN(Number(cell.replace(',', '.')));
/** Settings of an instrument, which are no names of columns. */
const SETTING =
  /^(record|sample|sampling|vertical|horizontal|trigger|model|serial|software|firmware|probe|memory|label|waveform|point|gating|display|segments?|#\d)/i;

/** Names and units of the columns, and the step where it is stated. */
export function headerOf(layout: Layout): Header {
  const rows = layout.head.filter((row) => row.length > 1 || layout.width === 1);
  const picked = (row: readonly string[] | undefined): string[] =>
    layout.columns.map((at) => row?.[at] ?? '');
  const named = rows.filter((row) => isNameRow(row, picked(row)));
  const last = named.at(-1);
  const before = named.at(-2);
  const units = last && picked(last).every((cell) => cell === '' || isUnitCell(cell)) ? last : undefined;
  const names = picked(units && before ? before : last);
  const letters = names.some((name) => /_B$/.test(name));
  const unitCells = picked(units && before ? units : undefined);
  const columns = names.map((text, at) => withUnit(columnName(text, letters), unitCells[at]));
  return {
    columns,
    step_s: statedStep_s(layout),
    units: setting(layout, /^vertical units?$/i),
    sources: setting(layout, /^source$/i),
  };
}

/** A row of names has a word in it, and no number but those of channels. */
function isNameRow(row: readonly string[], cells: readonly string[]): boolean {
  if (SETTING.test(row[0] ?? '') && !/^source$/i.test(row[0])) return false;
  return (
    cells.some((cell) => cell !== '' && !isNumeric(cell)) &&
    cells.every((c) => !isNumeric(c) || /^\d{1,2}$/.test(c))
  );
}

function withUnit(column: ColumnName, cell: string): ColumnName {
  const text = cell.replace(/^[([]|[)\]]$/g, '').trim();
  if (SEQUENCE.test(text)) return { name: column.name || text, unit: { unit: 'sequence', factor: 1 } };
  const unit = electricalUnit(text);
  return unit ? { ...column, unit } : column;
}

/** Cells behind "Vertical Units" or "Source", in the lines above or beside. */
function setting(layout: Layout, key: RegExp): string[] {
  for (const row of [...layout.head, ...layout.side]) {
    const at = row.findIndex((cell) => key.test(cell));
    if (at < 0) continue;
    return row
      .slice(at + 1)
      .filter((cell) => cell !== '' && !key.test(cell))
      .map((cell) => cell.replace(/^[^:]*:\s*/, ''));
  }
  return [];
}

const STEP =
  /\b(?:sample interval|sampling (?:period|interval)|x ?incr(?:ement)?|time ?step|delta ?t|tinc)\b[^\d+-]*([+-]?[\d.]+(?:e[+-]?\d+)?)\s*([munµ]?s\b)?/i;
const RATE = /\b(?:sample ?rate|sampling ?(?:rate|frequency))\b[^\d+-]*([\d.]+(?:e[+-]?\d+)?)\s*([kMG]?)/i;
const MULTIPLES: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

function statedStep_s(layout: Layout): number | undefined {
  const rows = [...layout.head, ...layout.side];
  const text = rows.map((row) =>
    row.map((cell) => (layout.dialect.decimalComma ? cell.replace(',', '.') : cell)).join(' '),
  );
  for (const line of text) {
    const step = STEP.exec(line);
    if (step) return positive(Number(step[1]) * (electricalUnit(step[2] ?? 's')?.factor ?? 1));
    const rate = RATE.exec(line);
    if (rate) return positive(1 / (Number(rate[1]) * MULTIPLES[rate[2]]));
  }
  return incrementBelow(layout.head);
}

/** Rigol writes "Increment" above its value. */
function incrementBelow(head: Layout['head']): number | undefined {
  const row = head.findIndex((cells) => cells.some((cell) => /^increment$/i.test(cell)));
  const at = head[row]?.findIndex((cell) => /^increment$/i.test(cell)) ?? -1;
  return at < 0 ? undefined : positive(Number(head[row + 1]?.[at]));
}

const positive = (value: number): number | undefined =>
  value > 0 && Number.isFinite(value) ? value : undefined;
