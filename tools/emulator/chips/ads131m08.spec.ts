// Drives the AFE as a host does: frames on SPI, edges on /DRDY, everything at its instant in virtual time.
import { beforeEach, describe, expect, it } from 'vitest';
import { TestPin, TestTime } from '../test-chip.ts';
import type { SpiMode } from '../wires.ts';
import { Ads131m08 } from './ads131m08.ts';
import { crc16 } from './crc16.ts';

const NULL = 0x0000;
const [RESET, STANDBY, WAKEUP, LOCK, UNLOCK] = [0x0011, 0x0022, 0x0033, 0x0555, 0x0655];
const rreg = (address: number, count = 1) => 0xa000 | (address << 7) | (count - 1);
const wreg = (address: number, count = 1) => 0x6000 | (address << 7) | (count - 1);
const PERIOD = 37_500; // 4 kHz in cycles of 150 MHz

let time: TestTime;
let drdy: TestPin;
let afe: Ads131m08;

beforeEach(() => {
  time = new TestTime();
  drdy = new TestPin(0, time);
  afe = new Ads131m08({ scheduler: time, drdy, signalBegins: 'power-up' });
});

/** Sends 16-bit words left-aligned in device words, `length` device words in all; gives the raw bytes. */
function frame(words: number[], { length = 10, wordBytes = 3, mode = 1 as SpiMode } = {}): Uint8Array {
  const out = new Uint8Array(length * wordBytes);
  afe.select(true, time.now);
  for (let i = 0; i < out.length; i++) {
    const word = words[Math.floor(i / wordBytes)] ?? 0;
    const byte = i % wordBytes === 0 ? word >>> 8 : i % wordBytes === 1 ? word & 0xff : 0;
    out[i] = afe.exchange(byte, 8, mode, time.now);
  }
  afe.select(false, time.now);
  return out;
}

const word16 = (bytes: Uint8Array, index: number, wordBytes = 3) =>
  (bytes[index * wordBytes] << 8) | bytes[index * wordBytes + 1];
const code = (bytes: Uint8Array, channel: number) => {
  const at = 3 * (channel + 1);
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8)) >> 8;
};
const answer = (command: number) => {
  frame([command]);
  return word16(frame([NULL]), 0);
};
function* ramp() {
  for (let n = 0; ; n++) yield Array.from({ length: 8 }, (_, channel) => 1000 * n - channel);
}

