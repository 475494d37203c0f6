// Readings signed on demand by logical device 16, APDUs on their way to it, and whatever else comes.
import { verify } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { APDU_MAX, LAYOUTS, SIGNED_READING_MAGIC } from '../../../shared-protocol/generated/ts/protocol.ts';
import { AccessError, octets, type DlmsClient } from '../../clients/dlms/index.ts';
import { verifyingKeyOf } from '../../meter/keys/development-keys.ts';
import { decodeRecord } from '../../records/records.ts';
import { bytesOf, partsOf } from './data-parts.ts';
import { SessionBench } from './session-bench.ts';

const [READER, CLOCK, , AUTHORITY] = [1, 2, 3, 4];
const CLOCK_TIME = { class: 8, obis: '0-0:1.0.0.255', id: 2 };
const OBJECT_LIST = { class: 15, obis: '0-0:40.0.0.255', id: 2 };
const CHALLENGE = { class: 1, obis: '0-0:96.130.0.255', id: 2 };
const SIGNED = { class: 1, obis: '0-0:96.130.1.255', id: 2 };
const DENIED = 3;
const UNDEFINED = 4;

let bench: SessionBench;
beforeEach(() => {
  bench = new SessionBench();
  bench.seconds(1);
});

describe('A signed reading', () => {
  const challenge = Buffer.from('0123456789abcdef');
  const sign = (client: DlmsClient) => bench.run(READER, client.set(CHALLENGE, octets(challenge)));

  it('is judged by the public key of the meter, and holds its registers and the challenge', () => {
    const client = bench.associated(READER);
    sign(client);
    bench.block();
    const [document, signature] = partsOf(bench.run(READER, client.get(SIGNED))).map(bytesOf);
    const judge = (bytes: Uint8Array) =>
      verify('sha256', bytes, { key: verifyingKeyOf(bench.keys), dsaEncoding: 'ieee-p1363' }, signature);
    expect(judge(document)).toBe(true);
    const reading = decodeRecord('signed_reading', document);
    expect(reading.magic).toBe(SIGNED_READING_MAGIC);
    expect(Buffer.from(reading.challenge as number[]).subarray(0, 16)).toEqual(challenge);
    expect(Buffer.from(reading.system_title as number[]).toString('hex')).toBe(bench.keys.system_title);
    const { bytes } = LAYOUTS.registers;
    expect((reading.registers as number[]).length).toBe(4 * bytes);
    const total = decodeRecord(
      'registers',
      Uint8Array.from(reading.registers as number[]).subarray(0, bytes),
    );
    expect(total.active_import_mWs).toBeGreaterThan(0n);
    document[100] ^= 1;
    expect(judge(document)).toBe(false);
  });

  it('is made for the client that asked, and once in five seconds', () => {
    const client = bench.associated(READER);
    const authority = bench.associated(AUTHORITY);
    sign(client);
    expect(() => sign(client)).toThrow(AccessError);
    expect(() => bench.run(AUTHORITY, authority.get(SIGNED))).toThrow(AccessError);
    bench.seconds(6);
    sign(client);
  });

  it.each([0, 7, 65])('is not made for a challenge of %i bytes', (length) => {
    const client = bench.associated(READER);
    const set = client.set(CHALLENGE, octets(Buffer.alloc(length)));
    expect(() => bench.run(READER, set)).toThrow(AccessError);
  });

  it('is not made for a client without the right', () => {
    const client = bench.associated(CLOCK);
    const set = client.set(CHALLENGE, octets(challenge));
    expect(() => bench.run(CLOCK, set)).toThrow(expect.objectContaining({ result: DENIED }) as Error);
  });
});

describe('An object of another medium, of which there is none', () => {
  it.each([0, 4, 255])('is undefined, and the core goes on (A of %i)', (a) => {
    const client = bench.associated(READER);
    const get = client.get({ class: 7, obis: `${a}-0:99.1.0.255`, id: 7 });
    expect(() => bench.run(READER, get)).toThrow(expect.objectContaining({ result: UNDEFINED }) as Error);
    expect(bench.faults).toEqual([]);
  });
});

