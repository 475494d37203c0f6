// A source at which somebody looks: the sets that were given last stay at hand.
import { SET_WORDS } from './afe-scale.ts';
import type { SampleSource, Service, Truth } from './source.ts';

export class TappedSource implements SampleSource {
  readonly #source: SampleSource;
  readonly #kept: Int32Array;
  readonly #capacity: number;
  /** Index behind the newest set. */
  #end = 0;

  /** `sets`: how many are kept. */
  constructor(source: SampleSource, sets: number) {
    this.#source = source;
    this.#capacity = sets;
    this.#kept = new Int32Array(sets * SET_WORDS);
  }

  get description(): string {
    return this.#source.description;
  }

  get notes(): readonly string[] {
    return this.#source.notes;
  }

  get service(): Service {
    return this.#source.service;
  }

  get rate_mHz(): number {
    return this.#source.rate_mHz;
  }

  scene(index: number): string {
    return this.#source.scene?.(index) ?? '';
  }

  truth(sets: number, window_sets?: number): Truth {
    return this.#source.truth(sets, window_sets);
  }

  fill(destination: Int32Array, firstIndex: number, sets: number): void {
    this.#source.fill(destination, firstIndex, sets);
    for (let set = Math.max(0, sets - this.#capacity); set < sets; set++) {
      const place = (firstIndex + set) % this.#capacity;
      this.#kept.set(destination.subarray(set * SET_WORDS, (set + 1) * SET_WORDS), place * SET_WORDS);
    }
    this.#end = firstIndex + sets;
  }

  /** The sets given last, so many at most, oldest first, in words; none before the first ones. */
  recent(most = this.#capacity): Int32Array {
    const held = Math.min(this.#end, this.#capacity, most);
    return this.#copied(this.#end - held, this.#end);
  }

  /** Sets of these indices, in words; undefined where they were not given yet, or are not kept any more. */
  span(from: number, to: number): Int32Array | undefined {
    const isKept = from >= Math.max(0, this.#end - this.#capacity) && to <= this.#end && from < to;
    return isKept ? this.#copied(from, to) : undefined;
  }

  #copied(from: number, to: number): Int32Array {
    const sets = new Int32Array((to - from) * SET_WORDS);
    for (let i = 0; i < to - from; i++) {
      const place = (from + i) % this.#capacity;
      sets.set(this.#kept.subarray(place * SET_WORDS, (place + 1) * SET_WORDS), i * SET_WORDS);
    }
    return sets;
  }
}
