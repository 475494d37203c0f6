// Registers that fall by an open window, and those that begin anew.
import { describe, expect, it } from 'vitest';
import type { Minute } from './minute.ts';
import { Rising } from './rising.ts';

const minute = (...energy: number[]): Minute => ({
  ...{ time_s: 0, sequence: 1, flags: 0, quality: 0, daylight: false },
  energy: energy.map(BigInt),
});
const risen = (...rows: number[][]) => {
  const rising = new Rising();
  return rows.map((row) => rising.take(minute(...row)).energy.map(Number));
};

describe('Registers of minute records', () => {
  it('stand where they were highest while an open window took them back', () => {
    expect(risen([5613, 10], [5595, 40], [5600, 70], [5700, 70])).toEqual([
      [5613, 10],
      [5613, 40],
      [5613, 70],
      [5700, 70],
    ]);
  });

  it('begin anew, all of them, where one falls by more than a window has', () => {
    expect(risen([5613, 10], [3012, 9], [3010, 12])).toEqual([
      [5613, 10],
      [3012, 9],
      [3012, 12],
    ]);
    expect(risen([5613, 10], [3013, 9])).toEqual([
      [5613, 10],
      [5613, 10],
    ]);
  });
});
