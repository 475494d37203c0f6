// Virtual time: events in order of their due time, and the limit up to which the CPU may run undisturbed.
import type { Accounting } from './accounting.ts';
import type { ScheduledEvent, Scheduler } from '../registers/peripheral.ts';

/** The crystal-derived clock both boards are programmed to; the unit of all virtual time. */
export const CYCLES_PER_SECOND = 150_000_000;
export const CYCLES_PER_US = CYCLES_PER_SECOND / 1_000_000;

export class VirtualTime implements Scheduler {
  readonly cyclesPerSecond = CYCLES_PER_SECOND;
  private readonly accounting: Accounting;
  /** Latest first: the next event is taken from the end. Few dozen at most, so insertion is a short walk. */
  private readonly queue: ScheduledEvent[] = [];
  /** Due time of the event that is being run. */
  private due: number | undefined;

  constructor(accounting: Accounting) {
    this.accounting = accounting;
  }

  /**
   * What the chip does by itself happens when it is due, though the processor is told of it at the end of a block only: while an
   * event runs, this is its time, and what it schedules may be due before the processor's own.
   */
  get now(): number {
    return this.due ?? this.accounting.now;
  }

  /** Due time of the next event, Infinity when there is none. */
  get next(): number {
    const { queue } = this;
    return queue.length > 0 ? queue[queue.length - 1].time : Infinity;
  }

  at(time: number, action: () => void): ScheduledEvent {
    const event = { time, action };
    const { queue } = this;
    let i = queue.push(event) - 1;
    for (; i > 0 && queue[i - 1].time <= time; i--) queue[i] = queue[i - 1];
    queue[i] = event;
    if (time < this.accounting.limit) this.accounting.limit = time;
    return event;
  }

  cancel(event: ScheduledEvent): void {
    const { queue } = this;
    let i = queue.lastIndexOf(event);
    if (i < 0) return;
    for (; i < queue.length - 1; i++) queue[i] = queue[i + 1];
    queue.pop();
  }

  /** Runs every event that is due, those the events themselves make due included. */
  runDue(): void {
    try {
      while (this.next <= this.accounting.now) {
        const { time, action } = this.queue.pop()!;
        this.due = Math.max(time, this.due ?? time);
        action();
      }
    } finally {
      this.due = undefined;
    }
  }

  /** Drops all events, for a reset of the chip. */
  clear(): void {
    this.queue.length = 0;
  }
}
