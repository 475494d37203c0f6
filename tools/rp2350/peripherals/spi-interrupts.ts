// The four interrupts of a PL022: FIFO levels, overrun, and words that lie unread for 32 bit times (ARM DDI 0194, 2.4.3).
import type { InterruptLine, ScheduledEvent, Scheduler } from '../registers/peripheral.ts';
import type { WordFifo } from './word-fifo.ts';

const HALF = 4;
const TIMEOUT_bits = 32;
/** Bits of SSPIMSC, SSPRIS, SSPMIS and SSPICR. */
const ROR = 1 << 0;
const RT = 1 << 1;
const RX = 1 << 2;
const TX = 1 << 3;

/** What the interrupts need of the port they belong to. */
export interface SpiInterruptSource {
  readonly rx: WordFifo;
  readonly tx: WordFifo;
  readonly scheduler: Scheduler;
  readonly line: InterruptLine;
  mask(): number;
  bit_cycles(): number;
}

export class SpiInterrupts {
  private overrun = false;
  private timedOut = false;
  private lastActivity_cycles = 0;
  private timeoutEvent: ScheduledEvent | undefined;

  constructor(private readonly source: SpiInterruptSource) {}

  reset(): void {
    this.overrun = this.timedOut = false;
    this.update();
  }

  /** A word came; `fits` tells whether the receive FIFO had room for it. */
  received(fits: boolean): void {
    if (!fits) this.overrun = true;
    this.lastActivity_cycles = this.source.scheduler.now;
    if (this.source.mask() & RT) this.watchTimeout();
  }

  /** A word came while none lay there, and was taken at once. */
  passed(): void {
    this.timedOut = false;
    this.lastActivity_cycles = this.source.scheduler.now;
  }

  /** A word was taken out of the receive FIFO. */
  taken(): void {
    if (this.source.rx.length === 0) this.timedOut = false;
    this.lastActivity_cycles = this.source.scheduler.now;
  }

  raw(): number {
    const { rx, tx, scheduler } = this.source;
    if (rx.length > 0 && scheduler.now >= this.timeoutAt()) this.timedOut = true;
    const levels = (rx.length >= HALF ? RX : 0) | (tx.length <= HALF ? TX : 0);
    return levels | (this.overrun ? ROR : 0) | (this.timedOut ? RT : 0);
  }

  masked(): number {
    return this.raw() & this.source.mask();
  }

  /** SSPICR: the levels cannot be cleared. */
  clear(bits: number): void {
    if (bits & ROR) this.overrun = false;
    if (bits & RT) {
      this.timedOut = false;
      this.lastActivity_cycles = this.source.scheduler.now;
    }
    this.update();
  }

  update(): void {
    const { mask, line } = this.source;
    if (mask() === 0) return line(false);
    if (mask() & RT) this.watchTimeout();
    line(this.masked() !== 0);
  }

  private timeoutAt(): number {
    return this.lastActivity_cycles + TIMEOUT_bits * this.source.bit_cycles();
  }

  private watchTimeout(): void {
    if (this.timeoutEvent || this.timedOut || this.source.rx.length === 0) return;
    this.timeoutEvent = this.source.scheduler.at(this.timeoutAt(), () => {
      this.timeoutEvent = undefined;
      this.update();
    });
  }
}
