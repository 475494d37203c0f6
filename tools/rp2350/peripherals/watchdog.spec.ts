// The watchdog: countdown, feeding, what survives the reset it causes.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { TestTime } from '../registers/test-chip.ts';
import { registers } from '../registers/test-registers.ts';
import { checkWatchdogSelect, Watchdog } from './watchdog.ts';

const ENABLE = 0x40000000;
const TRIGGER = 0x80000000;

function create() {
  const time = new TestTime();
  let fired = 0;
  const watchdog = new Watchdog(
    time,
    () => 1e6,
    () => void fired++,
  );
  watchdog.tickChanged();
  return { time, watchdog, io: registers(watchdog), fired: () => fired };
}

describe.skipIf(!existsSync(SVD_PATH))('the watchdog', () => {
  it('fires when its count reaches zero', () => {
    const { time, io, fired } = create();
    io.write('LOAD', 1000);
    io.set('CTRL', ENABLE);
    time.run_us(999);
    expect(fired()).toBe(0);
    expect(io.read('CTRL') & 0xffffff).toBe(1);
    time.run_us(1);
    expect(fired()).toBe(1);
    expect(io.read('REASON')).toBe(1);
  });

  it('starts anew with each load', () => {
    const { time, io, fired } = create();
    io.write('LOAD', 1000);
    io.set('CTRL', ENABLE);
    for (let i = 0; i < 5; i++) {
      time.run_us(900);
      io.write('LOAD', 1000);
    }
    expect(fired()).toBe(0);
  });

  it('keeps its count while disabled', () => {
    const { time, io, fired } = create();
    io.write('LOAD', 1000);
    time.run_us(5000);
    expect(fired()).toBe(0);
    io.set('CTRL', ENABLE);
    time.run_us(500);
    io.clear('CTRL', ENABLE);
    time.run_us(5000);
    expect(fired()).toBe(0);
    expect(io.read('CTRL') & 0xffffff).toBe(500);
  });

  it('fires at once when triggered, with another reason', () => {
    const { io, fired } = create();
    io.set('CTRL', TRIGGER);
    expect(fired()).toBe(1);
    expect(io.read('REASON')).toBe(2);
  });

  it('keeps REASON and scratch over the reset it causes, and nothing over a power-on', () => {
    const { watchdog, io } = create();
    io.write('SCRATCH3', 0xdeadbeef);
    io.set('CTRL', TRIGGER | ENABLE);
    watchdog.resetByWatchdog();
    expect([io.read('SCRATCH3'), io.read('REASON')]).toEqual([0xdeadbeef, 2]);
    expect(io.read('CTRL') & ENABLE).toBe(0);
    watchdog.reset();
    expect([io.read('SCRATCH3'), io.read('REASON')]).toEqual([0, 0]);
  });

  it('must be set up to reset the processor', () => {
    expect(() => checkWatchdogSelect(0)).toThrow('PSM.WDSEL does not select the processor');
    expect(() => checkWatchdogSelect(0x1fffff3)).not.toThrow();
  });
});
