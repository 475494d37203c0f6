// Brings a stream of blocks to another sampling rate with a windowed sinc, holding no more of it than the kernel spans.
import { KERNEL_HALF, kernel, PASS } from './band-limited.ts';

/** Values of every input for the same stretch of samples. */
export type SignalBlock = readonly Float64Array[];

/** Steps of the table between two zero crossings. */
const STEPS = 4096;
const table = Float64Array.from({ length: KERNEL_HALF * STEPS + 2 }, (_, at) => kernel(at / STEPS));

function weightAt(distance: number): number {
  const place = Math.min(distance, KERNEL_HALF) * STEPS;
  const at = Math.floor(place);
  return table[at] + (place - at) * (table[at + 1] - table[at]);
}

/** Places between two samples are told apart so finely: 1e-6 of a sample, 3e-8 rad of 50 Hz at 10 kHz. */
const PLACES = 1 << 20;
/** Rates that stand in a simple ratio meet few places again and again. */
const KERNELS_KEPT = 4096;

export class StreamResampler {
  readonly #next: () => SignalBlock;
  /** Samples of the stream per sample given. */
  readonly #step: number;
  readonly #cutoff: number;
  readonly #reach: number;
  readonly #kernels = new Map<number, Float64Array>();
  #held: Float64Array[];
  /** Index in the stream of the first sample held. */
  #base = 0;
  #given = 0;

  /** `next` hands out the stream block by block, without an end. */
  constructor(next: () => SignalBlock, inputs: number, step: number) {
    this.#next = next;
    this.#step = step;
    this.#cutoff = step > 1 ? PASS / step : 1;
    this.#reach = step === 1 ? 0 : Math.ceil(KERNEL_HALF / this.#cutoff);
    this.#held = Array.from({ length: inputs }, () => new Float64Array(0));
  }

  /** The next `count` samples of each input. */
  take(count: number): Float64Array[] {
    const taken = this.#held.map(() => new Float64Array(count));
    for (let n = 0; n < count; n++) this.#one(taken, n);
    return taken;
  }

  #one(taken: readonly Float64Array[], n: number): void {
    const middle = this.#given++ * this.#step;
    const whole = Math.floor(middle);
    const weights = this.#kernel(Math.round((middle - whole) * PLACES) / PLACES);
    // Before the start there is nothing: the kernel's part there is left out.
    const left = Math.max(0, this.#reach - whole);
    const first = whole - this.#reach + left;
    this.#holdUntil(first, first - left + weights.length - 1);
    const from = first - this.#base;
    const missing = left === 0 ? 1 : sum(weights.subarray(left));
    for (let input = 0; input < taken.length; input++) {
      const held = this.#held[input];
      let value = 0;
      for (let k = left; k < weights.length; k++) value += weights[k] * held[from + k - left];
      taken[input][n] = value / missing;
    }
  }

  /** Weights of the samples from `reach` before the one at or before a place to `reach` behind it; their sum is 1. */
  #kernel(place: number): Float64Array {
    const kept = this.#kernels.get(place);
    if (kept) return kept;
    const length = this.#reach === 0 ? 1 : 2 * this.#reach + 2;
    const weights = Float64Array.from({ length }, (_, k) =>
      weightAt(Math.abs(k - this.#reach - place) * this.#cutoff),
    );
    const total = sum(weights);
    const made = weights.map((weight) => weight / total);
    if (this.#kernels.size < KERNELS_KEPT) this.#kernels.set(place, made);
    return made;
  }

  /** Holds the samples from `first` to `last`, and forgets those before. */
  #holdUntil(first: number, last: number): void {
    while (this.#base + this.#held[0].length <= last) {
      const block = this.#next();
      const forgotten = Math.min(this.#held[0].length, first - this.#base);
      this.#held = this.#held.map((held, input) => joined(held.subarray(forgotten), block[input]));
      this.#base += forgotten;
    }
  }
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
