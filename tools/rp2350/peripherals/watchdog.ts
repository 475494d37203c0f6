// WATCHDOG: counts microseconds down to a reset of the chip; its scratch registers outlive it (datasheet 12.9).
import type { ScheduledEvent, Scheduler } from '../registers/peripheral.ts';
import { GuestError } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

const ENABLE = 1 << 30;
const TRIGGER = 0x80000000;
const TIME = 0xffffff;
const REASON_TIMER = 1;
const REASON_FORCE = 2;
const SCRATCHES = 8;

export class Watchdog extends RegisterPeripheral {
  private readonly scheduler: Scheduler;
  private readonly tickRate_Hz: () => number;
  private readonly reboot: () => void;
  private timeout: ScheduledEvent | undefined;
  /** Count at `loadTime`. */
  private loaded = 0;
  private loadTime = 0;
  private cyclesPerTick = Infinity;
  private enabled = false;

  /** `reboot` resets what PSM.WDSEL selects. */
  constructor(scheduler: Scheduler, tickRate_Hz: () => number, reboot: () => void) {
    super('WATCHDOG');
    this.scheduler = scheduler;
    this.tickRate_Hz = tickRate_Hz;
    this.reboot = reboot;
    this.register('CTRL', {
      read: () => (this.get('CTRL') | this.count()) >>> 0,
      written: (word) => this.control(word),
    });
    this.register('LOAD', { written: (word) => this.load(word & TIME) });
    this.register('REASON');
    for (let i = 0; i < SCRATCHES; i++) this.register(`SCRATCH${i}`);
  }

  /** What the boot ROM looks at to find out where to go. */
  scratch(i: number): number {
    return this.get(`SCRATCH${i}`);
  }

  private get isRunning(): boolean {
    return this.enabled && this.cyclesPerTick !== Infinity;
  }

  private count(): number {
    if (!this.isRunning) return this.loaded;
    const ticks = Math.floor((this.scheduler.now - this.loadTime) / this.cyclesPerTick);
    return Math.max(this.loaded - ticks, 0);
  }

  private control(word: number): void {
    if (word & TRIGGER) return this.fire(REASON_FORCE);
    this.hold();
    this.enabled = (word & ENABLE) !== 0;
    this.schedule();
  }

  private load(count: number): void {
    this.loaded = count;
    this.loadTime = this.scheduler.now;
    this.schedule();
  }

  /** Freezes the count at its present value, before the rate or the enable changes. */
  private hold(): void {
    this.loaded = this.count();
    this.loadTime = this.scheduler.now;
  }

  /** Called when the tick's rate may have changed. */
  tickChanged(): void {
    this.hold();
    const rate = this.tickRate_Hz();
    this.cyclesPerTick = rate === 0 ? Infinity : this.scheduler.cyclesPerSecond / rate;
    this.schedule();
  }

  private schedule(): void {
    if (this.timeout) this.scheduler.cancel(this.timeout);
    this.timeout = undefined;
    if (!this.isRunning) return;
    const due = this.loadTime + this.loaded * this.cyclesPerTick;
    this.timeout = this.scheduler.at(due, () => this.fire(REASON_TIMER));
  }

  private fire(reason: number): void {
    this.set('REASON', reason);
    this.reboot();
  }

  /** The reset it causes stops the counter and keeps REASON and the scratch registers. */
  resetByWatchdog(): void {
    const kept = [this.get('REASON'), ...Array.from({ length: SCRATCHES }, (_, i) => this.scratch(i))];
    this.reset();
    this.set('REASON', kept[0]);
    for (let i = 0; i < SCRATCHES; i++) this.set(`SCRATCH${i}`, kept[1 + i]);
  }

  /** The ROM's reboot function: fires after a delay as the guest would by hand. */
  rebootAfter(cycles: number): void {
    this.scheduler.at(this.scheduler.now + cycles, () => this.fire(REASON_TIMER));
  }

  override reset(): void {
    super.reset();
    if (this.timeout) this.scheduler.cancel(this.timeout);
    this.timeout = undefined;
    this.loaded = 0;
    this.enabled = false;
    this.cyclesPerTick = Infinity;
  }
}

/** PSM.WDSEL bit of processor 0. */
const PROC0 = 1 << 23;

/** A watchdog that would leave the processor running is a mistake of the firmware. */
export function checkWatchdogSelect(wdsel: number): void {
  if (!(wdsel & PROC0))
    throw new GuestError('WATCHDOG', 'fired, but PSM.WDSEL does not select the processor');
}
