// TIMER0: counting, the latched high word, alarms and their interrupts.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { TestTime } from '../registers/test-chip.ts';
import { registers } from '../registers/test-registers.ts';
import { Timer } from './timer.ts';

function counting() {
  const time = new TestTime();
  const levels = [false, false, false, false];
  const rate = { hz: 1e6 };
  const lines = levels.map((_, i) => (level: boolean) => void (levels[i] = level));
  const timer = new Timer('TIMER0', time, lines, () => rate.hz);
  timer.tickChanged();
  return { time, timer, levels, rate, io: registers(timer) };
}

describe.skipIf(!existsSync(SVD_PATH))('a timer', () => {
  it('counts microseconds', () => {
    const { time, io } = counting();
    time.run_us(1234.9);
    expect(io.read('TIMERAWL')).toBe(1234);
  });

  it('stands still without a tick and goes on with one', () => {
    const { time, timer, rate, io } = counting();
    time.run_us(10);
    rate.hz = 0;
    timer.tickChanged();
    time.run_us(100);
    expect(io.read('TIMERAWL')).toBe(10);
    rate.hz = 1e6;
    timer.tickChanged();
    time.run_us(5);
    expect(io.read('TIMERAWL')).toBe(15);
  });

  it('holds the high word that belongs to the low word read last', () => {
    const { time, io } = counting();
    io.write('TIMELW', 0xffffffff);
    io.write('TIMEHW', 7);
    expect(io.read('TIMELR')).toBe(0xffffffff);
    time.run_us(1);
    expect(io.read('TIMEHR')).toBe(7);
    expect(io.read('TIMERAWH')).toBe(8);
  });

  it('fires an alarm at its microsecond, disarms it and raises only its enabled interrupt', () => {
    const { time, levels, io } = counting();
    io.write('INTE', 0b0010);
    io.write('ALARM1', 50);
    io.write('ALARM2', 50);
    time.run_us(49.9);
    expect(levels).toEqual([false, false, false, false]);
    expect(io.read('ARMED')).toBe(0b0110);
    time.run_us(0.2);
    expect(levels).toEqual([false, true, false, false]);
    expect(io.read('ARMED')).toBe(0);
    expect([io.read('INTR'), io.read('INTS')]).toEqual([0b0110, 0b0010]);
    io.write('INTR', 0b0010);
    expect(levels[1]).toBe(false);
  });

  it('does not fire an alarm that was disarmed', () => {
    const { time, io } = counting();
    io.write('ALARM0', 50);
    io.write('ARMED', 1);
    time.run_us(100);
    expect(io.read('INTR')).toBe(0);
  });

  it('fires an alarm whose time has just passed only after a full turn of the low word', () => {
    const { time, io } = counting();
    time.run_us(100);
    io.write('ALARM0', 99);
    time.run_us(1000);
    expect(io.read('ARMED')).toBe(1);
  });

  it('forces an interrupt', () => {
    const { levels, io } = counting();
    io.write('INTF', 8);
    expect(levels[3]).toBe(true);
    expect(io.read('INTS')).toBe(8);
  });

  it('stands still while paused, its alarms too', () => {
    const { time, io } = counting();
    io.write('ALARM3', 20);
    time.run_us(10);
    io.write('PAUSE', 1);
    time.run_us(100);
    expect([io.read('PAUSE'), io.read('TIMERAWL'), io.read('ARMED')]).toEqual([1, 10, 8]);
    io.write('PAUSE', 0);
    time.run_us(9);
    expect(io.read('ARMED')).toBe(8);
    time.run_us(1);
    expect([io.read('ARMED'), io.read('INTR')]).toEqual([0, 8]);
  });

  it('says until when its count is stable', () => {
    const { time, timer } = counting();
    time.run_us(2.5);
    expect(timer.stableUntil(timer.offsetOf('TIMERAWL'))).toBe(3 * 150);
    expect(timer.stableUntil(timer.offsetOf('TIMELR'))).toBe(-1);
  });

  it('refuses to count clk_sys', () => {
    expect(() => counting().io.write('SOURCE', 1)).toThrow('TIMER0: SOURCE = clk_sys is not modelled');
  });

  it('stops its alarms with a reset', () => {
    const { time, timer, io } = counting();
    io.write('INTE', 1);
    io.write('ALARM0', 50);
    timer.reset();
    time.run_us(100);
    expect(io.read('INTR')).toBe(0);
    expect(io.read('INTE')).toBe(0);
  });
});
