// Resamples long loops piece by piece with a windowed sinc: the work grows with the length, the memory does not.

/** Zero crossings of the kernel on either side, its Kaiser shape (about 100 dB), and its table's steps between two. */
const HALF = 32;
const BETA = 10;
const STEPS = 4096;
/** The pass band ends here, in parts of the lower Nyquist frequency, so that the stop band begins at it. */
export const PASS = 0.93;

/** Modified Bessel function of order 0, by its series. */
export function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** The kernel at `x` sampling periods from its middle. */
export function kernel(x: number): number {
  const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  return (sinc * bessel(BETA * Math.sqrt(Math.max(0, 1 - (x / HALF) ** 2)))) / bessel(BETA);
}

export const KERNEL_HALF = HALF;

let table: Float64Array | undefined;
const kernelTable = (): Float64Array =>
  (table ??= Float64Array.from({ length: HALF * STEPS + 2 }, (_, at) => kernel(at / STEPS)));

/** `samples`, one period of a loop, at `length` points of the same period, without what is above the pass band. */
export function resampleLong(samples: Float64Array, length: number): Float64Array {
  const weights = kernelTable();
  const from = samples.length;
  const cutoff = length < from ? (PASS * length) / from : 1;
  const reach = Math.ceil(HALF / cutoff);
  return Float64Array.from({ length }, (_, n) => {
    const middle = (n * from) / length;
    const first = Math.ceil(middle - reach);
    let sum = 0;
    let total = 0;
    for (let k = first; k < middle + reach; k++) {
      const place = Math.min(Math.abs(k - middle) * cutoff, HALF) * STEPS;
      const at = Math.floor(place);
      const weight = weights[at] + (place - at) * (weights[at + 1] - weights[at]);
      sum += weight * samples[k < 0 ? k + from : k >= from ? k - from : k];
      total += weight;
    }
    return sum / total;
  });
}
