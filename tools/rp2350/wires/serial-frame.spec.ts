// Characters on a serial wire between equal and different settings.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SerialFormat } from './serial-frame.ts';
import {
  frameBits,
  frameCycles,
  frameEdges,
  parityBit,
  receiveFrame as receiveAll,
  type SerialFrame,
} from './serial-frame.ts';

const format8N1: SerialFormat = { dataBits: 8, parity: 'none', stopBits: 1, bitCycles: 1302 };
const format7E1: SerialFormat = { dataBits: 7, parity: 'even', stopBits: 1, bitCycles: 1302 };

const formats = fc.record({
  dataBits: fc.integer({ min: 5, max: 8 }),
  parity: fc.constantFrom('none', 'even', 'odd', 'mark', 'space'),
  stopBits: fc.constantFrom(1, 2),
  bitCycles: fc.double({ min: 16, max: 1e6, noNaN: true }),
}) as fc.Arbitrary<SerialFormat>;

/** The one character that a receiver makes of a frame. */
function receiveFrame(frame: SerialFrame, receiver: SerialFormat) {
  const all = receiveAll(frame, receiver);
  expect(all).toHaveLength(1);
  return all[0];
}

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
    const received = receiveAll({ data: 0x55, format: half }, format8N1);
    expect(received[0].data).not.toBe(0x55);
  });

  it('of a sender so slow that a bit outlasts a character are a break for each time the line falls', () => {
    const slow = { ...format7E1, bitCycles: 32 * format7E1.bitCycles };
    const aBreak = { data: 0, parityError: false, framingError: true };
    // `/` is low in its start bit, its fifth and its seventh data bit.
    expect(receiveAll({ data: 0x2f, format: slow }, format7E1)).toEqual([aBreak, aBreak, aBreak]);
  });

  it('of 7E1 are never a character of even parity to a receiver two to 64 times as fast', () => {
    const rates = fc.constantFrom(2, 4, 8, 16, 32, 64);
    fc.assert(
      fc.property(fc.nat(127), rates, (data, times) => {
        const slow = { ...format7E1, bitCycles: times * format7E1.bitCycles };
        const received = receiveAll({ data, format: slow }, format7E1);
        expect(received.filter(({ parityError, framingError }) => !parityError && !framingError)).toEqual([]);
      }),
    );
  });

  it('have an edge wherever two bits differ, and end idle', () => {
    const edges = frameEdges({ data: 0x2f, format: { ...format7E1, bitCycles: 10 } });
    const places = [0, 10, 50, 60, 70, 80];
    expect(edges).toEqual(places.map((cycles, index) => ({ level: index % 2, cycles })));
    expect(frameEdges({ data: 0x00, format: { ...format7E1, bitCycles: 10 } }).at(-1)).toEqual({
      level: 1,
      cycles: 90,
    });
  });

  it('have a framing error when two drivers overlapped', () => {
    expect(receiveFrame({ data: 0x55, format: format8N1, intact: false }, format8N1).framingError).toBe(true);
  });
});
