// Drives the AFE as a host does: commands and registers in frames on SPI, and frames that are damaged.
import { beforeEach, describe, expect, it } from 'vitest';
import { crc16 } from './crc16.ts';
import {
  AfeRig,
  NULL,
  RESET,
  STANDBY,
  LOCK,
  UNLOCK,
  rreg,
  wreg,
  PERIOD,
  word16,
  ramp,
  type FrameOptions,
} from './test-ads131m08.ts';

let rig: AfeRig;
let time: AfeRig['time'];
let afe: AfeRig['afe'];

beforeEach(() => {
  rig = new AfeRig();
  ({ time, afe } = rig);
});

const frame = (words: readonly number[], options?: FrameOptions) => rig.frame(words, options);
const answer = (command: number) => rig.answer(command);

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
