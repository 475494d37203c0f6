// The discrete Fourier transform for any length: fft.js for powers of two, Bluestein's chirp for the rest.
import FFT from 'fft.js';

/** Complex values as pairs re, im. */
export type Complexes = Float64Array;

function isPowerOfTwo(n: number): boolean {
  return n > 1 && (n & (n - 1)) === 0;
}

/** X_k = Σ x_n e^{-j2πkn/N} of `input` (N complex pairs). */
export function transform(input: Complexes): Complexes {
  const n = input.length / 2;
  if (n === 1) return input.slice();
  const output = new Float64Array(2 * n);
  if (isPowerOfTwo(n)) new FFT(n).transform(output, input);
  else bluestein(input, output, n);
  return output;
}

/** x_n = 1/N Σ X_k e^{j2πkn/N}: the transform with re and im exchanged, before and after. */
export function inverse(input: Complexes): Complexes {
  const n = input.length / 2;
  const output = swapped(transform(swapped(input)));
  for (let at = 0; at < output.length; at++) output[at] /= n;
  return output;
}

/** Transform of a real signal; all N bins. */
export function transformReal(samples: Float64Array): Complexes {
  const input = new Float64Array(2 * samples.length);
  for (let n = 0; n < samples.length; n++) input[2 * n] = samples[n];
  return transform(input);
}

function swapped(pairs: Complexes): Complexes {
  const output = new Float64Array(pairs.length);
  for (let at = 0; at < pairs.length; at += 2) {
    output[at] = pairs[at + 1];
    output[at + 1] = pairs[at];
  }
  return output;
}

/** e^{-jπn²/N}; n² is reduced modulo 2N first, exactly up to N = 2^26. */
function chirp(n: number, length: number): [number, number] {
  const angle = (Math.PI * ((n * n) % (2 * length))) / length;
  return [Math.cos(angle), -Math.sin(angle)];
}

/** With kn = (k² + n² - (k-n)²)/2 a transform of length N is a convolution with a chirp. */
function bluestein(input: Complexes, output: Complexes, n: number): void {
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const a = new Float64Array(2 * size);
  const b = new Float64Array(2 * size);
  for (let k = 0; k < n; k++) {
    const [c, s] = chirp(k, n);
    a[2 * k] = input[2 * k] * c - input[2 * k + 1] * s;
    a[2 * k + 1] = input[2 * k] * s + input[2 * k + 1] * c;
    for (const at of [2 * k, 2 * ((size - k) % size)]) {
      b[at] = c;
      b[at + 1] = -s;
    }
  }
  const product = convolve(a, b, size);
  for (let k = 0; k < n; k++) {
    const [c, s] = chirp(k, n);
    output[2 * k] = product[2 * k] * c - product[2 * k + 1] * s;
    output[2 * k + 1] = product[2 * k] * s + product[2 * k + 1] * c;
  }
}

/** Circular convolution of two sequences of a power-of-two length. */
function convolve(a: Complexes, b: Complexes, size: number): Complexes {
  const fft = new FFT(size);
  const spectrumA = new Float64Array(2 * size);
  const spectrumB = new Float64Array(2 * size);
  fft.transform(spectrumA, a);
  fft.transform(spectrumB, b);
  for (let at = 0; at < 2 * size; at += 2) {
    const re = spectrumA[at] * spectrumB[at] - spectrumA[at + 1] * spectrumB[at + 1];
    spectrumA[at + 1] = spectrumA[at] * spectrumB[at + 1] + spectrumA[at + 1] * spectrumB[at];
    spectrumA[at] = re;
  }
  fft.inverseTransform(spectrumB, spectrumA);
  return spectrumB;
}
