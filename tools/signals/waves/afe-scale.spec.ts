// The front end's scale: rounding and saturation.
import { expect, it } from 'vitest';
import { COUNT_MAX, countsPerUnit, fullScale, toCount } from './afe-scale.ts';

it('is worth 80 µV on voltage inputs and 25 µA on current inputs and the neutral', () => {
  expect([0, 1, 2].map(countsPerUnit)).toEqual([12_500, 12_500, 12_500]);
  expect([3, 4, 5, 6].map(countsPerUnit)).toEqual([40_000, 40_000, 40_000, 40_000]);
});

it('rounds to the nearest count and saturates symmetrically', () => {
  expect([0.49, 0.51, -0.49, -0.51, 1e9, -1e9].map(toCount)).toEqual([0, 1, 0, -1, COUNT_MAX, -COUNT_MAX]);
  expect(fullScale(0)).toBeCloseTo(671.09, 2);
});
