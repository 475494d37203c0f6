// Resampling of loops: exact for band-limited signals, whatever the two lengths.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resampleLong } from './band-limited.ts';
import { tone } from './fixtures.ts';
import { rms } from './reference.ts';
import { loopLength, resampleLoop } from './resample.ts';

describe('resampleLoop', () => {
  it('keeps any band-limited signal to 1e-9, up or down, for any lengths', () => {
    const bands = fc.array(
      fc.record({
        cycles: fc.integer({ min: 0, max: 30 }),
        phase: fc.double({ min: 0, max: 6, noNaN: true }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 64, max: 700 }),
        fc.integer({ min: 64, max: 700 }),
        bands,
        (from, to, parts) => {
          const make = (length: number): Float64Array => {
            const sum = new Float64Array(length);
            for (const p of parts) tone(length, p.cycles, 1, p.phase).forEach((x, n) => (sum[n] += x));
            return sum;
          };
          const expected = make(to);
          resampleLoop(make(from), to).forEach((x, n) =>
            expect(Math.abs(x - expected[n])).toBeLessThan(1e-9),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([2000, 12_000])(
    'does the same to 1e-5 without a spectrum, as for long loops, at %i points',
    (length) => {
      const found = resampleLong(tone(5000, 40, 325, 0.3), length);
      const expected = tone(length, 40, 325, 0.3);
      expect(found.findIndex((x, n) => Math.abs(x - expected[n]) > 325e-5)).toBe(-1);
    },
  );

  it('keeps the energy of the passband and removes what is above the new Nyquist frequency', () => {
    const wave = tone(19200, 150, 300).map((x, n) => x + 10 * Math.sin((2 * Math.PI * 7000 * n) / 19200));
    const kept = resampleLoop(wave, 12000);
    expect(rms(kept)).toBeCloseTo(300 / Math.SQRT2, 9);
  });
});

describe('loopLength', () => {
  it('is exact where the length comes out whole', () => {
    expect(loopLength(19200, 6400, 4_000_000)).toEqual({ length: 12000, deviation_ppm: 0 });
    expect(loopLength(24768, 5760, 4_000_000).length).toBe(17200);
  });

  it('states the rate deviation where it does not', () => {
    const { length, deviation_ppm } = loopLength(19199, 6400, 4_000_000);
    expect(length).toBe(11999);
    expect(deviation_ppm).toBeCloseTo((11999.375 / 11999 - 1) * 1e6, 6);
  });
});
