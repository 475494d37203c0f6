// POWMAN: the always-on timer, its alarm, scratch registers and the password on its writes (datasheet 6.4).
import type {
  AccessMode,
  AccessSize,
  ChipEnvironment,
  InterruptLine,
  ScheduledEvent,
} from '../registers/peripheral.ts';
import { GuestError } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

const TIMER_IRQ = 45;
const PASSWORD = 0x5afe;
/** TIMER */
const RUN = 1 << 1;
const CLEAR = 1 << 2;
const ALARM_ENAB = 1 << 4;
const ALARM = 1 << 6;
const USE_LPOSC = 1 << 8;
const USE_XOSC = 1 << 9;
const USE_GPIO = (1 << 10) | (1 << 13);
const USING_XOSC = 1 << 16;
const USING_LPOSC = 1 << 17;
const INTERRUPT = 1 << 1;
const HAD_POR = 1 << 16;
const QUARTERS = ['63TO48', '47TO32', '31TO16', '15TO0'];
const SUPPLY = [
  'VREG_CTRL',
  'VREG',
  'VREG_LP_ENTRY',
  'VREG_LP_EXIT',
  'BOD_CTRL',
  'BOD',
  'BOD_LP_ENTRY',
  'BOD_LP_EXIT',
];
const SEQUENCER = [
  'LPOSC',
  'WDSEL',
  'SEQ_CFG',
  'POW_FASTDIV',
  'POW_DELAY',
  'EXT_CTRL0',
  'EXT_CTRL1',
  'EXT_TIME_REF',
];
const BOOT = ['BOOT0', 'BOOT1', 'BOOT2', 'BOOT3'];
const POWER_UP = ['PWRUP0', 'PWRUP1', 'PWRUP2', 'PWRUP3', 'DBG_PWRCFG', 'BOOTDIS', 'DBGCONFIG'];

export class Powman extends RegisterPeripheral {
  private readonly env: ChipEnvironment;
  private readonly interrupt: InterruptLine;
  private readonly unlocked = new Set<number>();
  private base_ms = 0;
  private base_cycles = 0;
  private alarmEvent: ScheduledEvent | undefined;

  constructor(env: ChipEnvironment) {
    super('POWMAN');
    this.env = env;
    this.interrupt = env.interrupt(TIMER_IRQ);
    this.declareTimer();
    this.declareTheRest();
    const scratch = Array.from({ length: 8 }, (_, n) => `SCRATCH${n}`);
    for (const name of scratch) this.register(name);
    // What the boot ROM would jump through after a power-up: no low-power state is modelled.
    this.storage(...BOOT);
    for (const name of [...scratch, ...BOOT]) this.unlocked.add(this.offsetOf(name));
    for (const name of ['BADPASSWD', 'INTE', 'INTF', 'INTR', 'INTS']) this.unlocked.add(this.offsetOf(name));
  }

  /** The chip's resets do not reach this block; only power does. */
  override reset(): void {}

  /** All registers but scratch, boot and interrupt ones want 0x5AFE in the upper half of a written word. */
  override write(offset: number, value: number, size: AccessSize, mode: AccessMode): void {
    if (this.unlocked.has(offset)) return super.write(offset, value, size, mode);
    if (size !== 4 || value >>> 16 !== PASSWORD) {
      this.set('BADPASSWD', 1);
      return;
    }
    super.write(offset, value & 0xffff, 4, mode);
  }

  private declareTheRest(): void {
    this.register('BADPASSWD');
    this.register('VREG_STS', { read: () => 0 });
    this.register('CHIP_RESET', { read: () => this.get('CHIP_RESET') | HAD_POR });
    this.register('STATE', {
      read: () => this.get('STATE') & ~0x2000,
      written: (word) => this.refuseState(word),
    });
    this.register('CURRENT_PWRUP_REQ', { read: () => 0 });
    this.register('LAST_SWCORE_PWRUP', { read: () => 1 });
    this.storage(...SUPPLY, ...SEQUENCER, ...POWER_UP);
    this.storage('LPOSC_FREQ_KHZ_INT', 'LPOSC_FREQ_KHZ_FRAC', 'XOSC_FREQ_KHZ_INT', 'XOSC_FREQ_KHZ_FRAC');
    this.register('INTR', { read: () => this.raw() });
    this.register('INTE', { written: () => this.raise() });
    this.register('INTF', { written: () => this.raise() });
    this.register('INTS', { read: () => this.status() });
  }

