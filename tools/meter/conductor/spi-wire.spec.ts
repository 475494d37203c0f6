// The SPI link byte by byte: times, READY, what floats when nobody drives it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import { SpiWire, type WireEvent } from './spi-wire.ts';

const REQUEST = Uint8Array.of(1, 2, 3, 4);
const REPLY = Uint8Array.of(10, 20, 30);

/** A wire of 1 Mbit/s (8 us a byte) whose request was just sent at 1000 us. */
function asked(replyLength = REPLY.length): SpiWire {
  const wire = new SpiWire(1_000_000);
  wire.request(1000, REQUEST, replyLength);
  return wire;
}

/** The same, with the request delivered and the slave's reply armed at once. */
function armed(replyLength?: number): SpiWire {
  const wire = asked(replyLength);
  wire.take(1032);
  wire.arm(1032, REPLY);
  return wire;
}

const reply = (...bytes: number[]): WireEvent => ({
  to: 'management',
  bytes: Uint8Array.from(bytes),
  status: Status.OK,
});

describe('An exchange', () => {
  it('hands the request over when its last byte has passed, not before', () => {
    const wire = asked();
    expect(wire.nextEvent_us).toBe(1032);
    expect(wire.take(1031)).toBeUndefined();
    expect(wire.take(1032)).toEqual({ to: 'metering', bytes: REQUEST });
  });

  it('hands the reply over when its last byte has passed', () => {
    const wire = armed();
    expect(wire.nextEvent_us).toBe(1056);
    expect(wire.take(1055)).toBeUndefined();
    expect(wire.take(1056)).toEqual(reply(10, 20, 30));
    expect(wire.nextEvent_us).toBe(Infinity);
    expect(wire.take(1e9)).toBeUndefined();
  });

  it('takes eight clock periods a byte at any clock', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100_000, max: 10_000_000 }),
        fc.integer({ min: 1, max: 256 }),
        (clock_Hz, bytes) => {
          const wire = new SpiWire(clock_Hz);
          wire.request(0, new Uint8Array(bytes), 1);
          expect(wire.nextEvent_us).toBeCloseTo((8e6 * bytes) / clock_Hz, 6);
        },
      ),
    );
  });

  it('begins its reply when READY comes late', () => {
    const wire = asked();
    wire.take(1032);
    wire.arm(15_000, REPLY);
    expect(wire.nextEvent_us).toBe(15_024);
    expect(wire.take(15_024)).toEqual(reply(10, 20, 30));
  });

  it('ends with TIMEOUT and no bytes when READY does not come within 20 ms of the request', () => {
    const wire = asked();
    wire.take(1032);
    expect(wire.nextEvent_us).toBe(21_032);
    expect(wire.take(21_032)).toEqual({ to: 'management', bytes: new Uint8Array(), status: Status.TIMEOUT });
    expect(wire.counters).toMatchObject({ requests: 1, replies: 0, timeouts: 1 });
  });

  it('counts what passed', () => {
    const wire = armed();
    wire.take(1056);
    expect(wire.counters).toEqual({ requests: 1, replies: 1, timeouts: 0, bytes: 7 });
  });

  it('reads the floating line behind a short reply, and only the asked bytes of a long one', () => {
    expect(armed(5).take(2000)).toEqual(reply(10, 20, 30, 0xff, 0xff));
    expect(armed(2).take(2000)).toEqual(reply(10, 20));
  });

  it('never gives a reply of the exchange before', () => {
    const wire = armed();
    wire.masterGone();
    wire.request(5000, REQUEST, 3);
    wire.take(5032);
    expect(wire.take(25_032)).toMatchObject({ status: Status.TIMEOUT });
  });
});

describe('A board that goes', () => {
  it('ends the exchange when it is the master', () => {
    const wire = armed();
    wire.masterGone();
    expect(wire.nextEvent_us).toBe(Infinity);
  });

  it('leaves READY low when it is the slave and had not answered', () => {
    const wire = asked();
    wire.slaveGone(1010);
    expect(wire.take(1032)).toMatchObject({ to: 'metering' });
    expect(wire.take(21_032)).toMatchObject({ status: Status.TIMEOUT });
  });

  it('leaves the line floating from the byte on at which the slave went', () => {
    const wire = armed();
    wire.slaveGone(1032 + 16);
    wire.slaveGone(1032 + 20);
    expect(wire.take(1056)).toEqual(reply(10, 20, 0xff));
  });
});

describe('A disturbance', () => {
  it('meets each byte of both directions with its index', () => {
    const seen: string[] = [];
    const wire = new SpiWire(1_000_000);
    wire.disturb = (byte, direction, index) => {
      seen.push(`${direction} ${index}`);
      return byte + 256 + 1;
    };
    wire.request(0, Uint8Array.of(7, 255), 1);
    expect(wire.take(100)).toEqual({ to: 'metering', bytes: Uint8Array.of(8, 0) });
    wire.arm(100, Uint8Array.of(40));
    expect(wire.take(108)).toEqual(reply(41));
    expect(seen).toEqual(['request 0', 'request 1', 'reply 0']);
  });

  it('does not change the bytes of the sender', () => {
    const bytes = Uint8Array.of(1, 2);
    const wire = new SpiWire(1_000_000);
    wire.disturb = () => 0;
    wire.request(0, bytes, 1);
    expect([...bytes]).toEqual([1, 2]);
  });
});

describe('An analyser on the wire', () => {
  it('sees each finished transfer as it arrived', () => {
    const seen: [string, number[]][] = [];
    const wire = new SpiWire(1_000_000);
    wire.onTransfer = (direction, bytes) => seen.push([direction, [...bytes]]);
    wire.request(1000, REQUEST, 3);
    expect(seen).toEqual([]);
    wire.take(1032);
    wire.arm(1032, REPLY);
    wire.take(1056);
    expect(seen).toEqual([
      ['request', [1, 2, 3, 4]],
      ['reply', [10, 20, 30]],
    ]);
  });
});
