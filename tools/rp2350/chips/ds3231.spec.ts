// Checks the DS3231: its pin rests until it is told to give 1 Hz, then follows virtual time with the crystal's error.
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { TestTime } from '../registers/test-chip.ts';
import { calendarOf, timeOf } from './ds3231-calendar.ts';
import { Ds3231 } from './ds3231.ts';

let time: TestTime;
let rtc: Ds3231;
let falls: number[];

beforeEach(() => {
  time = new TestTime();
  falls = [];
  const drive = (level: boolean | undefined) => level === false && falls.push(time.now);
  rtc = new Ds3231({ scheduler: time, sqw: { drive } });
});

function writeControl(byte: number): void {
  rtc.start(false);
  rtc.write(0x0e);
  rtc.write(byte);
  rtc.stop();
}

const second = () => time.cyclesPerSecond;

describe('The DS3231', () => {
  it('leaves its pin at rest after power-up', () => {
    time.runUntil(3 * second());
    expect(falls).toEqual([]);
  });

  it('falls once a second when it is told to', () => {
    writeControl(0x00);
    time.runUntil(3.5 * second());
    expect(falls).toEqual([1, 2, 3].map((s) => s * second()));
  });

  it('runs fast by the error of its crystal, without drift of its own', () => {
    rtc.error_ppm = 20;
    writeControl(0x00);
    time.runUntil(101 * second());
    expect((falls[100] - falls[0]) / second()).toBeCloseTo(100 / 1.00002, 6);
  });

  it('is silent again as an interrupt output, and at a rate that is not modelled', () => {
    for (const control of [0x04, 0x08]) {
      writeControl(0x00);
      writeControl(control);
      time.runUntil(time.now + 2 * second());
    }
    expect(falls).toEqual([]);
  });

  it('reads back what was written', () => {
    writeControl(0x00);
    rtc.start(false);
    rtc.write(0x0e);
    rtc.start(true);
    expect([rtc.read(), rtc.read()]).toEqual([0x00, 0x88]);
  });

  const START_s = Date.UTC(2027, 11, 31, 23, 59, 58) / 1000;

  /** One transfer that reads from a register on. */
  function readFrom(register: number, count: number): number[] {
    rtc.start(false);
    rtc.write(register);
    rtc.start(true);
    const bytes = Array.from({ length: count }, () => rtc.read());
    rtc.stop();
    return bytes;
  }

  function writeFrom(register: number, ...bytes: number[]): void {
    rtc.start(false);
    for (const byte of [register, ...bytes]) rtc.write(byte);
    rtc.stop();
  }

  it('counts over the end of a year, in step with its output', () => {
    rtc = new Ds3231({ scheduler: time, sqw: { drive: () => {} }, time_s: START_s });
    time.runUntil(1.9 * second());
    expect(readFrom(0, 7)).toEqual([0x59, 0x59, 0x23, 6, 0x31, 0x12, 0x27]);
    time.runUntil(2.1 * second());
    expect(readFrom(0, 7)).toEqual([0x00, 0x00, 0x00, 7, 0x01, 0x01, 0x28]);
  });

  it('begins a second when its seconds are written, and goes on from what was written', () => {
    writeControl(0x00);
    time.runUntil(2.3 * second());
    falls = [];
    writeFrom(0, ...calendarOf(START_s));
    time.runUntil(4.4 * second());
    expect(falls.map((at) => at / second())).toEqual([3.3, 4.3].map((s) => expect.closeTo(s, 9)));
    expect(timeOf(Uint8Array.from(readFrom(0, 7)))).toBe(START_s + 2);
  });

  it('says that its oscillator had stopped until that is cleared, which nobody can set', () => {
    expect(readFrom(0x0f, 1)).toEqual([0x88]);
    writeFrom(0x0f, 0x00);
    expect(readFrom(0x0f, 1)).toEqual([0x00]);
    writeFrom(0x0f, 0x80);
    expect(readFrom(0x0f, 1)).toEqual([0x00]);
    rtc.stopOscillator();
    expect(readFrom(0x0f, 1)).toEqual([0x80]);
  });

  it('shows garbage that was written as it stands, and its temperature in quarters of a degree', () => {
    const garbage = [0x7f, 0xff, 0x3a, 0x0f, 0x00, 0x1f, 0xee];
    writeFrom(0, ...garbage);
    time.runUntil(3 * second());
    expect(readFrom(0, 7)).toEqual(garbage);
    rtc.temperature_C = -10.25;
    expect(readFrom(0x11, 2)).toEqual([0xf5, 0xc0]);
  });

  it('does not answer when it is not there', () => {
    rtc.answers = false;
    expect(rtc.start(false)).toBe(false);
  });
});

describe('The calendar of the DS3231', () => {
  it('is the time of Date from 2000 to 2199', () => {
    const seconds = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2199, 11, 31) / 1000 });
    fc.assert(fc.property(seconds, (time_s) => timeOf(calendarOf(time_s)) === time_s));
  });

  it.each([
    ['a digit above nine', [0x5a, 0, 0, 1, 1, 1, 0x26]],
    ['a 31st of February', [0, 0, 0, 1, 0x31, 0x02, 0x26]],
    ['twelve hours', [0, 0, 0x52, 1, 1, 1, 0x26]],
  ])('is none with %s', (_, registers) => {
    expect(timeOf(Uint8Array.from(registers))).toBeUndefined();
  });
});
