// One PWM slice: a counter computed from time, its two compare outputs, and an event at each of their edges.
import type { ChipEnvironment, DmaRequest, ScheduledEvent } from '../registers/peripheral.ts';
import { GuestError } from '../registers/peripheral.ts';

const EN = 1 << 0;
const PH_CORRECT = 1 << 1;
const A_INV = 1 << 2;
const B_INV = 1 << 3;
const DIVMODE = 3 << 4;
const WRITABLE = 0x3f;

export class PwmSlice implements DmaRequest {
  notify: () => void = () => {};
  csr = 0;
  private divider = 1;
  private compare = 0;
  private top = 0xffff;
  /** Counter value at `since_cycles`. */
  private base = 0;
  private since_cycles = 0;
  private event: ScheduledEvent | undefined;
  private request = 0;

  constructor(
    private readonly index: number,
    private readonly env: ChipEnvironment,
    private readonly onWrap: () => void,
  ) {}

  /** One transfer a wrap, given out once. */
  get available(): number {
    const { request } = this;
    this.request = 0;
    return request;
  }

  reset(): void {
    this.csr = this.compare = this.base = 0;
    this.divider = 1;
    this.top = 0xffff;
    this.schedule();
  }

  get counter(): number {
    if (!(this.csr & EN)) return this.base;
    const elapsed = (this.env.scheduler.now - this.since_cycles) / this.count_cycles();
    return Math.floor(this.base + elapsed + 1e-9) % (this.top + 1);
  }

  setCsr(word: number): void {
    this.hold();
    if (word & EN && word & (DIVMODE | PH_CORRECT)) {
      throw new GuestError('PWM', `slice ${this.index}: only free running with trailing edges is modelled`);
    }
    this.csr = word & WRITABLE;
    this.resume();
  }

  setDivider(word: number): void {
    this.hold();
    this.divider = word / 16 || 256;
    this.resume();
  }

  setCounter(word: number): void {
    this.hold();
    this.base = word;
    this.resume();
  }

  setCompare(word: number): void {
    this.hold();
    this.compare = word;
    this.resume();
  }

  setTop(word: number): void {
    this.hold();
    this.top = word;
    this.resume();
  }

  private count_cycles(): number {
    const { clocks, scheduler } = this.env;
    return (this.divider * scheduler.cyclesPerSecond) / clocks.frequency_Hz('clk_sys');
  }

  private hold(): void {
    this.base = this.counter;
    this.since_cycles = this.env.scheduler.now;
  }

  private resume(): void {
    this.driveOutputs();
    this.schedule();
  }

  private level(compare: number, inverted: number): boolean {
    return this.counter < compare !== ((this.csr & inverted) !== 0);
  }

  private driveOutputs(): void {
    const { pinMux } = this.env;
    pinMux.driveSignal(`pwm_a_${this.index}`, this.level(this.compare & 0xffff, A_INV));
    pinMux.driveSignal(`pwm_b_${this.index}`, this.level(this.compare >>> 16, B_INV));
  }

  /** The next count at which the counter wraps or an output changes. */
  private schedule(): void {
    const { scheduler } = this.env;
    if (this.event) scheduler.cancel(this.event);
    this.event = undefined;
    if (!(this.csr & EN)) return;
    const period = this.top + 1;
    const edges = [period, this.compare & 0xffff, this.compare >>> 16];
    const ahead = edges.map((edge) => edge - this.base).filter((counts) => counts > 0 && counts <= period);
    const counts = Math.min(...ahead, period - this.base > 0 ? period - this.base : 1);
    this.event = scheduler.at(this.since_cycles + counts * this.count_cycles(), () => this.edge(counts));
  }

  private edge(counts: number): void {
    this.since_cycles += counts * this.count_cycles();
    this.base += counts;
    if (this.base > this.top) {
      this.base = 0;
      this.onWrap();
      this.request = 1;
      this.notify();
      this.request = 0;
    }
    this.resume();
  }
}
