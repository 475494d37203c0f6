// The client of the metering core's own port: numbers, noise, echoes, refusals.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FRAME_ERROR,
  FRAME_REPLY,
  FRAME_REQUEST,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { decodeFrame, encodeFrame } from './framing.ts';
import { LegalClient, RefusedError } from './legal-client.ts';
import { encodeRecord } from './records.ts';

const STATUS = encodeRecord('status', { sample_index: 4000n, starts: 3 });

/** The reply a core gives to a request's bytes. */
function reply(request: Uint8Array, payload = STATUS, kind: number = FRAME_REPLY, shift = 0): Uint8Array {
  const { sequence, message } = decodeFrame(request);
  return encodeFrame({ kind, sequence: (sequence + shift) & 0xff, message, payload });
}

describe('A request', () => {
  it('has the next number each time, modulo 256', () => {
    const client = new LegalClient();
    const numbers = Array.from({ length: 300 }, () => decodeFrame(client.request('read_status')).sequence);
    expect(numbers).toEqual(Array.from({ length: 300 }, (_, i) => (i + 1) & 0xff));
  });

  it('carries its payload, and none where the message has none', () => {
    const client = new LegalClient();
    const { kind, message, payload } = decodeFrame(client.request('read_registers', { scope: 2, moment: 1 }));
    expect({ kind, message, payload }).toEqual({
      kind: FRAME_REQUEST,
      message: 3,
      payload: Uint8Array.of(2, 1),
    });
    expect(decodeFrame(client.request('identify')).payload).toHaveLength(0);
  });
});

describe('A reply', () => {
  it('is found however the stream is cut, with noise before it', () => {
    const cuts = fc.array(fc.nat(40), { maxLength: 6 });
    const noise = fc.uint8Array({ maxLength: 12 }).map((bytes) => bytes.filter((byte) => byte !== 0xa5));
    fc.assert(
      fc.property(cuts, noise, (at, before) => {
        const client = new LegalClient();
        const stream = Uint8Array.from([...before, ...reply(client.request('read_status'))]);
        const edges = [0, ...at.map((x) => x % stream.length).sort((a, b) => a - b), stream.length];
        const found = edges
          .slice(1)
          .map((end, i) => client.receive('read_status', stream.subarray(edges[i], end)));
        expect(found.at(-1)).toMatchObject({ sample_index: 4000n, starts: 3 });
        expect(found.slice(0, -1).every((f) => f === undefined || edges.includes(stream.length))).toBe(true);
      }),
    );
  });

  it('is awaited until its last byte', () => {
    const client = new LegalClient();
    const bytes = reply(client.request('read_status'));
    for (const byte of bytes.subarray(0, -1))
      expect(client.receive('read_status', Uint8Array.of(byte))).toBeUndefined();
    expect(client.receive('read_status', bytes.subarray(-1))).toMatchObject({ starts: 3 });
  });

  it('to the request before is no answer to this one', () => {
    const client = new LegalClient();
    const request = client.request('read_status');
    expect(client.receive('read_status', reply(request, STATUS, FRAME_REPLY, -1))).toBeUndefined();
    expect(client.receive('read_status', reply(request))).toMatchObject({ starts: 3 });
  });

  it('to another message is none', () => {
    const client = new LegalClient();
    const { sequence } = decodeFrame(client.request('read_status'));
    const other = encodeFrame({ kind: FRAME_REPLY, sequence, message: 1, payload: STATUS });
    expect(client.receive('read_status', other)).toBeUndefined();
  });

  it('is not mistaken for the echo of the request on a two-wire bus', () => {
    const client = new LegalClient();
    const request = client.request('read_status');
    expect(client.receive('read_status', request)).toBeUndefined();
    expect(client.receive('read_status', reply(request))).toMatchObject({ starts: 3 });
  });

  it('with a damaged byte is none, and the next whole one is', () => {
    const client = new LegalClient();
    const good = reply(client.request('read_status'));
    const bad = good.slice();
    bad[8] ^= 1;
    expect(client.receive('read_status', bad)).toBeUndefined();
    expect(client.receive('read_status', good)).toMatchObject({ starts: 3 });
  });

  it('is found although the head of a long frame came before its request', () => {
    const client = new LegalClient();
    client.request('read_status');
    expect(client.receive('read_status', Uint8Array.of(0xa5, 0x12, 1, 2, 0xf0, 0))).toBeUndefined();
    const next = client.request('read_status');
    expect(client.receive('read_status', reply(next))).toMatchObject({ starts: 3 });
  });
});

describe('A refusal', () => {
  it('is thrown with its status', () => {
    const client = new LegalClient();
    const request = client.request('read_registers', { scope: 9, moment: 0 });
    const error = reply(request, encodeRecord('error', { status: Status.OUT_OF_RANGE }), FRAME_ERROR);
    const receive = () => client.receive('read_registers', error);
    expect(receive).toThrow(RefusedError);
  });

  it('names message and reason', () => {
    expect(new RefusedError('identify', Status.BUSY).message).toBe('identify was refused: BUSY');
    expect(new RefusedError('identify', -99).status).toBe(-99);
  });

  it('of an earlier request is ignored', () => {
    const client = new LegalClient();
    const request = client.request('read_status');
    const error = reply(request, encodeRecord('error', { status: Status.BUSY }), FRAME_ERROR, -1);
    expect(client.receive('read_status', error)).toBeUndefined();
  });
});
