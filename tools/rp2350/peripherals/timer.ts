// TIMER0 and TIMER1: a 64-bit count of ticks with four alarms on its low word (datasheet 12.8).
import type {
  AnswerOf,
  CountLine,
  InterruptLine,
  ScheduledEvent,
  Scheduler,
} from '../registers/peripheral.ts';
import { COUNT_WORD, GuestError, NO_ANSWER } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

const ALARMS = 4;

export class Timer extends RegisterPeripheral implements CountLine {
  private readonly scheduler: Scheduler;
  private readonly lines: readonly InterruptLine[];
  private readonly tickRate_Hz: () => number;
  private readonly alarms: (ScheduledEvent | undefined)[] = new Array<undefined>(ALARMS).fill(undefined);
  /** The count at `baseTime`, and cycles of virtual time per count; Infinity while stopped. */
  base = 0;
  baseTime = 0;
  cyclesPerTick = Infinity;
  private armed = 0;
  private latchedHigh = 0;
  private writtenLow = 0;
  private low = NO_ANSWER;
  private high = NO_ANSWER;

  /** `lines`: one interrupt an alarm. `tickRate_Hz`: what the TICKS block gives this timer now. */
  constructor(
    name: 'TIMER0' | 'TIMER1',
    scheduler: Scheduler,
    lines: readonly InterruptLine[],
    tickRate_Hz: () => number,
  ) {
    super(name);
    this.scheduler = scheduler;
    this.lines = lines;
    this.tickRate_Hz = tickRate_Hz;
    this.defineCount();
    this.defineAlarms();
    this.defineInterrupts();
  }

  private defineCount(): void {
    this.register('TIMELW', { written: (word) => void (this.writtenLow = word) });
    this.register('TIMEHW', { written: (word) => this.setCount(word * COUNT_WORD + this.writtenLow) });
    this.register('TIMELR', { read: () => this.readLow() });
    this.register('TIMEHR', { read: () => this.latchedHigh });
    this.register('TIMERAWL', { read: () => this.count() % COUNT_WORD, stableUntil: () => this.nextTick() });
    this.register('TIMERAWH', {
      read: () => Math.floor(this.count() / COUNT_WORD),
      stableUntil: () => this.nextTick(),
    });
    this.register('PAUSE', { written: () => this.tickChanged() });
    // Only a debugger pauses by this register, and none is attached.
    this.storage('DBGPAUSE');
    this.register('SOURCE', {
      written: (word) => {
        if (word & 1) throw new GuestError(this.name, 'SOURCE = clk_sys is not modelled');
      },
    });
  }

  private defineAlarms(): void {
    for (let i = 0; i < ALARMS; i++) this.register(`ALARM${i}`, { written: (word) => this.arm(i, word) });
    this.register('ARMED', { read: () => this.armed, written: (word) => this.disarm(word) });
  }

  private defineInterrupts(): void {
    const update = (): void => this.update();
    this.register('INTR', { written: update });
    this.register('INTE', { written: update });
    this.register('INTF', { written: update });
    this.register('INTS', { read: () => this.status() });
  }

  keepAnswers(answerOf: AnswerOf): void {
    this.low = answerOf(this.offsetOf('TIMERAWL'));
    this.high = answerOf(this.offsetOf('TIMERAWH'));
  }

  /** The count goes along another line from now on. */
  private lineChanged(): void {
    this.low.giveCount(this, 1);
    this.high.giveCount(this, COUNT_WORD);
    this.rearmAll();
  }

  /** The count now. */
  count(): number {
    if (this.cyclesPerTick === Infinity) return this.base;
    return this.base + Math.floor((this.scheduler.now - this.baseTime) / this.cyclesPerTick);
  }

  private nextTick(): number {
    return this.baseTime + (this.count() + 1 - this.base) * this.cyclesPerTick;
  }

  private setCount(count: number): void {
    this.base = count;
    this.baseTime = this.scheduler.now;
    this.lineChanged();
  }

  /** Called when the tick's rate may have changed: counting goes on from here at the new rate. */
  tickChanged(): void {
    const rate = this.get('PAUSE') & 1 ? 0 : this.tickRate_Hz();
    const cyclesPerTick = rate === 0 ? Infinity : this.scheduler.cyclesPerSecond / rate;
    if (cyclesPerTick === this.cyclesPerTick) return;
    this.base = this.count();
    this.baseTime = this.scheduler.now;
    this.cyclesPerTick = cyclesPerTick;
    this.lineChanged();
  }

  /** Reading the low word holds the high word for the next read of it. */
  private readLow(): number {
    const count = this.count();
    this.latchedHigh = Math.floor(count / COUNT_WORD);
    return count % COUNT_WORD;
  }

  private arm(i: number, target: number): void {
    this.cancelAlarm(i);
    this.armed |= 1 << i;
    if (this.cyclesPerTick === Infinity) return;
    // The alarm fires when the low word becomes equal: a target just passed is 71 minutes away.
    const count = this.count();
    const ticks = (target - (count % COUNT_WORD) + COUNT_WORD) % COUNT_WORD;
    const due = this.baseTime + (count + ticks - this.base) * this.cyclesPerTick;
    this.alarms[i] = this.scheduler.at(due, () => this.fire(i));
  }

  private rearmAll(): void {
    for (let i = 0; i < ALARMS; i++) if (this.armed & (1 << i)) this.arm(i, this.get(`ALARM${i}`));
  }

  private fire(i: number): void {
    this.alarms[i] = undefined;
    this.armed &= ~(1 << i);
    this.set('INTR', this.get('INTR') | (1 << i));
    this.update();
  }

  private cancelAlarm(i: number): void {
    const event = this.alarms[i];
    if (event) this.scheduler.cancel(event);
    this.alarms[i] = undefined;
  }

  private disarm(bits: number): void {
    for (let i = 0; i < ALARMS; i++) if (bits & (1 << i)) this.cancelAlarm(i);
    this.armed &= ~bits;
  }

  private status(): number {
    return (this.get('INTR') & this.get('INTE')) | this.get('INTF');
  }

  private update(): void {
    const status = this.status();
    for (let i = 0; i < ALARMS; i++) this.lines[i]((status & (1 << i)) !== 0);
  }

  override reset(): void {
    super.reset();
    this.disarm(0xf);
    this.base = 0;
    this.baseTime = this.scheduler.now;
    this.lineChanged();
    this.latchedHigh = 0;
    this.update();
  }
}
