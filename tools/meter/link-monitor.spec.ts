// The analyser on the link: what it counts and keeps, whatever passes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FRAME_ERROR,
  FRAME_REPLY,
  FRAME_REQUEST,
  MESSAGES,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { SpiWire } from './conductor/spi-wire.ts';
import { encodeFrame } from '../records/framing.ts';
import { encodeRecord } from '../records/records.ts';
import { LinkMonitor } from './link-monitor.ts';

const { code } = MESSAGES.read_registers;
const request = (sequence: number, scope: number) =>
  encodeFrame({ kind: FRAME_REQUEST, sequence, message: code, payload: Uint8Array.of(scope, 0) });
const reply = (sequence: number, scope: number, active_import_mWs: bigint) =>
  encodeFrame({
    kind: FRAME_REPLY,
    sequence,
    message: code,
    payload: encodeRecord('registers', { scope, active_import_mWs }),
  });

function monitored() {
  const wire = new SpiWire(1_000_000);
  const monitor = new LinkMonitor(wire);
  const passes = (direction: 'request' | 'reply', bytes: Uint8Array) => wire.onTransfer!(direction, bytes);
  return { monitor, passes };
}

const damaged = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 7 ? byte ^ 0x40 : byte));

describe('The link monitor', () => {
  it('keeps the latest record of each message and scope', () => {
    const { monitor, passes } = monitored();
    passes('request', request(1, 0));
    passes('reply', reply(1, 0, 100n));
    passes('request', request(2, 1));
    passes('reply', reply(2, 1, 40n));
    passes('request', request(3, 0));
    passes('reply', reply(3, 0, 101n));
    expect(monitor.records.get('read_registers 0')).toMatchObject({ active_import_mWs: 101n });
    expect(monitor.records.get('read_registers 1')).toMatchObject({ active_import_mWs: 40n });
    expect(monitor.health).toMatchObject({ repeats: 0, damaged: 0, refused: 0 });
  });

  it('keeps every page of every input', () => {
    const { monitor, passes } = monitored();
    const page = (input: number, first_order: number, thd_ppm: number) =>
      encodeFrame({
        kind: FRAME_REPLY,
        sequence: 1,
        message: MESSAGES.read_harmonics.code,
        payload: encodeRecord('harmonics', { input, first_order, thd_ppm }),
      });
    passes('reply', page(3, 1, 100));
    passes('reply', page(3, 25, 200));
    passes('reply', page(4, 1, 300));
    expect(monitor.records.get('read_harmonics 3 1')).toMatchObject({ thd_ppm: 100 });
    expect(monitor.records.get('read_harmonics 3 25')).toMatchObject({ thd_ppm: 200 });
    expect(monitor.records.get('read_harmonics 4 1')).toMatchObject({ thd_ppm: 300 });
  });

  it('counts a damaged reply, keeps nothing of it, and counts the repeat', () => {
    const { monitor, passes } = monitored();
    passes('request', request(1, 0));
    passes('reply', damaged(reply(1, 0, 100n)));
    passes('request', request(2, 0));
    expect(monitor.records.size).toBe(0);
    expect(monitor.health).toMatchObject({ damaged: 1, repeats: 1 });
  });

  it('counts a repeat after a reply that never came, and none for the next round', () => {
    const { monitor, passes } = monitored();
    passes('request', request(1, 0));
    passes('request', request(2, 0));
    passes('reply', reply(2, 0, 1n));
    passes('request', request(3, 0));
    expect(monitor.health.repeats).toBe(1);
  });

  it('counts the repeat of a request that was damaged itself', () => {
    const { monitor, passes } = monitored();
    passes('request', damaged(request(1, 0)));
    passes('request', request(2, 0));
    expect(monitor.health).toMatchObject({ damaged: 1, repeats: 1 });
  });

  it('counts a refusal and keeps no record of it', () => {
    const { monitor, passes } = monitored();
    const payload = encodeRecord('error', { status: Status.OUT_OF_RANGE });
    passes('request', request(1, 9));
    passes('reply', encodeFrame({ kind: FRAME_ERROR, sequence: 1, message: code, payload }));
    expect(monitor.health).toMatchObject({ refused: 1, damaged: 0 });
    expect(monitor.records.size).toBe(0);
  });

  it('takes a whole frame with another record than its message has for damaged', () => {
    const { monitor, passes } = monitored();
    passes('request', request(1, 0));
    passes(
      'reply',
      encodeFrame({ kind: FRAME_REPLY, sequence: 1, message: code, payload: new Uint8Array(3) }),
    );
    expect(monitor.health.damaged).toBe(1);
  });

  it('takes no request for a reply', () => {
    const { monitor, passes } = monitored();
    passes('request', reply(1, 0, 5n));
    expect(monitor.records.size).toBe(0);
  });

  it('bears any bytes and any frame in either direction without throwing', () => {
    const anyFrame = fc
      .record({
        kind: fc.integer({ min: 0, max: 15 }),
        sequence: fc.nat(255),
        message: fc.nat(255),
        payload: fc.uint8Array({ maxLength: 246 }),
      })
      .map(encodeFrame);
    const transfers = fc.array(
      fc.tuple(fc.constantFrom('request', 'reply'), fc.oneof(anyFrame, fc.uint8Array({ maxLength: 256 }))),
    );
    fc.assert(
      fc.property(transfers, (all) => {
        const { passes } = monitored();
        for (const [direction, bytes] of all) passes(direction, bytes);
      }),
    );
  });
});
