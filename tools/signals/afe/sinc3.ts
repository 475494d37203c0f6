// The ADS131M08's sinc3 decimation filter: its exact response to a tone, and what it makes of white noise.
import { polar, type Complex } from './complex.ts';

/** Modulator clock at the datasheet's 8.192 MHz crystal (SBAS950B, 7.1: fMOD = fCLKIN / 2). */
export const MODULATOR_Hz = 4_096_000;

/** Oversampling ratio that gives a nominal data rate: 1024 at 4 kHz, 512 at 8 kHz, 256 at 16 kHz. */
export function oversampling(rate_Hz: number): number {
  return Math.max(1, Math.round(MODULATOR_Hz / rate_Hz));
}

/**
 * Response to a tone of `hz` at a data rate of `rate_Hz`: [sin(πf·OSR/fmod) / (OSR·sin(πf/fmod))]³, with the
 * delay of three boxcars of OSR modulator samples each. It holds for any frequency: a tone above half the data
 * rate comes out with this amplitude and phase, and sampling it folds it down, as in the chip.
 */
export function sinc3(hz: number, rate_Hz: number): Complex {
  const osr = oversampling(rate_Hz);
  const x = (Math.PI * hz) / (osr * rate_Hz);
  const single = Math.abs(Math.sin(x)) < 1e-15 ? 1 : Math.sin(osr * x) / (osr * Math.sin(x));
  return polar(single ** 3, -3 * (osr - 1) * x);
}

/**
 * Taps of the moving average that gives white noise the correlation a decimated sinc3 leaves. The filter's
 * impulse response is a quadratic B-spline of three sample periods; its autocorrelation at whole periods is the
 * quintic B-spline 1, 26, 66, 26, 1 (over 120), and with x = z + 1/z the spectrum x² + 26x + 64 has the roots
 * -13 ± √105. Normalised to unit variance. At 50 Hz the density is 120/66 of white noise of the same variance.
 */
export function noiseTaps(): readonly [number, number, number] {
  const root = (x: number): number => (x + Math.sqrt(x * x - 4)) / 2;
  const a = -root(-13 + Math.sqrt(105));
  const b = -root(-13 - Math.sqrt(105));
  const taps = [1, a + b, a * b];
  const norm = Math.hypot(...taps);
  return [taps[0] / norm, taps[1] / norm, taps[2] / norm];
}
