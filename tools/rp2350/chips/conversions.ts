// The analog half of an ADS131M08: conversions at exact multiples of the data period, kept in a FIFO of two.
import type { ScheduledEvent, Scheduler } from '../registers/peripheral.ts';

export const CHANNELS = 8;
/** One sample set: eight signed 24-bit codes, channel 0 first. */
export type SampleSet = ArrayLike<number>;

const QUIET: SampleSet = new Int32Array(CHANNELS);

/** Conversions of all channels in phase. `onReady` is told of each at its exact time. */
export class Conversions {
  /** Sample sets taken from the feed so far. */
  taken = 0;
  /** Conversions made while the feed had nothing: they read as zero. */
  starved = 0;
  /** Conversions that pushed an unread one out of the FIFO. */
  lost = 0;
  /** Unread conversions, 0 to 2. */
  unread = 0;
  /** When the feed has ended, the crystal stops too: no more conversions, no /DRDY. */
  endsWithFeed = false;
  /** False until the sampled signal begins; before that the inputs are at rest and the feed untouched. */
  feeding = false;

  private source: Iterator<SampleSet> | undefined;
  private readonly slots = [new Int32Array(CHANNELS), new Int32Array(CHANNELS)];
  private event: ScheduledEvent | undefined;
  private start_cycles = 0;
  private period_cycles = 0;
  private count = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly onReady: () => void,
    private readonly beforehand: () => void = () => {},
  ) {}

  feed(source: Iterable<SampleSet>): void {
    this.source = source[Symbol.iterator]();
  }

  /** The oldest unread conversion, or the last one read. */
  get oldest(): Int32Array {
    return this.slots[0];
  }

  /** Starts converting afresh, the first result one period from now; empties the FIFO. */
  restart(period_cycles: number): void {
    this.stop();
    this.unread = 0;
    this.start_cycles = this.scheduler.now;
    this.period_cycles = period_cycles;
    this.count = 0;
    this.arm();
  }

  stop(): void {
    if (this.event) this.scheduler.cancel(this.event);
    this.event = undefined;
  }

  /** The oldest conversion was shifted out completely. */
  markRead(): void {
    if (this.unread === 2) this.slots.reverse();
    if (this.unread > 0) this.unread--;
  }

  private arm(): void {
    // From the start, not from the event before: no drift at a period that is not a whole number of cycles.
    const due = this.start_cycles + (this.count + 1) * this.period_cycles;
    this.event = this.scheduler.at(due, () => this.convert());
  }

  private convert(): void {
    this.beforehand();
    const set = this.feeding ? this.next() : QUIET;
    if (!set) return this.stop();
    this.count++;
    this.arm();
    if (this.unread === 2) {
      this.slots.reverse();
      this.unread = 1;
      this.lost++;
    }
    const target = this.slots[this.unread];
    this.unread++;
    for (let channel = 0; channel < CHANNELS; channel++) target[channel] = set[channel];
    this.onReady();
  }

  private next(): SampleSet | undefined {
    const step = this.source?.next();
    if (!step || step.done) {
      if (this.endsWithFeed) return undefined;
      this.starved++;
      return QUIET;
    }
    this.taken++;
    return step.value;
  }
}
