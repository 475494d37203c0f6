// The sinc3 response against a filter run tap by tap, and the noise it colours against its autocorrelation.
import { describe, expect, it } from 'vitest';
import { angleOf_deg, magnitudeOf } from './complex.ts';
import { noiseTaps, oversampling, sinc3 } from './sinc3.ts';

/** Three boxcars of `osr` modulator samples, one after the other, decimated: the filter as the chip builds it. */
function bruteForce(hz: number, rate_Hz: number, outputs: number): number[] {
  const osr = oversampling(rate_Hz);
  let signal = Array.from({ length: osr * (outputs + 3) }, (_, n) =>
    Math.cos((2 * Math.PI * hz * n) / (osr * rate_Hz)),
  );
  for (let stage = 0; stage < 3; stage++) {
    const input = signal;
    signal = input.map((_, n) => {
      let sum = 0;
      for (let k = 0; k < osr; k++) sum += n - k >= 0 ? input[n - k] : 0;
      return sum / osr;
    });
  }
  return Array.from({ length: outputs }, (_, k) => signal[(k + 3) * osr]);
}

describe('the sinc3 response', () => {
  // 256 kHz makes the filter 16 taps a stage: short enough to run, and the formula is the same.
  it.each([500, 30_000, 100_000, 200_000, 300_000])(
    'equals the filter run tap by tap, a tone of %d Hz at 256 kHz, folded where it lies above half the rate',
    (hz) => {
      const response = sinc3(hz, 256_000);
      bruteForce(hz, 256_000, 20).forEach((sample, k) => {
        const angle = (2 * Math.PI * hz * (k + 3)) / 256_000;
        const expected = response.re * Math.cos(angle) - response.im * Math.sin(angle);
        expect(sample).toBeCloseTo(expected, 9);
      });
    },
  );

  it('is one for direct current and zero at the data rate', () => {
    expect(magnitudeOf(sinc3(0, 4000))).toBe(1);
    expect(magnitudeOf(sinc3(4000, 4000))).toBeLessThan(1e-12);
  });

  it('droops by 0.031 % of the amplitude at 50 Hz and 4 kHz, and a quarter of that at 8 kHz', () => {
    const at4 = 1 - magnitudeOf(sinc3(50, 4000));
    expect(at4).toBeCloseTo((3 * (Math.PI * 50) ** 2) / 6 / 4000 ** 2, 6);
    expect(at4 / (1 - magnitudeOf(sinc3(50, 8000)))).toBeCloseTo(4, 1);
  });

  it('changes the power against 50 Hz by +0.029 % at 45 Hz and -0.106 % at 65 Hz', () => {
    const power = (hz: number): number => magnitudeOf(sinc3(hz, 4000)) ** 2;
    expect((power(45) / power(50) - 1) * 100).toBeCloseTo(0.029, 3);
    expect((power(65) / power(50) - 1) * 100).toBeCloseTo(-0.106, 3);
  });

  it('delays by one and a half sample periods', () => {
    expect(angleOf_deg(sinc3(50, 4000))).toBeCloseTo((-360 * 50 * 1.5 * (1 - 1 / 1024)) / 4000, 9);
  });
});

describe('the colour of the noise', () => {
  it('has the autocorrelation of a quadratic spline: 66, 26, 1', () => {
    const [a, b, c] = noiseTaps();
    expect(a * a + b * b + c * c).toBeCloseTo(1, 12);
    expect(a * b + b * c).toBeCloseTo(26 / 66, 12);
    expect(a * c).toBeCloseTo(1 / 66, 12);
  });
});
