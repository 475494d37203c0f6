// Harmonics beside the limits of EN 50160 and IEEE 519.
import { describe, expect, it } from 'vitest';
import { excesses } from './harmonic-limits.ts';

const one = (order: number, percent: number) => [{ order, percent }];

describe('A harmonic', () => {
  it.each([
    ['voltages', 3, 5, []],
    ['voltages', 3, 5.01, ['3: 5.01 % > 5 % (EN 50160)', '3: 5.01 % > 5 % (IEEE 519)']],
    ['voltages', 5, 5.5, ['5: 5.50 % > 5 % (IEEE 519)']],
    ['voltages', 9, 1.6, ['9: 1.60 % > 1.5 % (EN 50160)']],
    ['voltages', 29, 4.9, []],
    ['currents', 9, 4, []],
    ['currents', 9, 4.1, ['9: 4.10 % > 4 % (IEEE 519)']],
    ['currents', 11, 2.1, ['11: 2.10 % > 2 % (IEEE 519)']],
    ['currents', 2, 1.1, ['2: 1.10 % > 1 % (IEEE 519)']],
    ['currents', 49, 0.31, ['49: 0.31 % > 0.3 % (IEEE 519)']],
    ['currents', 51, 4, []],
  ] as const)('of the %s, order %i at %s %%, is over what it is over', (onto, order, percent, expected) => {
    expect(excesses(onto, one(order, percent), percent)).toEqual(expected);
  });

  it('counts with the others: 8 % of a voltage, 5 % of a current', () => {
    expect(excesses('voltages', [], 8)).toEqual([]);
    expect(excesses('voltages', [], 8.01)).toEqual(['THD 8.01 % > 8 % (EN 50160, IEEE 519)']);
    expect(excesses('currents', [], 5.01)).toEqual(['TDD 5.01 % > 5 % (IEEE 519)']);
  });
});
