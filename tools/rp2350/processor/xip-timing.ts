// What code and data in flash and PSRAM cost through the XIP cache: the native model's costs, counts and maintenance.
import type { LineCost } from '../registers/peripheral.ts';
import { LIBRARY, type Bindings } from './unicorn-library.ts';

/** How time is counted: by instructions alone, or by cycles of a cached bus. */
export type Timing = 'instructions' | 'cycles';

/** What a chip takes that is not told: TWINMETER_TIMING, or instructions. */
export const timingByEnvironment = (): Timing =>
  process.env.TWINMETER_TIMING === 'cycles' ? 'cycles' : 'instructions';

export interface XipCounts {
  /** Lines found in the cache, of a block of code or a load or store. */
  readonly hits: number;
  readonly misses: number;
  /** What the misses, and writing changed lines back, have cost in cycles of virtual time. */
  readonly cycles: number;
}

export class XipTiming {
  readonly #library: Bindings;
  readonly #index: number;

  /** What was translated before is not counted: drop it. Gives undefined where the engine refuses. */
  static attach(library: Bindings, index: number): XipTiming | undefined {
    return library.xipAttach(index, LIBRARY) ? new XipTiming(library, index) : undefined;
  }

  private constructor(library: Bindings, index: number) {
    this.#library = library;
    this.#index = index;
  }

  /** Window 0 is the flash, 1 the PSRAM; in cycles of virtual time. The order is that of struct line_cost. */
  setCost(window: 0 | 1, { first, next, write, deselect, cooldown }: LineCost): void {
    this.#library.xipCosts(this.#index, window, Float64Array.of(first, next, write, deselect, cooldown));
  }

  get counts(): XipCounts {
    const [hits, misses, cycles] = this.#read();
    return { hits, misses, cycles };
  }

  #read(): Float64Array {
    const counts = new Float64Array(3);
    this.#library.xipCounts(this.#index, counts);
    return counts;
  }

  /** Invalidates every line. */
  flush(): void {
    this.#library.xipFlush(this.#index);
  }

  /** A store at this offset of the window of maintenance. */
  maintain(offset: number): void {
    this.#library.xipMaintain(this.#index, offset);
  }
}
