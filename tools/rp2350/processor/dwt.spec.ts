// DWT CYCCNT: cycles of clk_sys as it is programmed, while enabled.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { CycleCounter } from './dwt.ts';
import { PrivatePeripheralBus } from './ppb.ts';
import { SVD_PATH } from '../paths.ts';
import { TestChip } from '../registers/test-chip.ts';
import { registers } from '../registers/test-registers.ts';

describe.skipIf(!existsSync(SVD_PATH))('the cycle counter', () => {
  let chip: TestChip;
  let dwt: CycleCounter;
  let io: ReturnType<typeof registers>;
  beforeEach(() => {
    chip = new TestChip();
    const ppb = new PrivatePeripheralBus();
    dwt = new CycleCounter(ppb, chip.scheduler, chip.clocks);
    io = registers(ppb);
  });

  it('stands still until it is enabled, and again when it is disabled', () => {
    chip.scheduler.run(100);
    expect(io.read('DWT_CYCCNT')).toBe(0);
    io.write('DWT_CTRL', 1);
    chip.scheduler.run(100);
    io.write('DWT_CTRL', 0);
    expect(io.read('DWT_CTRL') & 1).toBe(0);
    chip.scheduler.run(100);
    expect(io.read('DWT_CYCCNT')).toBe(100);
  });

  it('counts from what is written to it, and wraps at 32 bits', () => {
    io.write('DWT_CTRL', 1);
    io.write('DWT_CYCCNT', 0xfffffff0);
    chip.scheduler.run(32);
    expect(io.read('DWT_CYCCNT')).toBe(16);
  });

  it('counts cycles of clk_sys, whatever its frequency', () => {
    chip.clocks.hz.clk_sys = 75e6;
    io.write('DWT_CTRL', 1);
    chip.scheduler.run_us(10);
    expect(io.read('DWT_CYCCNT')).toBe(750);
  });

  it('begins anew with a reset', () => {
    io.write('DWT_CTRL', 1);
    chip.scheduler.run(100);
    dwt.reset();
    chip.scheduler.run(100);
    expect(io.read('DWT_CYCCNT')).toBe(0);
  });
});
