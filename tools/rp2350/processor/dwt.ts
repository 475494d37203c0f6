// DWT: the cycle counter of the core, on virtual time (ARMv8-M ARM, D1.2.63).
import type { PrivatePeripheralBus } from './ppb.ts';
import type { ClockTree, Scheduler } from '../registers/peripheral.ts';

const CYCCNTENA = 1;
const WORD = 2 ** 32;

export class CycleCounter {
  private readonly scheduler: Scheduler;
  private readonly clocks: ClockTree;
  private base = 0;
  private since = 0;
  private running = false;

  constructor(ppb: PrivatePeripheralBus, scheduler: Scheduler, clocks: ClockTree) {
    this.scheduler = scheduler;
    this.clocks = clocks;
    ppb.define('DWT_CTRL', { written: (word) => this.enable((word & CYCCNTENA) !== 0) });
    ppb.define('DWT_CYCCNT', { read: () => this.count(), written: (word) => this.setCount(word) });
  }

  /** Cycles of clk_sys at its present frequency since the counter was set. */
  private count(): number {
    if (!this.running) return this.base;
    const { scheduler } = this;
    const perCycle = this.clocks.frequency_Hz('clk_sys') / scheduler.cyclesPerSecond;
    return (this.base + Math.floor((scheduler.now - this.since) * perCycle)) % WORD;
  }

  private setCount(count: number): void {
    this.base = count;
    this.since = this.scheduler.now;
  }

  private enable(running: boolean): void {
    this.setCount(this.count());
    this.running = running;
  }

  reset(): void {
    this.running = false;
    this.base = 0;
  }
}
