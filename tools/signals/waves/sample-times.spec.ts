// Rates out of stamps: round where the digits allow it, measured where they do not, and gaps seen.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstUneven, fitTimes, rateOf } from './sample-times.ts';

const stamps = (length: number, step: number, digits: number): Float64Array =>
  Float64Array.from({ length }, (_, n) => Number((n * step).toFixed(digits)));

describe('rateOf', () => {
  it('finds any whole rate from stamps rounded to a microsecond, as nearly as their digits tell', () => {
    // A rounded stamp is off by half a digit, and so is one of the grid it is compared with: rates that drift apart
    // by less than two digits over all of the stamps may both fit.
    const indistinct = 2;
    fc.assert(
      fc.property(
        fc.integer({ min: 400, max: 20_000 }),
        fc.integer({ min: 2000, max: 4000 }),
        (rate_Hz, length) => {
          const times = stamps(length, 1e6 / rate_Hz, 0);
          const found_Hz = rateOf(times, fitTimes(times), 1e-6);
          expect(Math.abs(found_Hz / rate_Hz - 1)).toBeLessThan(
            indistinct / ((length - 1) * (1e6 / rate_Hz)),
          );
        },
      ),
      { examples: [[3003, 3003]] },
    );
  });

  it.each([
    ['208 us in turn with 209', 4800, 1e6 / 4800, 0, 1e-6],
    ['milliseconds that repeat ten times', 10_000, 1e-4, 3, 1],
    ['stamps that a step of 333 us and a rate of 3003 Hz would write alike', 1 / 333e-6, 333e-6, 6, 1],
    ['a step of 130 us', 1 / 130e-6, 130e-6, 6, 1],
    ['a rate that is no round number, to its digits', 4999.37, 1 / 4999.37, 12, 1],
  ])('takes %s as what it is', (_, rate_Hz, step, digits, unit_s) => {
    const times = stamps(2000, step, digits);
    expect(rateOf(times, fitTimes(times), unit_s)).toBeCloseTo(rate_Hz, 4);
  });
});

describe('fitTimes', () => {
  it('sees a gap, a step back and a standstill, and where', () => {
    const gap = stamps(500, 1e-3, 6).map((t, n) => (n < 300 ? t : t + 0.01));
    expect(fitTimes(gap).even).toBe(false);
    expect(firstUneven(gap, fitTimes(gap))).toBe(300);
    expect(fitTimes(stamps(500, 1e-3, 6).reverse()).even).toBe(false);
    expect(fitTimes(new Float64Array(500).fill(7)).even).toBe(false);
  });
});
