// A load that changes while the meter runs: steady signals one after the other, each from its own sample on.
import type { PeriodicSource } from '../../signals/afe/periodic-source.ts';
import type { Feed } from '../bench/meter-under-test.ts';

/** A signal that stands from a sample on. */
export interface Stage {
  readonly from: number;
  readonly source: PeriodicSource;
}

const SET_WORDS = 8;

/**
 * All stages keep the phase of one mains. What a real front end's filter makes of a step, three samples long, is left
 * out: each sample is that of its own stage.
 */
export class StagedSource implements Feed {
  private readonly stages: readonly Stage[];
  private last = 0;

  /** Stages in the order of time; the first one begins at 0. */
  constructor(stages: readonly Stage[]) {
    this.stages = stages;
  }

  private stageAt(index: number): number {
    if (index < this.stages[this.last].from) this.last = 0;
    while (this.last + 1 < this.stages.length && index >= this.stages[this.last + 1].from) this.last++;
    return this.last;
  }

  private endOf(stage: number): number {
    return stage + 1 < this.stages.length ? this.stages[stage + 1].from : Infinity;
  }

  fill(destination: Int32Array, firstIndex: number, sets: number): void {
    for (let done = 0; done < sets; ) {
      const stage = this.stageAt(firstIndex + done);
      const take = Math.min(sets - done, this.endOf(stage) - firstIndex - done);
      const part = destination.subarray(done * SET_WORDS, (done + take) * SET_WORDS);
      this.stages[stage].source.fill(part, firstIndex + done, take);
      done += take;
    }
  }

  /** Energy at the terminals over samples from … to - 1, import minus export. */
  energy_Ws(from: number, to: number): number {
    return this.stages.reduce((sum, { from: begins, source }, n) => {
      const [a, b] = [Math.max(from, begins), Math.min(to, this.endOf(n))];
      return b > a ? sum + source.energy_Ws(a, b) : sum;
    }, 0);
  }
}
