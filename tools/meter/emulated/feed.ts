// What the front end of an emulated board converts, set by set: a source, or nothing at all.
import { SAMPLES_MAX, SAMPLE_WORDS } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { SampleSource } from '../../signals/waves/source.ts';

/** Feeds a source to the front end set by set, up to a limit. */
export class Feed {
  limit = Infinity;
  fed = 0;
  readonly #source: SampleSource;
  readonly #block = new Int32Array(SAMPLES_MAX * SAMPLE_WORDS);

  constructor(source: SampleSource) {
    this.#source = source;
  }

  *sets(): Generator<Int32Array> {
    while (this.fed < this.limit) {
      const at = this.fed % SAMPLES_MAX;
      if (at === 0) this.#source.fill(this.#block, this.fed, SAMPLES_MAX);
      this.fed++;
      const set = this.#block.subarray(at * SAMPLE_WORDS, (at + 1) * SAMPLE_WORDS);
      // The eighth word is no channel: the spare input of the front end is at rest.
      set[SAMPLE_WORDS - 1] = 0;
      yield set;
    }
  }
}

/** Inputs at rest, without end. */
export function* quiet(): Generator<Int32Array> {
  for (;;) yield new Int32Array(SAMPLE_WORDS);
}
