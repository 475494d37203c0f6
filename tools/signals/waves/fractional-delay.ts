// Shifts a looped signal by a part of a sample: the correction of channels that are not sampled at once.

import { kernel, KERNEL_HALF as HALF } from './band-limited.ts';

/** What makes y[n] = x(n - delay): the weights, whose sum is 1, of the samples from n + first on. */
export function delayTaps(delay: number): { weights: Float64Array; first: number } {
  const whole = Math.floor(-delay);
  const fraction = -delay - whole;
  const weights = Float64Array.from({ length: 2 * HALF }, (_, at) => kernel(at - HALF + 1 - fraction));
  const sum = weights.reduce((a, b) => a + b, 0);
  return { weights: weights.map((w) => w / sum), first: whole - HALF + 1 };
}

/** The signal `delay` samples later (earlier, where negative): y[n] = x(n - delay), round the loop. */
export function delayed(samples: Float64Array, delay: number): Float64Array {
  const length = samples.length;
  const { weights, first } = delayTaps(delay);
  const wrap = (n: number): number => ((n % length) + length) % length;
  return samples.map((_, n) => {
    let sum = 0;
    for (let tap = 0; tap < weights.length; tap++) sum += weights[tap] * samples[wrap(n + first + tap)];
    return sum;
  });
}
