// A flickermeter in double precision to compare with: analog filters by bilinear transform at the full sampling rate.
import { lampOf, perceptible_percent, STANDARD, type Lamp, type Mains } from '../../metering-core/design/flicker-standard.ts';

/** b0 + b1 s + b2 s^2 over a0 + a1 s + a2 s^2, s in radians a second. */
interface Analog {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number, number];
}

/** One analog section of up to second order, made digital by s = 2 fs (z - 1) / (z + 1). */
class Section {
  readonly #b: readonly number[];
  readonly #a: readonly number[];
  #s1 = 0;
  #s2 = 0;

  constructor({ b, a }: Analog, rate_Hz: number) {
    const c = 2 * rate_Hz;
    const bilinear = ([p0, p1, p2]: Analog['b']) => [
      p0 + p1 * c + p2 * c * c,
      2 * (p0 - p2 * c * c),
      p0 - p1 * c + p2 * c * c,
    ];
    const [numerator, denominator] = [bilinear(b), bilinear(a)];
    this.#b = numerator.map((x) => x / denominator[0]);
    this.#a = denominator.map((x) => x / denominator[0]);
  }

  /** Puts the section at rest with a constant input. */
  settle(x: number): void {
    const y = (x * (this.#b[0] + this.#b[1] + this.#b[2])) / (1 + this.#a[1] + this.#a[2]);
    this.#s2 = this.#b[2] * x - this.#a[2] * y;
    this.#s1 = this.#b[1] * x - this.#a[1] * y + this.#s2;
  }

  next(x: number): number {
    const y = this.#b[0] * x + this.#s1;
    this.#s1 = this.#b[1] * x - this.#a[1] * y + this.#s2;
    this.#s2 = this.#b[2] * x - this.#a[2] * y;
    return y;
  }
}

const TURN = 2 * Math.PI;

function weightingSections(lamp: Lamp): Analog[] {
  const { k, lambda, w1, w2, w3, w4 } = lampOf(lamp);
  return [
    { b: [0, k * w1, 0], a: [w1 * w1, 2 * lambda, 1] },
    { b: [1, 1 / w2, 0], a: [1, 1 / w3 + 1 / w4, 1 / (w3 * w4)] },
  ];
}

function lowPassSections(mains: Mains): Analog[] {
  const w = TURN * STANDARD.lowPass.corner_Hz[mains];
  return [1, 3, 5].map((n) => ({
    b: [w * w, 0, 0],
    a: [w * w, 2 * w * Math.sin((n * Math.PI) / 12), 1],
  }));
}

const firstOrder = (time_s: number): Analog => ({ b: [1, 0, 0], a: [1, time_s, 0] });
const highPass = (time_s: number): Analog => ({ b: [0, time_s, 0], a: [1, time_s, 0] });

/** Instantaneous flicker sensation, sample by sample, up to a scale. */
class Chain {
  readonly #adaptor: Section;
  readonly #filters: Section[];
  readonly #smoothing: Section;

  constructor(lamp: Lamp, mains: Mains, rate_Hz: number, meanSquare: number) {
    const { adaptor, highPass: high, smoothing } = STANDARD;
    this.#adaptor = new Section(firstOrder(adaptor.timeConstant_s), rate_Hz);
    this.#adaptor.settle(meanSquare);
    const analog = [
      highPass(1 / (TURN * high.corner_Hz)),
      ...lowPassSections(mains),
      ...weightingSections(lamp),
    ];
    this.#filters = analog.map((section) => new Section(section, rate_Hz));
    this.#filters[0].settle(1);
    this.#smoothing = new Section(firstOrder(smoothing.timeConstant_s), rate_Hz);
  }

  next(voltage: number): number {
    const square = voltage * voltage;
    let x = square / this.#adaptor.next(square);
    for (const filter of this.#filters) x = filter.next(x);
    return this.#smoothing.next(x * x);
  }
}

const scales = new Map<Lamp, number>();

/** Found by feeding the threshold of perception at 8.8 Hz to the chain itself. */
function scaleOf(lamp: Lamp): number {
  const known = scales.get(lamp);
  if (known) return known;
  const rate_Hz = 4000;
  const mains = lamp === '230' ? '50' : '60';
  const chain = new Chain(lamp, mains, rate_Hz, 0.5);
  let peak = 0;
  for (let n = 0; n < 60 * rate_Hz; n++) {
    const change = 1 + (perceptible_percent(lamp) / 200) * Math.sin((TURN * 8.8 * n) / rate_Hz);
    const sensation = chain.next(change * Math.sin((TURN * Number(mains) * n) / rate_Hz));
    if (n > 40 * rate_Hz) peak = Math.max(peak, sensation);
  }
  scales.set(lamp, 1 / peak);
  return 1 / peak;
}

export interface Flicker {
  readonly pst: number;
  readonly pinstMax: number;
}

export interface FlickerInput {
  readonly lamp: Lamp;
  readonly mains: Mains;
  readonly rate_Hz: number;
  /** Voltage at a sample, in any unit. */
  readonly voltage: (index: number) => number;
  /** Samples of the interval; the chain begins at 0. */
  readonly from: number;
  readonly to: number;
}

/** Level exceeded during a share of the time: exact, from the sorted levels (ascending). */
function exceeded(sorted: Float64Array, permille: number): number {
  const at = (1 - permille / 1000) * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

function pstOf(levels: Float64Array): number {
  const sorted = levels.slice().sort();
  const { permille, weight_150000 } = STANDARD.percentiles;
  return Math.sqrt(
    permille.reduce((sum, p, i) => sum + (weight_150000[i] * exceeded(sorted, p)) / 150_000, 0),
  );
}

/** Samples from level to level: 400 levels a second are more than any percentile needs. */
const LEVELS_Hz = 400;

/** Pst and largest Pinst of an interval, by the definition. */
export function referenceFlicker(input: FlickerInput): Flicker {
  const { lamp, mains, rate_Hz, from, to } = input;
  let square = 0;
  for (let n = 0; n < rate_Hz; n++) square += input.voltage(n) ** 2 / rate_Hz;
  const chain = new Chain(lamp, mains, rate_Hz, square);
  const scale = scaleOf(lamp);
  const step = Math.max(1, Math.round(rate_Hz / LEVELS_Hz));
  const levels = new Float64Array(Math.floor((to - from - 1) / step) + 1);
  let pinstMax = 0;
  for (let n = 0; n < to; n++) {
    const sensation = chain.next(input.voltage(n)) * scale;
    if (n < from) continue;
    pinstMax = Math.max(pinstMax, sensation);
    if ((n - from) % step === 0) levels[(n - from) / step] = sensation;
  }
  return { pst: pstOf(levels), pinstMax };
}
