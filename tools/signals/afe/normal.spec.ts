// The normal distribution as it must come out: moments, tails, independence, and the same for the same seed.
import { describe, expect, it } from 'vitest';
import { fillNormal } from './normal.ts';

const ROW = 256;
const ROWS = 4000;
const COUNT = ROW * ROWS;

function values(): Float64Array {
  const all = new Float64Array(COUNT);
  for (let k = 0; k < ROWS; k++) fillNormal(all.subarray(k * ROW, (k + 1) * ROW), k * 7919);
  return all;
}

describe('A million normal values', () => {
  const all = values();
  const mean = (f: (x: number, n: number) => number) => all.reduce((sum, x, n) => sum + f(x, n), 0) / COUNT;
  const share = (f: (x: number) => boolean) => mean((x) => Number(f(x)));

  it('have the moments 0, 1, 0, 3 within five standard errors', () => {
    const five = 5 / Math.sqrt(COUNT);
    expect(Math.abs(mean((x) => x))).toBeLessThan(five);
    expect(Math.abs(mean((x) => x ** 2) - 1)).toBeLessThan(five * Math.sqrt(2));
    expect(Math.abs(mean((x) => x ** 3))).toBeLessThan(five * Math.sqrt(15));
    expect(Math.abs(mean((x) => x ** 4) - 3)).toBeLessThan(five * Math.sqrt(96));
  });

  it.each([
    [0.1, 0.460172],
    [0.5, 0.308538],
    [1, 0.158655],
    [2, 0.02275],
    [3, 0.00135],
    [3.5, 0.000233],
    [4, 0.0000317],
  ])('lie above %f and below its negative as often as they should', (limit, probability) => {
    const error = 5 * Math.sqrt(probability / COUNT);
    expect(Math.abs(share((x) => x > limit) - probability)).toBeLessThan(error);
    expect(Math.abs(share((x) => x < -limit) - probability)).toBeLessThan(error);
  });

  it('do not depend on the one before, nor on the same place of the row before', () => {
    for (const lag of [1, 2, ROW]) {
      expect(Math.abs(mean((x, n) => (n >= lag ? x * all[n - lag] : 0)))).toBeLessThan(5 / Math.sqrt(COUNT));
    }
  });

  it('are the same again for the same seeds', () => {
    expect(values()).toEqual(all);
  });
});
