// The transform of any length against its own definition, and there and back.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inverse, transform } from './fourier.ts';

function definition(x: Float64Array): number[] {
  const n = x.length / 2;
  return Array.from({ length: n }, (_, k) => {
    let [re, im] = [0, 0];
    for (let t = 0; t < n; t++) {
      const a = (-2 * Math.PI * ((k * t) % n)) / n;
      re += x[2 * t] * Math.cos(a) - x[2 * t + 1] * Math.sin(a);
      im += x[2 * t] * Math.sin(a) + x[2 * t + 1] * Math.cos(a);
    }
    return [re, im];
  }).flat();
}

it('equals the defining sum for every length from 1 to 70, primes included', () => {
  for (let n = 1; n <= 70; n++) {
    const x = Float64Array.from({ length: 2 * n }, (_, at) => Math.sin(at * at + n));
    const expected = definition(x);
    transform(x).forEach((y, at) => expect(Math.abs(y - expected[at])).toBeLessThan(1e-11));
  }
});

it('comes back to the signal after transform and inverse', () => {
  const values = fc.float64Array({ minLength: 2, maxLength: 600, min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(values, (v) => {
      const x = v.slice(0, v.length - (v.length % 2));
      inverse(transform(x)).forEach((y, at) => expect(Math.abs(y - x[at])).toBeLessThan(1e-12));
    }),
  );
});
