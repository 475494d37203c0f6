// Shifts a looped signal by a part of a sample: the correction of channels that are not sampled at once.

import { kernel, KERNEL_HALF as HALF } from './band-limited.ts';

/** Weights of the samples from -HALF+1 to HALF around a point `fraction` behind sample 0; their sum is 1. */
function taps(fraction: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * HALF }, (_, at) => kernel(at - HALF + 1 - fraction));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}

/** The signal `delay` samples later (earlier, where negative): y[n] = x(n - delay), round the loop. */
export function delayed(samples: Float64Array, delay: number): Float64Array {
  const length = samples.length;
  const whole = Math.floor(-delay);
  const weights = taps(-delay - whole);
  const wrap = (n: number): number => ((n % length) + length) % length;
  return samples.map((_, n) => {
    let sum = 0;
    for (let tap = 0; tap < weights.length; tap++) {
      sum += weights[tap] * samples[wrap(n + whole + tap - HALF + 1)];
    }
    return sum;
  });
}
