// XOSC: the 12 MHz crystal oscillator and its start-up time (datasheet 8.2).
import type { Scheduler } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

/** The crystal on both boards. */
export const XOSC_HZ = 12_000_000;
const ENABLE = 0xfab;
const ENABLED = 1 << 12;
const STABLE = 0x80000000;

export class Xosc extends RegisterPeripheral {
  private readonly scheduler: Scheduler;
  private readonly onChange: () => void;
  private stableAt = Infinity;

  /** `onChange` is called when the clock appears or disappears. */
  constructor(scheduler: Scheduler, onChange: () => void) {
    super('XOSC');
    this.scheduler = scheduler;
    this.onChange = onChange;
    this.register('CTRL', { written: (word, previous) => this.control(word >>> 12, previous >>> 12) });
    this.register('STATUS', { read: () => this.status(), stableUntil: () => Infinity });
    this.register('STARTUP');
  }

  /** 0 until the oscillator is stable. */
  get frequency_Hz(): number {
    return this.isStable ? XOSC_HZ : 0;
  }

  private get isStable(): boolean {
    return this.scheduler.now >= this.stableAt;
  }

  private control(enable: number, before: number): void {
    if (enable === before) return;
    if (enable !== ENABLE) {
      this.stableAt = Infinity;
      return this.onChange();
    }
    // STARTUP.DELAY counts units of 256 crystal periods.
    const delay_s = (256 * (this.get('STARTUP') & 0x3fff)) / XOSC_HZ;
    this.stableAt = this.scheduler.now + delay_s * this.scheduler.cyclesPerSecond;
    this.scheduler.at(this.stableAt, this.onChange);
  }

  private status(): number {
    if (this.stableAt === Infinity) return 0;
    return ENABLED | (this.isStable ? STABLE : 0);
  }

  override reset(): void {
    super.reset();
    this.stableAt = Infinity;
  }
}
