// Characters on a serial wire between equal and different settings.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SerialFormat } from './serial-frame.ts';
import { frameBits, frameCycles, parityBit, receiveFrame } from './serial-frame.ts';

const format8N1: SerialFormat = { dataBits: 8, parity: 'none', stopBits: 1, bitCycles: 1302 };
const format7E1: SerialFormat = { dataBits: 7, parity: 'even', stopBits: 1, bitCycles: 1302 };

const formats = fc.record({
  dataBits: fc.integer({ min: 5, max: 8 }),
  parity: fc.constantFrom('none', 'even', 'odd', 'mark', 'space'),
  stopBits: fc.constantFrom(1, 2),
  bitCycles: fc.double({ min: 16, max: 1e6, noNaN: true }),
}) as fc.Arbitrary<SerialFormat>;

describe('serial frames', () => {
  it('arrive as sent between equal settings, in any format', () => {
    const frames = fc.record({ data: fc.nat(255), format: formats });
    fc.assert(
      fc.property(frames, ({ data, format }) => {
        const sent = data & ((1 << format.dataBits) - 1);
        const received = receiveFrame({ data: sent, format }, format);
        expect(received).toEqual({ data: sent, parityError: false, framingError: false });
      }),
    );
  });

  it('arrive as sent while the clocks differ by 3 percent', () => {
    const slow = { ...format8N1, bitCycles: format8N1.bitCycles * 1.03 };
    for (let data = 0; data < 256; data++)
      expect(receiveFrame({ data, format: slow }, format8N1).data).toBe(data);
  });

  it('take the time of their bits', () => {
    expect(frameBits(format8N1)).toBe(10);
    expect(frameBits({ ...format7E1, stopBits: 2 })).toBe(11);
    expect(frameCycles(format8N1)).toBe(13020);
  });

  it('have even parity over data and parity bit, or odd', () => {
    expect([0x00, 0x01, 0x03, 0x7f].map((data) => parityBit(data, 'even'))).toEqual([0, 1, 0, 1]);
    expect([0x00, 0x01, 0x03, 0x7f].map((data) => parityBit(data, 'odd'))).toEqual([1, 0, 1, 0]);
  });

  it('show a parity error to a receiver of the other parity', () => {
    const odd = { ...format7E1, parity: 'odd' } as const;
    expect(receiveFrame({ data: 0x31, format: odd }, format7E1).parityError).toBe(true);
  });

  it('look like 8 data bits with the parity on top to an 8N1 receiver', () => {
    const received = receiveFrame({ data: 0x31, format: format7E1 }, format8N1);
    expect(received.data).toBe(0x31 | 0x80);
  });

  it('break at half the baud rate', () => {
    const half = { ...format8N1, bitCycles: 2 * format8N1.bitCycles };
    const received = receiveFrame({ data: 0x55, format: half }, format8N1);
    expect(received.data).not.toBe(0x55);
  });

  it('have a framing error when two drivers overlapped', () => {
    expect(receiveFrame({ data: 0x55, format: format8N1, intact: false }, format8N1).framingError).toBe(true);
  });
});