  private refuseState(word: number): void {
    if ((word & 0xf0) !== 0) throw new GuestError(this.name, 'low power states are not modelled');
  }

  // --- timer

  private declareTimer(): void {
    for (const quarter of QUARTERS) {
      this.register(`SET_TIME_${quarter}`, { written: () => this.timeSet() });
      this.register(`ALARM_TIME_${quarter}`, { written: () => this.armAlarm() });
    }
    this.register('READ_TIME_UPPER', { read: () => Math.floor(this.time_ms / 2 ** 32) });
    this.register('READ_TIME_LOWER', { read: () => this.time_ms % 2 ** 32 });
    this.register('TIMER', {
      read: () => this.timerStatus(),
      written: (word, was) => this.timerWritten(word, was),
    });
  }

  private get running(): boolean {
    return (this.get('TIMER') & RUN) !== 0;
  }

  /** Milliseconds since the time was set. */
  private get time_ms(): number {
    if (!this.running) return this.base_ms;
    const { now, cyclesPerSecond } = this.env.scheduler;
    return this.base_ms + Math.floor(((now - this.base_cycles) * 1000) / cyclesPerSecond);
  }

  private wide(prefix: string): number {
    return QUARTERS.reduce((value, quarter) => value * 65536 + this.get(`${prefix}_${quarter}`), 0);
  }

  private timeSet(): void {
    if (this.running) throw new GuestError(this.name, 'SET_TIME while the timer runs');
    this.base_ms = this.wide('SET_TIME');
  }

  private timerStatus(): number {
    const word = this.get('TIMER') & ~(CLEAR | USE_LPOSC | USE_XOSC);
    return word | (this.alarmDue() ? ALARM : 0);
  }

  private timerWritten(word: number, previous: number): void {
    if (word & USE_GPIO) throw new GuestError(this.name, 'a timer clocked from a pin is not modelled');
    this.rebase(word, previous);
    const source =
      word & USE_XOSC ? USING_XOSC : word & USE_LPOSC ? USING_LPOSC : this.get('TIMER') & 0x30000;
    this.set('TIMER', (this.get('TIMER') & ~0x30000) | (source || USING_LPOSC));
    this.armAlarm();
  }

  private rebase(word: number, previous: number): void {
    const { now } = this.env.scheduler;
    const wasRunning = (previous & RUN) !== 0;
    const elapsed = ((now - this.base_cycles) * 1000) / this.env.scheduler.cyclesPerSecond;
    if (wasRunning && !(word & RUN)) this.base_ms += Math.floor(elapsed);
    if (!wasRunning && word & RUN) this.base_cycles = now;
    if (!(word & CLEAR)) return;
    this.base_ms = 0;
    this.base_cycles = now;
  }

  // --- alarm

  private alarmDue(): boolean {
    return (this.get('TIMER') & ALARM_ENAB) !== 0 && this.time_ms >= this.wide('ALARM_TIME');
  }

  private armAlarm(): void {
    const { scheduler } = this.env;
    if (this.alarmEvent) scheduler.cancel(this.alarmEvent);
    this.alarmEvent = undefined;
    if (this.running && this.get('TIMER') & ALARM_ENAB && !this.alarmDue()) {
      const wait_ms = this.wide('ALARM_TIME') - this.base_ms;
      const due = this.base_cycles + (wait_ms * scheduler.cyclesPerSecond) / 1000;
      this.alarmEvent = scheduler.at(Math.ceil(due), () => this.raise());
    }
    this.raise();
  }

  private raw(): number {
    return this.alarmDue() ? INTERRUPT : 0;
  }

  private status(): number {
    return (this.raw() & this.get('INTE')) | this.get('INTF');
  }

  private raise(): void {
    this.interrupt((this.status() & INTERRUPT) !== 0);
  }
}
