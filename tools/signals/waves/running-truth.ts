// The truth about a stream as it goes by: sums up to every sample of the last while, import and export since its start.
import { loopReactive } from './reference.ts';
import type { Sums } from './truth.ts';

/** Samples of which each sum is still known: 16 s at 4 kHz, 2 s at 32 kHz. */
const KNOWN_SETS = 1 << 16;
/** Windows of import and export are closed so long behind the stream: a reader asks for what was, not for what is. */
const CLOSED_BEHIND_SETS = 1 << 13;

/** One measuring element: its voltage and its current, where they are fed. */
export interface ElementSignals {
  readonly voltage: Float64Array | undefined;
  readonly current: Float64Array | undefined;
}

export class RunningTruth {
  readonly #elements: number;
  readonly #columns: number;
  readonly #ring: Float64Array;
  readonly #sums: Float64Array;
  readonly #window_sets: number;
  /** Windows closed for good, and what they brought to import: each element, then the net of all. */
  #closed = 0;
  #imports: readonly number[];
  readonly #cycles: (sets: number) => number;
  /** Fundamental reactive power of each element in the block before, var. */
  #reactive: number[];
  #count = 0;

  /** `cycles`: how many periods of the mains so many sets are. */
  constructor(elements: number, window_sets: number, cycles: (sets: number) => number) {
    this.#elements = elements;
    this.#columns = 4 * elements + 1;
    this.#ring = new Float64Array(KNOWN_SETS * this.#columns);
    this.#sums = new Float64Array(this.#columns);
    this.#window_sets = window_sets;
    this.#imports = new Array<number>(elements + 1).fill(0);
    this.#cycles = cycles;
    this.#reactive = new Array<number>(elements).fill(0);
  }

  /** Samples that went by. */
  get count(): number {
    return this.#count;
  }

  /** From here on sums are still known, and import and export told apart. */
  get firstKnown(): number {
    return Math.max(this.#startOf(this.#closed), this.#count - KNOWN_SETS + 1);
  }

  /** The next block; the reactive power of the fundamentals is taken over it as a whole. */
  add(elements: readonly ElementSignals[], neutral: Float64Array | undefined, sets: number): void {
    this.#reactive = elements.map(({ voltage, current }) =>
      voltage && current ? loopReactive(voltage, current, this.#cycles(sets)) : 0,
    );
    for (let n = 0; n < sets; n++) this.#addOne(elements, neutral?.[n] ?? 0, n);
    for (; this.#startOf(this.#closed + 1) <= this.#count - CLOSED_BEHIND_SETS; this.#closed++)
      this.#imports = this.#with(this.#imports, this.#startOf(this.#closed), this.#startOf(this.#closed + 1));
  }

  /** Sums of the samples before sample n. */
  at(n: number): Sums {
    const at = (n % KNOWN_SETS) * this.#columns;
    const of = (kind: number): number[] => [
      ...this.#ring.subarray(at + kind * this.#elements, at + (kind + 1) * this.#elements),
    ];
    return { vv: of(0), ii: of(1), vi: of(2), q1: of(3), nn: this.#ring[at + this.#columns - 1] };
  }

  /** Import sums over the samples before sample n; an open window counts with its own sign. */
  importsAt(n: number): readonly number[] {
    let imports = this.#imports;
    let window = this.#closed;
    for (; this.#startOf(window + 1) <= n; window++)
      imports = this.#with(imports, this.#startOf(window), this.#startOf(window + 1));
    return this.#with(imports, this.#startOf(window), n);
  }

  #startOf(window: number): number {
    return Math.floor(window * this.#window_sets);
  }

  /** In each window the sign of its sum decides the register. */
  #with(imports: readonly number[], from: number, to: number): number[] {
    const start = this.at(from).vi;
    const each = this.at(to).vi.map((sum, e) => sum - start[e]);
    const net = each.reduce((a, b) => a + b, 0);
    return [...each, net].map((x, e) => imports[e] + Math.max(0, x));
  }

  #addOne(elements: readonly ElementSignals[], neutral: number, n: number): void {
    const sums = this.#sums;
    for (let e = 0; e < this.#elements; e++) {
      const v = elements[e].voltage?.[n] ?? 0;
      const i = elements[e].current?.[n] ?? 0;
      sums[e] += v * v;
      sums[this.#elements + e] += i * i;
      sums[2 * this.#elements + e] += v * i;
      sums[3 * this.#elements + e] += this.#reactive[e];
    }
    sums[this.#columns - 1] += neutral * neutral;
    this.#count++;
    this.#ring.set(sums, (this.#count % KNOWN_SETS) * this.#columns);
  }
}