describe('An APDU on its way', () => {
  const aarq = () => bench.client(READER).aarq();
  const write = (values: Record<string, number | number[]>) =>
    bench.message('link', { message: 'write_apdu', values });
  const read = (values: Record<string, number>) => bench.message('link', { message: 'read_apdu', values });

  it('is answered once, however often its parts come', () => {
    const bytes = [...aarq()];
    const part = { number: 9, client: READER, length: bytes.length, offset: 0, count: bytes.length, bytes };
    expect(write(part)).toMatchObject({ state: 2, received: bytes.length });
    expect(write(part)).toMatchObject({ state: 2 });
    bench.block();
    expect(write(part)).toMatchObject({ state: 3 });
    const first = read({ number: 9, offset: 0 });
    expect(first).toMatchObject({ state: 3, count: first.length });
    expect(read({ number: 9, offset: 0 })).toEqual(first);
    expect(read({ number: 9, offset: 10 }).count).toBe(Number(first.length) - 10);
  });

  it('in parts is taken in their order, repeated ones too, and with none left out', () => {
    const bytes = [...aarq()];
    const half = bytes.length >> 1;
    const part = (offset: number, end: number) => ({
      ...{ number: 3, client: READER, length: bytes.length, offset },
      ...{ count: end - offset, bytes: bytes.slice(offset, end) },
    });
    expect(write(part(0, half))).toMatchObject({ state: 1, received: half });
    expect(write(part(0, half))).toMatchObject({ state: 1, received: half });
    expect(() => write(part(half + 1, bytes.length))).toThrow('OUT_OF_RANGE');
    expect(write(part(half, bytes.length))).toMatchObject({ state: 2 });
  });

  it('keeps its place while it is answered, and is forgotten when the next one comes', () => {
    const bytes = [...aarq()];
    const part = { client: READER, length: bytes.length, offset: 0, count: bytes.length, bytes };
    write({ ...part, number: 1 });
    expect(() => write({ ...part, number: 2 })).toThrow('BUSY');
    bench.block();
    write({ ...part, number: 2 });
    bench.block();
    expect(read({ number: 1, offset: 0 })).toMatchObject({ state: 0, length: 0, count: 0 });
  });

  it.each([
    ['longer than any', { length: APDU_MAX + 1, count: 10 }, 'BAD_LENGTH'],
    ['of no bytes', { length: 0, count: 0 }, 'BAD_LENGTH'],
    ['with a part beyond its end', { length: 10, count: 11 }, 'BAD_LENGTH'],
    ['that begins in its middle', { length: 100, offset: 50, count: 10 }, 'OUT_OF_RANGE'],
  ])('%s is refused', (_, values, status) => {
    expect(() =>
      write({ number: 1, client: READER, offset: 0, bytes: Array(11).fill(0), ...values }),
    ).toThrow(status);
  });

  it('takes a few blocks of samples, none of them with two steps', () => {
    bench.run(READER, bench.associated(READER).get(OBJECT_LIST));
    // Take, serve, sixteen pieces, seal; then five parts of the answer are fetched, one a block.
    expect(bench.longest).toBeLessThan(28);
  });
});

describe('Whatever bytes come', () => {
  it('something is answered, nothing fails, and who is associated stays so', () => {
    const client = bench.associated(READER);
    const kinds = [0x60, 0x62, 0xc8, 0xc9, 0xcb, 0xc0, 0x00, 0xff];
    const apdu = fc.tuple(fc.constantFrom(...kinds), fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(apdu, fc.integer({ min: 0, max: 5 }), ([kind, rest], id) => {
        const answer = bench.ask(id, Buffer.from([kind, ...rest]), 'legal');
        expect(answer.length).toBeGreaterThan(0);
      }),
    );
    expect(bench.faults).toEqual([]);
    expect(bench.run(READER, client.get(CLOCK_TIME)).type).toBe('octet-string');
  });

  it('deciphered, they are answered and do nothing that they may not', () => {
    const client = bench.associated(READER);
    fc.assert(
      fc.property(
        fc.constantFrom(0xc0, 0xc1, 0xc3),
        fc.constantFrom(1, 2, 3),
        fc.uint8Array({ maxLength: 60 }),
        (service, form, rest) => {
          const answer = bench.ask(READER, client.request(Buffer.from([service, form, 0xc1, ...rest])));
          expect(answer.length).toBeGreaterThan(0);
        },
      ),
    );
    expect(bench.faults).toEqual([]);
    expect(bench.clockSettings).toEqual([]);
    bench.associated(READER, { counter: client.counter });
  });
});
