// Sums of harmonics over one stretch of constant amplitude and frequency: fast samples and exact sums.

/** Words that carry signals: V1 V2 V3 I1 I2 I3 IN. */
export const SIGNALS = 7;

/**
 * The spectrum of the seven inputs: x(n) = Re Σ_k (re + j·im)[word][k] · e^{j·order_k·θ(n)}, in V and A
 * (peak). Order 0 is DC, its value the real part.
 */
export interface Spectrum {
  readonly orders: readonly number[];
  /** SIGNALS x orders.length. */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export function makeSpectrum(orders: readonly number[]): Spectrum {
  const size = SIGNALS * orders.length;
  return { orders, re: new Float64Array(size), im: new Float64Array(size) };
}

/** Adds √2·rms·sin(order·θ + phase_rad) to a word; order 0 adds the constant `rms`. */
export function addTone(
  spectrum: Spectrum,
  word: number,
  order: number,
  rms: number,
  phase_rad: number,
): void {
  const at = word * spectrum.orders.length + spectrum.orders.indexOf(order);
  if (order === 0) {
    spectrum.re[at] += rms;
    return;
  }
  spectrum.re[at] += Math.SQRT2 * rms * Math.sin(phase_rad);
  spectrum.im[at] -= Math.SQRT2 * rms * Math.cos(phase_rad);
}

/** Makes the neutral word -(i1 + i2 + i3), order by order. */
export function closeNeutral(spectrum: Spectrum): void {
  const n = spectrum.orders.length;
  for (let k = 0; k < n; k++) {
    spectrum.re[6 * n + k] = -(spectrum.re[3 * n + k] + spectrum.re[4 * n + k] + spectrum.re[5 * n + k]);
    spectrum.im[6 * n + k] = -(spectrum.im[3 * n + k] + spectrum.im[4 * n + k] + spectrum.im[5 * n + k]);
  }
}

/** The spectrum in counts instead of volts and amperes. */
export function scaleWords(spectrum: Spectrum, factor: (word: number) => number): Spectrum {
  const n = spectrum.orders.length;
  const scaled = (values: Float64Array): Float64Array =>
    values.map((v, at) => v * factor(Math.floor(at / n)));
  return { orders: spectrum.orders, re: scaled(spectrum.re), im: scaled(spectrum.im) };
}

/** Fractional part in [0, 1): phases are kept in cycles so that long runs lose no precision. */
export function fraction(cycles: number): number {
  return cycles - Math.floor(cycles);
}

/** Advances e^{jkθ} for several orders k, sample by sample, by one rotation each. */
export class Rotors {
  private readonly count: number;
  private readonly cos: Float64Array;
  private readonly sin: Float64Array;
  private readonly stepCos: Float64Array;
  private readonly stepSin: Float64Array;

  constructor(orders: readonly number[], phase_cycles: number, step_cycles: number) {
    this.count = orders.length;
    const turn = (cycles: number): number => 2 * Math.PI * fraction(cycles);
    this.cos = Float64Array.from(orders, (k) => Math.cos(turn(k * phase_cycles)));
    this.sin = Float64Array.from(orders, (k) => Math.sin(turn(k * phase_cycles)));
    this.stepCos = Float64Array.from(orders, (k) => Math.cos(turn(k * step_cycles)));
    this.stepSin = Float64Array.from(orders, (k) => Math.sin(turn(k * step_cycles)));
  }

  /** Values of all seven words at the present angle into `out`, then one step on. */
  next(spectrum: Spectrum, out: Float64Array): void {
    const { re, im } = spectrum;
    const { cos, sin, count } = this;
    let at = 0;
    for (let word = 0; word < SIGNALS; word++) {
      let sum = 0;
      for (let k = 0; k < count; k++, at++) sum += re[at] * cos[k] - im[at] * sin[k];
      out[word] = sum;
    }
    this.step();
  }

  private step(): void {
    const { cos, sin, stepCos, stepSin } = this;
    for (let k = 0; k < this.count; k++) {
      const c = cos[k] * stepCos[k] - sin[k] * stepSin[k];
      sin[k] = cos[k] * stepSin[k] + sin[k] * stepCos[k];
      cos[k] = c;
    }
  }
}

/**
 * Exact sums of products over `count` samples of a stretch that begins at `phase_cycles` and advances by
 * `step_cycles`. With x = Re ΣA_k z^k and y = Re ΣB_m z^m, Σxy = ½ Re Σ_k Σ_m (A_k B_m G(k+m) +
 * A_k B_m* G(k-m)), where G(q) = Σ_n z_n^q is a geometric series. Nothing is averaged away: the part of a
 * cycle at the end counts as it was fed.
 */
export class ProductSums {
  private readonly spectrum: Spectrum;
  private readonly offset: number;
  private readonly seriesRe: Float64Array;
  private readonly seriesIm: Float64Array;

  constructor(spectrum: Spectrum, phase_cycles: number, step_cycles: number, count: number) {
    this.spectrum = spectrum;
    this.offset = 2 * Math.max(...spectrum.orders);
    this.seriesRe = new Float64Array(2 * this.offset + 1);
    this.seriesIm = new Float64Array(2 * this.offset + 1);
    for (const q of sumsAndDifferences(spectrum.orders)) {
      // The term's own middle: the series is symmetrical about it, which keeps it well conditioned.
      const turn = q * step_cycles - Math.round(q * step_cycles);
      const magnitude = turn === 0 ? count : sinTurns(count * turn) / sinTurns(turn);
      const angle = 2 * Math.PI * fraction(q * phase_cycles + ((count - 1) * turn) / 2);
      this.seriesRe[q + this.offset] = magnitude * Math.cos(angle);
      this.seriesIm[q + this.offset] = magnitude * Math.sin(angle);
    }
  }

  /** Σ x·y of two words. */
  of(word: number, other: number): number {
    const { orders, re, im } = this.spectrum;
    const n = orders.length;
    let total = 0;
    for (let k = 0; k < n; k++) {
      const a = re[word * n + k];
      const b = im[word * n + k];
      if (a === 0 && b === 0) continue;
      for (let m = 0; m < n; m++) {
        const c = re[other * n + m];
        const d = im[other * n + m];
        const plus = this.offset + orders[k] + orders[m];
        const minus = this.offset + orders[k] - orders[m];
        total += (a * c - b * d) * this.seriesRe[plus] - (a * d + b * c) * this.seriesIm[plus];
        total += (a * c + b * d) * this.seriesRe[minus] - (b * c - a * d) * this.seriesIm[minus];
      }
    }
    return total / 2;
  }
}

function sumsAndDifferences(orders: readonly number[]): Set<number> {
  return new Set(orders.flatMap((k) => orders.flatMap((m) => [k + m, k - m])));
}

/** sin(π·turns), reduced first. */
function sinTurns(turns: number): number {
  return Math.sin(Math.PI * (turns - 2 * Math.floor(turns / 2)));
}
