// The clock tree from the crystal to the ticks: XOSC, the PLLs, CLOCKS and TICKS as the SDK sets them up.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { TestTime } from '../registers/test-chip.ts';
import { registers } from '../registers/test-registers.ts';
import { Clocks } from './clocks.ts';
import { Pll } from './pll.ts';
import { Ticks } from './ticks.ts';
import { Xosc } from './xosc.ts';

const ENABLE_XOSC = 0xfabaa0;
const ENABLE_CLOCK = 0x800;

function tree() {
  const time = new TestTime();
  let changes = 0;
  const changed = (): void => void changes++;
  const xosc = new Xosc(time, changed);
  const pll = new Pll('PLL_SYS', time, () => xosc.frequency_Hz, changed);
  const clocks = new Clocks(
    { rosc: () => 11e6, xosc: () => xosc.frequency_Hz, pllSys: () => pll.frequency_Hz, pllUsb: () => 48e6 },
    changed,
  );
  const ticks = new Ticks(clocks, changed);
  return { time, xosc, pll, clocks, ticks, changes: () => changes };
}

describe.skipIf(!existsSync(SVD_PATH))('the clock tree', () => {
  let t: ReturnType<typeof tree>;
  const startXosc = (): void => {
    registers(t.xosc).write('STARTUP', 47);
    registers(t.xosc).write('CTRL', ENABLE_XOSC);
    t.time.run_us(1100);
  };
  /** 12 MHz / 1 x 125 / 5 / 2 = 150 MHz. */
  const startPll = (): void => {
    const io = registers(t.pll);
    io.write('CS', 1);
    io.write('FBDIV_INT', 125);
    io.clear('PWR', 0x21);
    t.time.run_us(100);
    io.write('PRIM', (5 << 16) | (2 << 12));
    io.clear('PWR', 0x08);
  };
  beforeEach(() => {
    t = tree();
  });

  it('runs on the ring oscillator at reset, clk_sys through its auxiliary ring oscillator input', () => {
    expect(t.clocks.frequency_Hz('clk_ref')).toBe(11e6);
    expect(t.clocks.frequency_Hz('clk_peri')).toBe(0);
  });

  it('locks the PLL some time after it is powered, and gives 150 MHz behind the post dividers', () => {
    startXosc();
    const io = registers(t.pll);
    io.write('FBDIV_INT', 125);
    io.clear('PWR', 0x21);
    expect(io.read('CS')).toBe(1);
    startPll();
    expect(io.read('CS')).toBe(0x80000001);
    expect(t.pll.frequency_Hz).toBe(150e6);
    io.set('PWR', 0x20);
    expect(t.pll.frequency_Hz).toBe(0);
  });

  it('gives clk_sys and clk_peri the PLL, and says which source is selected', () => {
    startXosc();
    startPll();
    const io = registers(t.clocks);
    io.write('CLK_REF_CTRL', 2);
    io.write('CLK_SYS_CTRL', 1);
    io.write('CLK_PERI_CTRL', ENABLE_CLOCK);
    expect(io.read('CLK_REF_SELECTED')).toBe(1 << 2);
    expect(io.read('CLK_SYS_SELECTED')).toBe(1 << 1);
    expect(io.read('CLK_PERI_CTRL')).toBe(ENABLE_CLOCK | (1 << 28));
    expect(t.clocks.frequency_Hz('clk_ref')).toBe(12e6);
    expect(t.clocks.frequency_Hz('clk_sys')).toBe(150e6);
    expect(t.clocks.frequency_Hz('clk_peri')).toBe(150e6);
  });

  it('divides, with a fraction for clk_sys', () => {
    const io = registers(t.clocks);
    io.write('CLK_SYS_CTRL', 0x21);
    io.write('CLK_SYS_DIV', 0x00028000);
    expect(t.clocks.frequency_Hz('clk_sys')).toBe(48e6 / 2.5);
    io.write('CLK_PERI_CTRL', ENABLE_CLOCK | 0x40);
    io.write('CLK_PERI_DIV', 0x20000);
    expect(t.clocks.frequency_Hz('clk_peri')).toBe(24e6);
  });

  it('refuses an external clock input', () => {
    registers(t.clocks).write('CLK_SYS_CTRL', 0x81);
    expect(() => t.clocks.frequency_Hz('clk_sys')).toThrow('CLK_SYS from auxiliary source 4 is not modelled');
  });

  it('tells of every change', () => {
    const before = t.changes();
    registers(t.clocks).write('CLK_SYS_DIV', 0x20000);
    registers(t.ticks).write('TIMER0_CTRL', 1);
    expect(t.changes()).toBe(before + 2);
  });
});
