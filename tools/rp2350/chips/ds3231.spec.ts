// Checks the DS3231: its pin rests until it is told to give 1 Hz, then follows virtual time with the crystal's error.
import { beforeEach, describe, expect, it } from 'vitest';
import { TestTime } from '../registers/test-chip.ts';
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
    time.runUntil(3 * second());
    expect(falls).toEqual([0.5, 1.5, 2.5].map((s) => s * second()));
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
});
