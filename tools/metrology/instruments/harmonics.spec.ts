// Harmonics as the reference standard shows them, against the tables that the waveforms were made from.
import { describe, expect, it } from 'vitest';
import { readLimits } from '../standard/limits.ts';
import { signalOf, type Load } from '../standard/load.ts';
import type { ShapeName } from '../standard/shapes.ts';
import { harmonicsOf, HIGHEST_ORDER } from './harmonics.ts';

const limits = readLimits();
const of = (shape: ShapeName, word: number, changes: Partial<Load> = {}) => {
  const load = {
    service: '3p4w',
    voltage_V: 230,
    current_A: 5,
    lag_deg: 0,
    hz: 50,
    shape,
    ...changes,
  } as const;
  return harmonicsOf(signalOf(limits, load, 8000), word);
};

describe('The harmonics of a waveform', () => {
  it.each(['quadriform', 'peaked', 'fifth'] as const)(
    '%s are those of its table, in every phase',
    (shape) => {
      for (const [first, side] of [
        [0, 'voltage'],
        [3, 'current'],
      ] as const)
        for (const phase of [0, 1, 2]) {
          const { orders, thd_percent } = of(shape, first + phase, { lag_deg: 25 });
          const table = limits.waveforms[shape][side];
          expect(orders.map(({ order }) => order)).toEqual(table.map(({ order }) => order));
          orders.forEach((found, n) => {
            expect(found.percent).toBeCloseTo(table[n].percent, 8);
            expect(Math.abs(((found.phase_deg - table[n].phase_deg + 540) % 360) - 180)).toBeLessThan(1e-6);
          });
          expect(thd_percent).toBeCloseTo(Math.hypot(...table.map(({ percent }) => percent)), 8);
        }
    },
  );

  it('of a sine are none', () => {
    const { orders, thd_percent, fundamental_rms } = of('sine', 0);
    expect({ orders, thd_percent }).toEqual({ orders: [], thd_percent: 0 });
    expect(fundamental_rms).toBeCloseTo(230, 9);
  });

  it('end at the 63rd, and bursts between the orders are none', () => {
    const fired = of('phase-fired', 3).orders;
    expect(Math.max(...fired.map(({ order }) => order))).toBe(HIGHEST_ORDER);
    expect(fired.every(({ order }) => order % 2 === 1)).toBe(true);
    expect(of('burst', 3).orders.every(({ order }) => Number.isInteger(order))).toBe(true);
  });
});
