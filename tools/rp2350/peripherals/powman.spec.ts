// Drives POWMAN's always-on timer with its password, alarm and scratch registers.
import { beforeEach, describe, expect, it } from 'vitest';
import { GuestError, SET } from '../registers/peripheral.ts';
import { registersOf, TestChip } from '../registers/test-chip.ts';
import { Powman } from './powman.ts';

const PASSWORD = 0x5afe0000;
const [RUN, CLEAR, ALARM_ENAB, ALARM, USE_XOSC] = [2, 4, 16, 64, 512];
let chip: TestChip;
let powman: Powman;
let regs: ReturnType<typeof registersOf>;
const write = (name: string, value: number) => regs.write(name, (PASSWORD | value) >>> 0);
const time_ms = () => regs.read('READ_TIME_UPPER') * 2 ** 32 + regs.read('READ_TIME_LOWER');

beforeEach(() => {
  chip = new TestChip();
  powman = chip.add(new Powman(chip));
  regs = registersOf(powman);
});

describe('POWMAN', () => {
  it('takes no write without the password and remembers the attempt', () => {
    regs.write('TIMER', RUN);
    chip.scheduler.run_us(5000);
    expect(time_ms()).toBe(0);
    expect(regs.read('BADPASSWD')).toBe(1);
    regs.write('BADPASSWD', 1);
    expect(regs.read('BADPASSWD')).toBe(0);
  });

  it('counts milliseconds from the time set, and says what it runs from', () => {
    write('SET_TIME_31TO16', 1);
    write('SET_TIME_15TO0', 5);
    write('TIMER', RUN | USE_XOSC);
    chip.scheduler.run_us(7500);
    expect(time_ms()).toBe(65536 + 12);
    expect(regs.read('TIMER') & (1 << 16)).toBe(1 << 16);
  });

  it('takes the atomic aliases with the password', () => {
    regs.write('TIMER', (PASSWORD | RUN) >>> 0, SET);
    chip.scheduler.run_us(3000);
    expect(time_ms()).toBe(3);
  });

  it('stops, keeps its time, and clears', () => {
    write('TIMER', RUN);
    chip.scheduler.run_us(4000);
    write('TIMER', 0);
    chip.scheduler.run_us(4000);
    expect(time_ms()).toBe(4);
    write('TIMER', RUN | CLEAR);
    expect(time_ms()).toBe(0);
  });

  it('raises its interrupt at the alarm time', () => {
    regs.write('INTE', 2);
    write('TIMER', RUN);
    write('ALARM_TIME_15TO0', 10);
    write('TIMER', RUN | ALARM_ENAB);
    chip.scheduler.run_us(9999);
    expect(chip.irq[45]).toBe(false);
    chip.scheduler.run_us(1);
    expect(chip.irq[45]).toBe(true);
    expect(regs.read('TIMER') & ALARM).toBe(ALARM);
    write('TIMER', RUN);
    expect(chip.irq[45]).toBe(false);
  });

  it('keeps scratch registers and the time over a reset of the chip', () => {
    regs.write('SCRATCH3', 0xdeadbeef);
    write('TIMER', RUN);
    chip.scheduler.run_us(2000);
    powman.reset();
    expect(regs.read('SCRATCH3')).toBe(0xdeadbeef);
    expect(time_ms()).toBe(2);
  });

  it('refuses power states that are not modelled', () => {
    expect(() => write('STATE', 0x10)).toThrow(GuestError);
  });

  it('has an interrupt that can be forced, enabled or not', () => {
    regs.write('INTF', 2);
    expect([regs.read('INTR'), regs.read('INTS'), chip.irq[45]]).toEqual([0, 2, true]);
    regs.write('INTF', 0);
    expect([regs.read('INTS'), chip.irq[45]]).toEqual([0, false]);
  });

  it('says that the chip had a power-on reset, and nothing asks to power up', () => {
    expect(regs.read('CHIP_RESET') & (1 << 16)).toBe(1 << 16);
    expect(regs.read('LAST_SWCORE_PWRUP')).toBe(1);
    expect([regs.read('CURRENT_PWRUP_REQ'), regs.read('VREG_STS')]).toEqual([0, 0]);
  });

  it('sets its alarm from all four quarters', () => {
    regs.write('INTE', 2);
    write('SET_TIME_63TO48', 1);
    write('SET_TIME_47TO32', 2);
    write('ALARM_TIME_63TO48', 1);
    write('ALARM_TIME_47TO32', 2);
    write('ALARM_TIME_31TO16', 1);
    write('TIMER', RUN | ALARM_ENAB);
    expect([regs.read('READ_TIME_UPPER'), regs.read('READ_TIME_LOWER')]).toEqual([0x10002, 0]);
    chip.scheduler.run_us(65_536_000 - 1);
    expect(chip.irq[45]).toBe(false);
    chip.scheduler.run_us(1);
    expect(chip.irq[45]).toBe(true);
  });
});
