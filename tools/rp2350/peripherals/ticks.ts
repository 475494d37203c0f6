// TICKS: divides clk_ref into the 1 MHz ticks of the timers, the watchdog and SysTick (datasheet 8.5).
import type { ClockTree } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

export type TickName = 'PROC0' | 'PROC1' | 'TIMER0' | 'TIMER1' | 'WATCHDOG' | 'RISCV';
const NAMES: readonly TickName[] = ['PROC0', 'PROC1', 'TIMER0', 'TIMER1', 'WATCHDOG', 'RISCV'];
const ENABLE = 1;
const RUNNING = 2;

export class Ticks extends RegisterPeripheral {
  private readonly clocks: ClockTree;

  /** `onChange` is called when a tick's rate may have changed. */
  constructor(clocks: ClockTree, onChange: () => void) {
    super('TICKS');
    this.clocks = clocks;
    for (const name of NAMES) {
      const control = `${name}_CTRL`;
      this.register(control, {
        read: () => this.get(control) | (this.get(control) & ENABLE ? RUNNING : 0),
        written: onChange,
      });
      this.register(`${name}_CYCLES`, { written: onChange });
    }
  }

  /** Ticks a second; 0 while the generator is off. */
  rate_Hz(name: TickName): number {
    const cycles = this.get(`${name}_CYCLES`);
    if (!(this.get(`${name}_CTRL`) & ENABLE) || cycles === 0) return 0;
    return this.clocks.frequency_Hz('clk_ref') / cycles;
  }
}
