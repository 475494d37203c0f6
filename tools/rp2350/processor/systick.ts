// SysTick: a 24-bit down counter on the processor clock or the 1 MHz reference tick (ARMv8-M ARM, B14).
import type { PrivatePeripheralBus } from './ppb.ts';
import type { ScheduledEvent, Scheduler } from '../registers/peripheral.ts';

const ENABLE = 1;
const TICKINT = 2;
const CLKSOURCE = 4;
const COUNTFLAG = 1 << 16;

export interface SysTickClock {
  /** Cycles of virtual time per count: of the processor clock, or of the reference tick. */
  cyclesPerCount(processorClock: boolean): number;
}

export class SysTick {
  private readonly ppb: PrivatePeripheralBus;
  private readonly scheduler: Scheduler;
  private readonly clock: SysTickClock;
  private readonly pend: () => void;
  private control = 0;
  private countFlag = false;
  /** Time at which the counter last held `startCount`. */
  private startTime = 0;
  private startCount = 0;
  private wrap: ScheduledEvent | undefined;

  constructor(ppb: PrivatePeripheralBus, scheduler: Scheduler, clock: SysTickClock, pend: () => void) {
    this.ppb = ppb;
    this.scheduler = scheduler;
    this.clock = clock;
    this.pend = pend;
    ppb.define('SYST_CSR', {
      read: () => this.readControl(),
      written: (word) => this.writeControl(word),
    });
    ppb.define('SYST_RVR');
    // Any write clears the counter and COUNTFLAG; it reloads at the next count.
    ppb.define('SYST_CVR', { read: () => this.count(), written: () => this.clear() });
    ppb.define('SYST_CALIB');
  }

  private get period(): number {
    return this.clock.cyclesPerCount((this.control & CLKSOURCE) !== 0);
  }

  /** The counter now: it counts down to 0 and reloads RVR with the count after 0. */
  private count(): number {
    if (!(this.control & ENABLE)) return this.startCount;
    const counts = Math.floor((this.scheduler.now - this.startTime) / this.period);
    if (counts <= this.startCount) return this.startCount - counts;
    const reload = this.ppb.valueAt('SYST_RVR');
    return reload - ((counts - this.startCount - 1) % (reload + 1));
  }

  private readControl(): number {
    const flag = this.countFlag ? COUNTFLAG : 0;
    this.countFlag = false;
    return this.control | flag;
  }

  private writeControl(word: number): void {
    this.startCount = this.count();
    this.startTime = this.scheduler.now;
    this.control = word & (ENABLE | TICKINT | CLKSOURCE);
    this.scheduleWrap();
  }

  private clear(): void {
    this.startCount = 0;
    this.startTime = this.scheduler.now;
    this.countFlag = false;
    this.scheduleWrap();
  }

  /** The event is at the count from 1 to 0; a counter that stands at 0 first reloads and does not count that. */
  private scheduleWrap(): void {
    if (this.wrap) this.scheduler.cancel(this.wrap);
    this.wrap = undefined;
    const reload = this.ppb.valueAt('SYST_RVR');
    if (!(this.control & ENABLE) || (this.startCount === 0 && reload === 0)) return;
    const counts = this.startCount === 0 ? reload + 1 : this.startCount;
    this.wrap = this.scheduler.at(this.startTime + counts * this.period, () => this.wrapped(counts));
  }

  private wrapped(counts: number): void {
    this.startTime += counts * this.period;
    this.startCount = 0;
    this.countFlag = true;
    if (this.control & TICKINT) this.pend();
    this.scheduleWrap();
  }

  reset(): void {
    if (this.wrap) this.scheduler.cancel(this.wrap);
    this.wrap = undefined;
    this.control = 0;
    this.startCount = 0;
    this.countFlag = false;
  }
}
