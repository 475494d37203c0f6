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

/**
 * Renders stretches of up to `capacity` samples, one harmonic after the other: a rotation makes cos and
 * sin of the harmonic along the stretch, and each word that has it adds its share.
 */
export class Renderer {
  /** One row of samples a word; words without a tone stay zero. */
  readonly rows: readonly Float64Array[];
  private readonly cos: Float64Array;
  private readonly sin: Float64Array;

  constructor(capacity: number) {
    this.rows = Array.from({ length: SIGNALS }, () => new Float64Array(capacity));
    this.cos = new Float64Array(capacity);
    this.sin = new Float64Array(capacity);
  }

  /** Samples 0 .. count-1 of a stretch that begins at `phase_cycles`. */
  render(spectrum: Spectrum, phase_cycles: number, step_cycles: number, count: number): void {
    const { orders, re, im } = spectrum;
    for (const row of this.rows) row.fill(0);
    orders.forEach((order, k) => {
      rotate(this.cos, this.sin, order * phase_cycles, order * step_cycles, count);
      for (let word = 0; word < SIGNALS; word++) {
        const at = word * orders.length + k;
        if (re[at] !== 0 || im[at] !== 0) {
          accumulate(this.rows[word], this.cos, this.sin, re[at], im[at], count);
        }
      }
    });
  }
}

function rotate(cos: Float64Array, sin: Float64Array, phase: number, step: number, count: number): void {
  let c = Math.cos(2 * Math.PI * fraction(phase));
  let s = Math.sin(2 * Math.PI * fraction(phase));
  const stepC = Math.cos(2 * Math.PI * fraction(step));
  const stepS = Math.sin(2 * Math.PI * fraction(step));
  for (let n = 0; n < count; n++) {
    cos[n] = c;
    sin[n] = s;
    const next = c * stepC - s * stepS;
    s = s * stepC + c * stepS;
    c = next;
  }
}

function accumulate(
  row: Float64Array,
  cos: Float64Array,
  sin: Float64Array,
  re: number,
  im: number,
  count: number,
): void {
  for (let n = 0; n < count; n++) row[n] += re * cos[n] - im * sin[n];
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

const combinations = new WeakMap<readonly number[], readonly number[]>();

/** All k+m and k-m, found once for each list of orders: a day of blocks shares one list. */
function sumsAndDifferences(orders: readonly number[]): readonly number[] {
  let found = combinations.get(orders);
  if (!found) {
    found = [...new Set(orders.flatMap((k) => orders.flatMap((m) => [k + m, k - m])))];
    combinations.set(orders, found);
  }
  return found;
}

/** sin(π·turns), reduced first. */
function sinTurns(turns: number): number {
  return Math.sin(Math.PI * (turns - 2 * Math.floor(turns / 2)));
}