describe('registers and commands', () => {
  it('answers 0xFF28 in the first frame and STATUS after it', () => {
    expect(word16(frame([NULL]), 0)).toBe(0xff28);
    expect(word16(frame([NULL]), 0)).toBe(0x0500);
  });

  it('has the reset values of the datasheet', () => {
    const values = [0x2800, 0x0500, 0x0510, 0xff0e, 0, 0, 0x0600].map((_, address) => answer(rreg(address)));
    expect(values).toEqual([0x2800, 0x0500, 0x0510, 0xff0e, 0, 0, 0x0600]);
    expect(answer(rreg(0x0c))).toBe(0x8000);
  });

  it('writes several registers in one frame and acknowledges how many', () => {
    frame([wreg(4, 2), 0x1234, 0x4567]);
    expect(word16(frame([NULL]), 0)).toBe(0x4000 | (4 << 7) | 1);
    expect(answer(rreg(4))).toBe(0x1234);
    expect(answer(rreg(5))).toBe(0x4567);
  });

  it('keeps read-only and reserved bits', () => {
    frame([wreg(0), 0xffff]);
    expect(answer(rreg(0))).toBe(0x2800);
    frame([wreg(4), 0xffff]);
    expect(answer(rreg(4))).toBe(0x7777);
  });

  it('reads several registers as acknowledge, data and CRC, without channel data', () => {
    frame([rreg(2, 3)]);
    const bytes = frame([NULL], { length: 5 });
    expect([0, 1, 2, 3].map((n) => word16(bytes, n))).toEqual([0xe000 | (2 << 7) | 2, 0x0510, 0xff0e, 0]);
    expect(word16(bytes, 4)).toBe(crc16(bytes, 12));
  });

  it('resets only when the RESET frame is complete', () => {
    frame([wreg(4), 0x1111]);
    frame([RESET], { length: 3 });
    expect(word16(frame([NULL]), 0)).toBe(RESET);
    expect(answer(rreg(4))).toBe(0x1111);
    expect(answer(RESET)).toBe(0xff28);
    expect(answer(rreg(4))).toBe(0);
  });

  it('clears the RESET bit of STATUS when the host writes 0 to it', () => {
    frame([wreg(2), 0x0110]);
    frame([NULL]);
    expect(word16(frame([NULL]), 0)).toBe(0x0100);
  });

  it('ignores writes while locked and takes them again after UNLOCK', () => {
    expect(answer(LOCK)).toBe(LOCK);
    expect(word16(frame([wreg(4), 0x1111]), 0) & 0x8000).toBe(0x8000);
    expect(answer(rreg(4))).toBe(0);
    expect(answer(UNLOCK)).toBe(UNLOCK);
    frame([wreg(4), 0x1111]);
    expect(answer(rreg(4))).toBe(0x1111);
  });

  it('ignores a frame that ends inside its command', () => {
    frame([rreg(0)], { length: 0 });
    afe.select(true, time.now);
    afe.exchange(0xa0, 8, 1, time.now);
    afe.select(false, time.now);
    frame([NULL]);
    expect(word16(frame([NULL]), 0)).toBe(0x0500);
  });

  it.each([
    [0, 2, 0x123456 >> 8],
    [2, 4, 0x123456 << 8],
    [3, 4, 0x123456],
  ])('sends data in word length setting %i as words of %i bytes', (length, wordBytes, expected) => {
    afe.feed([Array(8).fill(0x123456)]);
    frame([wreg(2), 0x0010 | (length << 8)]);
    time.runUntil(PERIOD);
    const bytes = frame([NULL], { wordBytes });
    const data = bytes.subarray(wordBytes, 2 * wordBytes).reduce((value, byte) => value * 256 + byte, 0);
    expect(data).toBe(expected);
    expect(word16(bytes, 9, wordBytes)).toBe(crc16(bytes, 9 * wordBytes));
  });
});

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
    const board = new Ads131m08({ scheduler: time, drdy: new TestPin(1, time) });
    afe = board;
    board.feed(ramp());
    time.runUntil(7 * PERIOD);
    expect(board.conversions.taken).toBe(0);
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

describe('damage', () => {
  it.each([0, 2, 3] as const)('gives garbage in SPI mode %i', (mode) => {
    afe.feed(ramp());
    time.runUntil(PERIOD);
    const bytes = frame([NULL], { mode });
    expect(word16(bytes, 9)).not.toBe(crc16(bytes, 27));
    frame([rreg(0)], { mode });
    expect(word16(frame([NULL]), 0)).not.toBe(0x2800);
    expect(afe.skewedWords).toBe(60);
  });

  it('fails the frame CRC when one bit of it is flipped, once', () => {
    frame([NULL]);
    afe.flipNextFrame(100);
    const damaged = frame([NULL]);
    expect(word16(damaged, 9)).not.toBe(crc16(damaged, 27));
    const next = frame([NULL]);
    expect(word16(next, 9)).toBe(crc16(next, 27));
  });

  it('refuses a command with a wrong input CRC, says so in STATUS once, and executes a right one', () => {
    frame([wreg(2), 0x1510]);
    const crcOf = (command: number) => crc16(Uint8Array.of(command >> 8, command & 0xff, 0), 3);
    frame([STANDBY, crcOf(STANDBY) ^ 1]);
    expect(word16(frame([NULL, crcOf(NULL)]), 0) & 0x1000).toBe(0x1000);
    expect(word16(frame([NULL, crcOf(NULL)]), 0) & 0x1000).toBe(0);
    frame([STANDBY, crcOf(STANDBY)]);
    expect(word16(frame([NULL, crcOf(NULL)]), 0)).toBe(STANDBY);
  });

  it('executes WREG even when the input CRC is wrong', () => {
    frame([wreg(2), 0x1510]);
    frame([wreg(4), 0x1111, 0xdead]);
    expect(afe.registers[4]).toBe(0x1111);
    expect(word16(frame([NULL, 0]), 0) & 0x1000).toBe(0x1000);
  });

  it('says nothing while not selected', () => {
    expect(afe.exchange(0xff, 8, 1, 0)).toBe(0);
  });

  it('drops the interface when select stays low for more than 32768 clocks', () => {
    afe.select(true, 0);
    expect(afe.exchange(0, 8, 1, 100)).toBe(0xff);
    expect(afe.exchange(0, 8, 1, 5e-3 * 150e6)).toBe(0);
  });
});
