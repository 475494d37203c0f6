// What the standard asks of a flickermeter, from the one data file, and its filters as magnitudes over frequency.
import data from './flicker-standard.json' with { type: 'json' };

export const STANDARD = data;
export type Lamp = '230' | '120';
export type Mains = '50' | '60';
export const LAMPS: readonly Lamp[] = ['230', '120'];
export const MAINS: readonly Mains[] = ['50', '60'];
const TURN = 2 * Math.PI;

/** The lamp-eye weighting, its frequencies in radians a second. */
export function lampOf(lamp: Lamp) {
  const { k, lambda_Hz, w1_Hz, w2_Hz, w3_Hz, w4_Hz } = data.lamps[lamp];
  const [lambda, w1, w2, w3, w4] = [lambda_Hz, w1_Hz, w2_Hz, w3_Hz, w4_Hz].map((hz) => TURN * hz);
  return { k, lambda, w1, w2, w3, w4 };
}

/** |H| of the lamp-eye weighting: k w1 s / (s^2 + 2 lambda s + w1^2) . (1 + s/w2) / ((1 + s/w3)(1 + s/w4)). */
export function weightingMagnitude(lamp: Lamp, hz: number): number {
  const { k, lambda, w1, w2, w3, w4 } = lampOf(lamp);
  const w = TURN * hz;
  const resonance = (k * w1 * w) / Math.hypot(w1 * w1 - w * w, 2 * lambda * w);
  return (resonance * Math.hypot(1, w / w2)) / (Math.hypot(1, w / w3) * Math.hypot(1, w / w4));
}

/** |H| of the Butterworth low-pass of sixth order. */
export function lowPassMagnitude(mains: Mains, hz: number): number {
  return 1 / Math.sqrt(1 + (hz / data.lowPass.corner_Hz[mains]) ** (2 * data.lowPass.order));
}

/** |H| of the high-pass of first order. */
export function highPassMagnitude(hz: number): number {
  return hz / Math.hypot(hz, data.highPass.corner_Hz);
}

/** The change in percent at 8.8 Hz that the standard's table makes Pinst,max = 1. */
export function perceptible_percent(lamp: Lamp): number {
  const table = data.points.sinusoidal[lamp === '230' ? '230/50' : '120/60'];
  return table.find(([hz]) => hz === 8.8)![1];
}

/**
 * Largest Pinst of a sinusoidal change, up to the scale: the relative square 1 + d sin + (d sin)^2 / 4 leaves an
 * amplitude d |H|; squared and smoothed, half of its square and the ripple at twice the frequency.
 */
export function unscaledPinst(lamp: Lamp, mains: Mains, hz: number, change_percent: number): number {
  const amplitude =
    ((weightingMagnitude(lamp, hz) * lowPassMagnitude(mains, hz) * highPassMagnitude(hz)) / 100) *
    change_percent;
  const ripple = 1 / Math.hypot(1, 2 * TURN * hz * data.smoothing.timeConstant_s);
  return ((amplitude * amplitude) / 2) * (1 + ripple);
}

/** What the smoothed square is multiplied by, so that the threshold of perception at 8.8 Hz is one. */
export function pinstScale(lamp: Lamp): number {
  const mains = lamp === '230' ? '50' : '60';
  return 1 / unscaledPinst(lamp, mains, 8.8, perceptible_percent(lamp));
}
