// TICKS: each of the six generators divides clk_ref by its own CYCLES while it is enabled.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { TestChip } from '../registers/test-chip.ts';
import { registers } from '../registers/test-registers.ts';
import { Ticks, type TickName } from './ticks.ts';

const NAMES: readonly TickName[] = ['PROC0', 'PROC1', 'TIMER0', 'TIMER1', 'WATCHDOG', 'RISCV'];

describe.skipIf(!existsSync(SVD_PATH))('a tick generator', () => {
  let chip: TestChip;
  let ticks: Ticks;
  let io: ReturnType<typeof registers>;
  let changes: number;
  beforeEach(() => {
    chip = new TestChip();
    chip.clocks.hz.clk_ref = 12e6;
    changes = 0;
    ticks = new Ticks(chip.clocks, () => changes++);
    io = registers(ticks);
  });

  it.each(NAMES)('%s is off until it is enabled, and says that it runs', (name) => {
    io.write(`${name}_CYCLES`, 12);
    expect([ticks.rate_Hz(name), io.read(`${name}_CTRL`)]).toEqual([0, 0]);
    io.write(`${name}_CTRL`, 1);
    expect([ticks.rate_Hz(name), io.read(`${name}_CTRL`)]).toEqual([1e6, 3]);
    for (const other of NAMES.filter((each) => each !== name)) expect(ticks.rate_Hz(other)).toBe(0);
    io.write(`${name}_CTRL`, 0);
    expect([ticks.rate_Hz(name), io.read(`${name}_CTRL`)]).toEqual([0, 0]);
  });

  it('follows clk_ref and its divisor, and does not tick with a divisor of 0', () => {
    io.write('TIMER0_CTRL', 1);
    io.write('TIMER0_CYCLES', 6);
    expect(ticks.rate_Hz('TIMER0')).toBe(2e6);
    chip.clocks.hz.clk_ref = 6e6;
    expect(ticks.rate_Hz('TIMER0')).toBe(1e6);
    io.write('TIMER0_CYCLES', 0);
    expect(ticks.rate_Hz('TIMER0')).toBe(0);
  });

  it('tells of every change', () => {
    io.write('WATCHDOG_CYCLES', 12);
    io.write('WATCHDOG_CTRL', 1);
    expect(changes).toBe(2);
  });
});
