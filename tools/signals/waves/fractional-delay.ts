// Shifts a looped signal by a part of a sample: the correction of channels that are not sampled at once.

/** Taps on either side of a sample, and the shape of the Kaiser window over them (about 100 dB). */
const HALF = 32;
const BETA = 10;

/** Modified Bessel function of order 0, by its series. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Weights of the samples from -HALF+1 to HALF around a point `fraction` behind sample 0; their sum is 1. */
function taps(fraction: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * HALF }, (_, at) => {
    const x = at - HALF + 1 - fraction;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return (sinc * bessel(BETA * Math.sqrt(Math.max(0, 1 - (x / HALF) ** 2)))) / bessel(BETA);
  });
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
