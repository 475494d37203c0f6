// Noise that anyone can draw again: independent of how it is read, with the variance asked for.
import { describe, expect, it } from 'vitest';
import { ColouredNoise } from './noise.ts';

const LENGTH = 256;

function stretch(noise: ColouredNoise, index: number): Float64Array {
  const samples = new Float64Array(LENGTH);
  noise.addTo(samples, index, 2, LENGTH);
  return samples;
}

describe('coloured noise', () => {
  it('is the same read in order, backwards or once more', () => {
    const inOrder = new ColouredNoise(7, LENGTH);
    const wanted = [0, 1, 2, 3].map((index) => stretch(inOrder, index));
    const jumping = new ColouredNoise(7, LENGTH);
    for (const index of [3, 1, 1, 0, 2]) expect(stretch(jumping, index)).toEqual(wanted[index]);
  });

  it('runs through the boundary of two stretches with its correlation', () => {
    const noise = new ColouredNoise(3, LENGTH);
    let [product, square] = [0, 0];
    let last: number | undefined;
    for (let index = 0; index < 2000; index++) {
      const samples = stretch(noise, index);
      if (last !== undefined) product += last * samples[0];
      square += samples[0] ** 2;
      last = samples[LENGTH - 1];
    }
    expect(product / square).toBeGreaterThan(0.3);
    expect(product / square).toBeLessThan(0.49);
  });

  it('has the sigma asked for, and another seed gives another sequence', () => {
    const noise = new ColouredNoise(1, LENGTH);
    let sum = 0;
    for (let index = 0; index < 400; index++) sum += stretch(noise, index).reduce((s, x) => s + x * x, 0);
    expect(Math.sqrt(sum / 400 / LENGTH)).toBeCloseTo(2, 1);
    expect(stretch(new ColouredNoise(2, LENGTH), 0)).not.toEqual(stretch(new ColouredNoise(1, LENGTH), 0));
  });
});
