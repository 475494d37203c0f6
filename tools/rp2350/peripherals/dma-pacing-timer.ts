// A fractional pacing timer of the DMA controller: clk_sys x X / Y requests a second (datasheet 12.6.8.2).
import type { ChipEnvironment, DmaRequest, ScheduledEvent } from '../registers/peripheral.ts';

export class DmaPacingTimer implements DmaRequest {
  private credits = 0;
  private event: ScheduledEvent | undefined;
  private period_cycles = Infinity;
  private listener: () => void = () => {};

  constructor(private readonly env: ChipEnvironment) {}

  /** Each request is given out once. */
  get available(): number {
    const { credits } = this;
    this.credits = 0;
    return credits;
  }

  get notify(): () => void {
    return this.listener;
  }

  /** A channel takes up or leaves the timer: requests made while nobody listened are not kept. */
  set notify(listener: () => void) {
    this.listener = listener;
    this.credits = 0;
  }

  /** TIMERn: X in the upper half, Y in the lower; X = 0 stops it. */
  set(word: number): void {
    const { scheduler, clocks } = this.env;
    const [x, y] = [word >>> 16, word & 0xffff];
    if (this.event) scheduler.cancel(this.event);
    this.event = undefined;
    const sys_Hz = clocks.frequency_Hz('clk_sys');
    this.period_cycles = x && y ? ((y / x) * scheduler.cyclesPerSecond) / sys_Hz : Infinity;
    if (this.period_cycles !== Infinity) this.arm(scheduler.now + this.period_cycles);
  }

  private arm(due: number): void {
    this.event = this.env.scheduler.at(due, () => {
      this.arm(due + this.period_cycles);
      this.credits = 1;
      this.listener();
      this.credits = 0;
    });
  }
}
