// Channels that are not sampled at once, brought to one instant.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tone } from './fixtures.ts';
import { delayed } from './fractional-delay.ts';

it('A signal is delayed by any part of a sample, up to four tenths of the sampling rate', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 204 }),
      fc.double({ min: -6, max: 6, noNaN: true }),
      (cycles, delay) => {
        const expected = tone(512, cycles, 1, (-2 * Math.PI * cycles * delay) / 512);
        delayed(tone(512, cycles), delay).forEach((x, n) =>
          expect(Math.abs(x - expected[n])).toBeLessThan(1e-3),
        );
      },
    ),
  );
});

describe('A delay', () => {
  it('of nothing changes nothing, and at mains frequency the error is below 5e-6', () => {
    const wave = tone(960, 10, 325);
    delayed(wave, 0).forEach((x, n) => expect(Math.abs(x - wave[n])).toBeLessThan(1e-9));
    const expected = tone(960, 10, 325, (-2 * Math.PI * 10 * 1.44) / 960);
    delayed(wave, 1.44).forEach((x, n) => expect(Math.abs(x - expected[n])).toBeLessThan(1625e-6));
  });

  it('leaves a direct component as it is', () => {
    delayed(new Float64Array(100).fill(3), 0.37).forEach((x) => expect(x).toBeCloseTo(3, 12));
  });
});
