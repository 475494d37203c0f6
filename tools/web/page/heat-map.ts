// A load profile as a heat map: a row a day, a column an interval of it, the darker the more.
import type { ToldProfile } from '../told-readings.ts';
import { svg } from './dom.ts';

const [WIDTH, LEFT, TOP, ROW] = [960, 92, 22, 22];
const DAY_s = 86_400;
const SECONDS_AN_HOUR = 3600;
const HOURS_NAMED = [0, 6, 12, 18, 24];

/** An interval, by its end. */
export interface Cell {
  readonly end: string;
  /** Day it lies in, such as 2026-05-31, and which interval of it, from 0. */
  readonly day: string;
  readonly slot: number;
  /** Average power where the column is energy, else what was captured; null where that is not known. */
  readonly value: number | null;
}

const isEnergy = (unit: string): boolean => unit.endsWith('h');
export const cellUnit = (unit: string): string => (isEnergy(unit) ? unit.slice(0, -1) : unit);

/** Of a column: energy as the average over an interval that has a row before it, other values as they are. */
export function cellsOf({ rows, columns, period_s }: ToldProfile, column: number): Cell[] {
  const energy = isEnergy(columns[column]?.unit ?? '');
  return rows.flatMap(({ time, values }, n): Cell[] => {
    if (time === null) return [];
    const end_ms = Date.parse(time);
    const [now, before] = [values[column], rows[n - 1]];
    const follows = before?.time != null && Date.parse(before.time) === end_ms - 1000 * period_s;
    const past = follows ? before.values[column] : null;
    const power = now !== null && past !== null ? ((now - past) * SECONDS_AN_HOUR) / period_s : null;
    const start = new Date(end_ms - 1000 * period_s).toISOString();
    const slot = Math.floor(((Date.parse(start) / 1000) % DAY_s) / period_s);
    return [{ end: time, day: start.slice(0, 10), slot, value: energy ? power : now }];
  });
}

/** Colour by the share of the range that a value takes. */
const colourOf = (value: number, least: number, most: number): string => {
  const share = most > least ? (value - least) / (most - least) : 1;
  return `color-mix(in srgb, var(--hot) ${Math.round(8 + 92 * share)}%, var(--panel))`;
};

export const rangeOf = (cells: readonly Cell[]): [least: number, most: number] => {
  const values = cells.flatMap(({ value }) => (value === null ? [] : [value]));
  return [Math.min(0, ...values), Math.max(0, ...values)];
};

export const cellText = ({ end, value }: Cell, unit: string): string =>
  `${end.replace('T', ' ').replace('.000', '')}: ${value === null ? '–' : `${Number(value.toPrecision(6))} ${unit}`}`;

/** `chosen`: place of a cell that is marked. */
export function heatMap(
  label: string,
  cells: readonly Cell[],
  unit: string,
  period_s: number,
  chosen: number,
): SVGSVGElement {
  const days = [...new Set(cells.map(({ day }) => day))];
  const slots = DAY_s / period_s;
  const step = (WIDTH - LEFT - 4) / slots;
  const [least, most] = rangeOf(cells);
  const drawn = cells.map((cell, n) =>
    svg(
      'rect',
      {
        ...{ x: LEFT + cell.slot * step, y: TOP + days.indexOf(cell.day) * ROW },
        ...{ width: Math.max(1, step - 0.6), height: ROW - 2, 'data-end': cell.end },
        'data-value': cell.value ?? '',
        fill: cell.value === null ? 'none' : colourOf(cell.value, least, most),
        stroke: n === chosen ? 'var(--ink)' : 'var(--line)',
        'stroke-width': n === chosen ? 2.5 : 0.4,
      },
      svg('title', {}, cellText(cell, unit)),
    ),
  );
  const names = days.map((day, n) => svg('text', { x: 2, y: TOP + n * ROW + 15 }, day));
  const hours = HOURS_NAMED.map((hour) =>
    svg(
      'text',
      { x: LEFT + (hour / 24) * slots * step, y: 14, 'text-anchor': hour === 24 ? 'end' : 'middle' },
      `${hour}:00`,
    ),
  );
  const height = TOP + Math.max(1, days.length) * ROW + 4;
  const frame = { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': label };
  return svg('svg', frame, ...hours, ...names, ...drawn);
}
