// PLL: lock after power-up, the frequency behind both post dividers, bypass and power-down.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { TestTime } from '../registers/test-chip.ts';
import { registers } from '../registers/test-registers.ts';
import { Pll } from './pll.ts';

const [PD, POSTDIVPD, VCOPD] = [1, 8, 0x20];
const BYPASS = 0x100;

/** 12 MHz / 1 x 125 / 5 / 2 = 150 MHz, as the SDK sets it up. */
function running() {
  const time = new TestTime();
  const reference = { Hz: 12e6 };
  const pll = new Pll(
    'PLL_SYS',
    time,
    () => reference.Hz,
    () => {},
  );
  const io = registers(pll);
  io.write('CS', 1);
  io.write('FBDIV_INT', 125);
  io.clear('PWR', PD | VCOPD);
  io.write('PRIM', (5 << 16) | (2 << 12));
  io.clear('PWR', POSTDIVPD);
  time.run_us(100);
  return { time, pll, io, reference };
}

describe.skipIf(!existsSync(SVD_PATH))('a PLL', () => {
  it('locks some time after it is powered, not at once', () => {
    const time = new TestTime();
    const pll = new Pll(
      'PLL_SYS',
      time,
      () => 12e6,
      () => {},
    );
    const io = registers(pll);
    io.write('FBDIV_INT', 125);
    io.clear('PWR', PD | VCOPD | POSTDIVPD);
    expect([io.read('CS'), pll.frequency_Hz]).toEqual([1, 0]);
    time.run_us(100);
    expect(io.read('CS')).toBe(0x80000001);
  });

  it('does not lock without a feedback divisor', () => {
    const time = new TestTime();
    const io = registers(
      new Pll(
        'PLL_SYS',
        time,
        () => 12e6,
        () => {},
      ),
    );
    io.clear('PWR', PD | VCOPD);
    time.run_us(1000);
    expect(io.read('CS')).toBe(1);
  });

  it('gives the reference over REFDIV, times FBDIV, over both post dividers', () => {
    const { pll, io } = running();
    expect(pll.frequency_Hz).toBe(150e6);
    io.write('PRIM', (5 << 16) | (5 << 12));
    expect(pll.frequency_Hz).toBe(60e6);
    io.write('CS', 2);
    expect(pll.frequency_Hz).toBe(30e6);
  });

  it('gives nothing with its post dividers or its VCO off', () => {
    const { pll, io } = running();
    io.set('PWR', POSTDIVPD);
    expect(pll.frequency_Hz).toBe(0);
    io.clear('PWR', POSTDIVPD);
    expect(pll.frequency_Hz).toBe(150e6);
    io.set('PWR', VCOPD);
    expect([pll.frequency_Hz, io.read('CS')]).toEqual([0, 1]);
  });

  it('passes the reference on in bypass', () => {
    const { pll, io } = running();
    io.set('CS', BYPASS);
    expect(pll.frequency_Hz).toBe(12e6);
  });

  it('loses its lock in a reset', () => {
    const { pll, io } = running();
    pll.reset();
    expect([pll.frequency_Hz, io.read('CS')]).toEqual([0, 1]);
  });
});
