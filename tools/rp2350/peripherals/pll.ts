// PLL_SYS and PLL_USB: output frequency from the crystal, and lock (datasheet 8.6).
import type { Scheduler } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

const LOCK = 0x80000000;
const BYPASS = 1 << 8;
const PWR_PD = 1;
const PWR_POSTDIVPD = 1 << 3;
const PWR_VCOPD = 1 << 5;
/** The datasheet gives no lock time; this order of magnitude is an assumption that only delays the boot. */
const LOCK_TIME_s = 50e-6;

export class Pll extends RegisterPeripheral {
  private readonly scheduler: Scheduler;
  private readonly reference_Hz: () => number;
  private readonly onChange: () => void;
  private lockAt = Infinity;

  constructor(
    name: 'PLL_SYS' | 'PLL_USB',
    scheduler: Scheduler,
    reference_Hz: () => number,
    onChange: () => void,
  ) {
    super(name);
    this.scheduler = scheduler;
    this.reference_Hz = reference_Hz;
    this.onChange = onChange;
    const changed = (): void => this.changed();
    this.register('CS', {
      read: () => (this.get('CS') | (this.isLocked ? LOCK : 0)) >>> 0,
      stableUntil: () => Infinity,
      written: changed,
    });
    this.register('PWR', { written: changed });
    this.register('FBDIV_INT', { written: changed });
    this.register('PRIM', { written: changed });
  }

  private get isLocked(): boolean {
    return this.scheduler.now >= this.lockAt;
  }

  private get isPowered(): boolean {
    return (this.get('PWR') & (PWR_PD | PWR_VCOPD)) === 0 && this.get('FBDIV_INT') !== 0;
  }

  /** Output in Hz; 0 while unlocked or with the post dividers off. */
  get frequency_Hz(): number {
    if (this.get('CS') & BYPASS) return this.reference_Hz();
    if (!this.isLocked || this.get('PWR') & PWR_POSTDIVPD) return 0;
    const primary = this.get('PRIM');
    const dividers = ((primary >>> 16) & 7) * ((primary >>> 12) & 7);
    return (this.reference_Hz() / (this.get('CS') & 0x3f)) * (this.get('FBDIV_INT') / dividers);
  }

  private changed(): void {
    if (!this.isPowered) this.lockAt = Infinity;
    else if (this.lockAt === Infinity) {
      this.lockAt = this.scheduler.now + LOCK_TIME_s * this.scheduler.cyclesPerSecond;
      this.scheduler.at(this.lockAt, this.onChange);
    }
    this.onChange();
  }

  override reset(): void {
    super.reset();
    this.lockAt = Infinity;
    this.onChange();
  }
}
