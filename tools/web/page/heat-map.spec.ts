// What a cell of the heat map is: an average over an interval that has a row before it, in the day in which it lies.
import { describe, expect, it } from 'vitest';
import type { ToldProfile } from '../told-readings.ts';
import { cellsOf } from './heat-map.ts';

const row = (time: string | null, ...values: (number | null)[]) => ({ time, marks: [], values });
const profile = (...rows: ToldProfile['rows'][number][]): ToldProfile => ({
  ...{ obis: '1-0:99.1.0.255', period_s: 900, held: rows.length, rows },
  columns: [
    { obis: '1-0:1.8.0.255', unit: 'Wh' },
    { obis: '1-0:1.5.0.255', unit: 'W' },
  ],
});

describe('A cell of the heat map', () => {
  it('has energy as the average power of its interval', () => {
    const told = profile(row('2026-06-01T06:00:00.000Z', 100, 1), row('2026-06-01T06:15:00.000Z', 350, 2));
    expect(cellsOf(told, 0).map(({ value }) => value)).toEqual([null, 1000]);
    expect(cellsOf(told, 1).map(({ value }) => value)).toEqual([1, 2]);
  });

  it('has none behind a gap, behind a row without a time, and for what the meter does not know', () => {
    const told = profile(
      row('2026-06-01T06:00:00.000Z', 100),
      row('2026-06-01T06:30:00.000Z', 350),
      row(null, 360),
      row('2026-06-01T06:45:00.000Z', 370),
      row('2026-06-01T07:00:00.000Z', null),
    );
    expect(cellsOf(told, 0).map(({ value }) => value)).toEqual([null, null, null, null]);
  });

  it('belongs to the day in which its interval lies, not to that in which it ends', () => {
    const told = profile(row('2026-06-02T00:00:00.000Z', 1), row('2026-06-02T00:15:00.000Z', 2));
    expect(cellsOf(told, 1).map(({ day, slot }) => [day, slot])).toEqual([
      ['2026-06-01', 95],
      ['2026-06-02', 0],
    ]);
  });
});
