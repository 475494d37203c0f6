// XOSC: the crystal oscillator starts, is stable after its delay, and stops.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { TestTime } from '../registers/test-chip.ts';
import { registers } from '../registers/test-registers.ts';
import { Xosc } from './xosc.ts';

const ENABLE = 0xfabaa0;
const DISABLE = 0xd1eaa0;

function crystal() {
  const time = new TestTime();
  let changes = 0;
  const xosc = new Xosc(time, () => void changes++);
  return { time, xosc, io: registers(xosc), changes: () => changes };
}

describe.skipIf(!existsSync(SVD_PATH))('the crystal oscillator', () => {
  it('is stable after the start-up delay, not before, and tells of it', () => {
    const { time, xosc, io, changes } = crystal();
    io.write('STARTUP', 47);
    io.write('CTRL', ENABLE);
    time.run_us(1000);
    expect([io.read('STATUS'), xosc.frequency_Hz, changes()]).toEqual([0x1000, 0, 0]);
    // 47 x 256 periods of 12 MHz are 1002.7 us.
    time.run_us(3);
    expect([io.read('STATUS'), xosc.frequency_Hz, changes()]).toEqual([0x80001000, 12e6, 1]);
  });

  it('stops when it is disabled, and needs its delay again', () => {
    const { time, xosc, io } = crystal();
    io.write('STARTUP', 47);
    io.write('CTRL', ENABLE);
    time.run_us(1100);
    io.write('CTRL', DISABLE);
    expect([io.read('STATUS'), xosc.frequency_Hz]).toEqual([0, 0]);
    io.write('CTRL', ENABLE);
    time.run_us(1000);
    expect(xosc.frequency_Hz).toBe(0);
    time.run_us(3);
    expect(xosc.frequency_Hz).toBe(12e6);
  });

  it('goes on when it is enabled once more', () => {
    const { time, xosc, io } = crystal();
    io.write('CTRL', ENABLE);
    time.run_us(2000);
    io.write('CTRL', ENABLE);
    expect(xosc.frequency_Hz).toBe(12e6);
  });
});
