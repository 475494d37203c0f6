// Frames of the ADS131M08 without the chip, and its commands as the emulated chip understands them.
import { describe, expect, it } from 'vitest';
import { crc16 } from '../../tools/rp2350/chips/crc16.ts';
import { GAIN1, WRITABLE } from '../../tools/rp2350/chips/ads131m08-registers.ts';
import { pureC } from '../pure-c.ts';

const c = pureC('ads131m08', ['chips/ads131m08.c']);
const call = {
  residue: c.func('uint16_t ads131m08_residue(const uint8_t *)'),
  asSetUp: c.func('bool ads131m08_as_set_up(const uint8_t *)'),
  channel: c.func('int32_t ads131m08_channel(const uint8_t *, uint32_t)'),
  gains: c.func('uint16_t ads131m08_gains(int, uint32_t, const uint8_t *, int)'),
  command: c.func('void ads131m08_command(_Out_ uint8_t *, uint16_t, uint16_t)'),
};

const GOOD_STATUS = 0x01ff;

function frame(status: number, channels: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(30);
  bytes.set([status >> 8, status & 0xff]);
  channels.forEach((value, i) =>
    bytes.set([(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff], 3 + 3 * i),
  );
  const crc = crc16(bytes, 27);
  bytes.set([crc >> 8, crc & 0xff], 27);
  return bytes;
}

describe('an AFE frame', () => {
  const values = [0, 1, -1, 8388607, -8388608, 256, -65536, 5];

  it('leaves nothing of the CRC of CCITT with seed FFFF', () => {
    // The check value of '123456789' is 29B1; zeros behind it, up to the frame's length, leave nothing either.
    const bytes = Buffer.alloc(30);
    bytes.write('123456789');
    bytes.set([0x29, 0xb1], 9);
    expect(call.residue(bytes)).toBe(0);
  });

  it('gives each channel with its sign', () => {
    const bytes = frame(GOOD_STATUS, values);
    expect([call.residue(bytes), call.asSetUp(bytes)]).toEqual([0, true]);
    expect(values.map((_, i) => call.channel(bytes, i))).toEqual(values);
  });

  it('leaves something of it with any one bit flipped', () => {
    const bytes = frame(GOOD_STATUS, values);
    for (let bit = 0; bit < 30 * 8; bit++) {
      bytes[bit >> 3] ^= 0x80 >> (bit & 7);
      expect(call.residue(bytes)).not.toBe(0);
      bytes[bit >> 3] ^= 0x80 >> (bit & 7);
    }
  });

  it.each([
    ['after a reset of the chip', 0x05ff],
    ['with words of another length', 0x00ff],
    ['when a channel has nothing new', 0x01fe],
    ['that answers another command', 0x0033],
  ])('is intact but not as set up %s', (_, status) => {
    expect(call.residue(frame(status, values))).toBe(0);
    expect(call.asSetUp(frame(status, values))).toBe(false);
  });
});

describe('the gain registers of the AFE', () => {
  const gains = (which: number, gain: number, channels: number[]) =>
    call.gains(which, gain, Buffer.from(channels), channels.length);

  it('have the power of two in the nibble of each channel, and 0 for gain 1 (8.6.6, 8.6.7)', () => {
    expect([gains(0, 32, [3, 4, 5, 6]), gains(1, 32, [3, 4, 5, 6])]).toEqual([0x5000, 0x0555]);
    expect([gains(0, 128, [0, 7]), gains(1, 128, [0, 7])]).toEqual([0x0007, 0x7000]);
    expect([gains(0, 1, [3, 4, 5, 6]), gains(1, 1, [3, 4, 5, 6])]).toEqual([0, 0]);
  });

  it('are taken by the chip as they are written', () => {
    const chip = new Uint16Array([gains(0, 32, [3, 4, 5, 6]), gains(1, 32, [3, 4, 5, 6])]);
    expect([...chip].map((value, i) => value & ~WRITABLE[GAIN1 + i])).toEqual([0, 0]);
  });
});

describe('a command to the AFE', () => {
  it('is its first word, with the value of a register in the second, and nothing else', () => {
    const frame = Buffer.alloc(30, 0xaa);
    call.command(frame, 0x6180, 0xff0e);
    expect([...frame.subarray(0, 6)]).toEqual([0x61, 0x80, 0, 0xff, 0x0e, 0]);
    expect(frame.subarray(6)).toEqual(Buffer.alloc(24));
  });
});
