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

  /** The sets given last, oldest first, in words; none before the first ones. */
  recent(): Int32Array {
    const held = Math.min(this.#end, this.#capacity);
    const recent = new Int32Array(held * SET_WORDS);
    for (let i = 0; i < held; i++) {
      const place = (this.#end - held + i) % this.#capacity;
      recent.set(this.#kept.subarray(place * SET_WORDS, (place + 1) * SET_WORDS), i * SET_WORDS);
    }
    return recent;
  }
}
