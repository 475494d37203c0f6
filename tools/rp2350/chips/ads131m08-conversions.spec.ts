// Conversions of the AFE: their instants, /DRDY, what is kept, and what the registers do to them.
import { beforeEach, describe, expect, it } from 'vitest';
import { TestPin } from '../registers/test-chip.ts';
import { Ads131m08 } from './ads131m08.ts';
import { crc16 } from './crc16.ts';
import {
  AfeRig,
  NULL,
  STANDBY,
  WAKEUP,
  rreg,
  wreg,
  PERIOD,
  word16,
  code,
  ramp,
  type FrameOptions,
} from './test-ads131m08.ts';

let rig: AfeRig;
let time: AfeRig['time'];
let drdy: AfeRig['drdy'];
let afe: AfeRig['afe'];

beforeEach(() => {
  rig = new AfeRig();
  ({ time, drdy, afe } = rig);
});

const frame = (words: readonly number[], options?: FrameOptions) => rig.frame(words, options);
const answer = (command: number) => rig.answer(command);

describe('conversions', () => {
  it('come at exact multiples of 2 x OSR clocks: 4 kHz from 8.192 MHz at OSR 1024', () => {
    time.runUntil(100 * PERIOD);
    const falls = drdy.changes.filter(({ level }) => !level).map((change) => change.time);
    expect(falls).toEqual(Array.from({ length: 100 }, (_, n) => (n + 1) * PERIOD));
  });

  it('do not drift when the period is no whole number of cycles', () => {
    const odd = new Ads131m08({ scheduler: time, drdy: new TestPin(1, time), clock_Hz: 8_192_100 });
    time.runUntil(150e6 + 10);
    expect(odd.conversions.lost + odd.conversions.unread).toBe(Math.floor(8_192_100 / 2048));
  });

  it('follow the OSR of the CLOCK register from the write on', () => {
    frame([wreg(3), 0xff0a]);
    time.runUntil(10 * PERIOD);
    expect(drdy.changes.filter(({ level }) => !level)).toHaveLength(20);
  });

  it('carry the samples fed, sign and all, and a CRC over everything before it', () => {
    afe.feed([[1, -1, 0x7fffff, -0x800000, 0, 5, -6, 7]]);
    time.runUntil(PERIOD);
    const bytes = frame([NULL]);
    const codes = [0, 1, 2, 3, 4, 5, 6, 7].map((channel) => code(bytes, channel));
    expect(codes).toEqual([1, -1, 0x7fffff, -0x800000, 0, 5, -6, 7]);
    expect(word16(bytes, 9)).toBe(crc16(bytes, 27));
  });

  it('drop /DRDY and set the DRDY bits until the data are shifted out', () => {
    afe.feed(ramp());
    expect(drdy.level).toBe(true);
    time.runUntil(PERIOD);
    expect(drdy.level).toBe(false);
    frame([NULL]);
    expect(drdy.level).toBe(true);
    time.runUntil(2 * PERIOD);
    expect(word16(frame([NULL]), 0)).toBe(0x05ff);
    expect(word16(frame([NULL]), 0)).toBe(0x0500);
  });

  it('stay unread when the frame ends before the last channel', () => {
    afe.feed(ramp());
    time.runUntil(2 * PERIOD - 1);
    frame([NULL], { length: 8 });
    expect(drdy.level).toBe(false);
    expect(code(frame([NULL]), 0)).toBe(0);
    expect(drdy.level).toBe(true);
  });

  it('are kept two deep: after a pause the older of the last two comes first', () => {
    afe.feed(ramp());
    time.runUntil(5 * PERIOD);
    expect(code(frame([NULL]), 0)).toBe(3000);
    expect(drdy.level).toBe(false);
    expect(code(frame([NULL]), 0)).toBe(4000);
    expect(drdy.level).toBe(true);
    expect(afe.conversions.lost).toBe(3);
  });

  it('show an edge on /DRDY for each result even when none is read', () => {
    time.runUntil(3 * PERIOD);
    expect(drdy.changes.map(({ level }) => level)).toEqual([false, true, false, true, false]);
  });

  it('stop in STANDBY and begin anew with WAKEUP', () => {
    frame([STANDBY]);
    time.runUntil(10 * PERIOD);
    expect(drdy.changes).toEqual([]);
    expect(answer(WAKEUP)).toBe(WAKEUP);
    time.runUntil(11 * PERIOD);
    expect(drdy.changes).toEqual([{ level: false, time: 11 * PERIOD }]);
  });

  it('take the first sample of the feed with the first conversion after WAKEUP', () => {
    rig = new AfeRig('wakeup');
    ({ time, afe } = rig);
    afe.feed(ramp());
    time.runUntil(7 * PERIOD);
    expect(afe.conversions.taken).toBe(0);
    frame([STANDBY]);
    frame([WAKEUP]);
    time.run(2 * PERIOD);
    expect(code(frame([NULL]), 0)).toBe(0);
    expect(code(frame([NULL]), 0)).toBe(1000);
  });

  it('read as zero when the feed has ended, and are counted', () => {
    afe.feed([Array(8).fill(9)]);
    time.runUntil(2 * PERIOD);
    frame([NULL]);
    expect(code(frame([NULL]), 3)).toBe(0);
    expect(afe.conversions.starved).toBe(1);
  });

  it('apply offset and gain registers, the input multiplexer and the channel enables', () => {
    afe.feed([Array(8).fill(1000)]);
    frame([wreg(0x0a, 4), 0x0000, 0x6400, 0xc000, 0x0000]); // channel 0: offset 100, gain 1.5
    frame([wreg(0x0e), 0x0001]); // channel 1: inputs shorted
    frame([wreg(3), 0x7f0e]); // channel 7 off
    time.runUntil(PERIOD);
    const bytes = frame([NULL]);
    expect([code(bytes, 0), code(bytes, 1), code(bytes, 2), code(bytes, 7)]).toEqual([1350, 0, 1000, 0]);
  });

  it('are synchronized by a short low on /SYNC/RESET, reset by a long one', () => {
    frame([wreg(4), 0x1111]);
    time.run_us(100);
    afe.syncReset(false);
    time.run_us(10);
    afe.syncReset(true);
    const restart = time.now;
    frame([NULL]);
    expect(word16(frame([NULL]), 0)).toBe(0x4500);
    expect(word16(frame([NULL]), 0)).toBe(0x0500);
    time.run(PERIOD);
    expect(drdy.changes.at(-1)).toEqual({ level: false, time: restart + PERIOD });
    afe.syncReset(false);
    time.run_us(300);
    afe.syncReset(true);
    expect(word16(frame([NULL]), 0)).toBe(0xff28);
    expect(answer(rreg(4))).toBe(0);
  });
});
