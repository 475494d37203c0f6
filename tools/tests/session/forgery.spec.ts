// Requests that were replayed, delayed, re-ordered, altered, or are nobody's to make: refused, counted, and nothing changes.
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  REFUSALS,
  REFUSED_CHALLENGE,
  REFUSED_CIPHER,
  REFUSED_COUNTER,
  REFUSED_RIGHT,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Data } from '../../clients/dlms/axdr.ts';
import { decodeAare } from '../../clients/dlms/acse.ts';
import { answerTo, protect } from '../../clients/dlms/ciphering.ts';
import {
  AccessError,
  decodeDateTime,
  encodeDateTime,
  octets,
  ServiceExceptionError,
  type DlmsClient,
} from '../../clients/dlms/index.ts';
import { decodeResponse, encodeGet, encodeSet } from '../../clients/dlms/xdlms.ts';
import { SessionBench } from './session-bench.ts';

const [READER, CLOCK] = [1, 2];
const CLOCK_TIME = { class: 8, obis: '0-0:1.0.0.255', id: 2 };
const REFUSED = { class: 1, obis: '0-0:96.131.0.255', id: 2 };
const [TEMPORARY, DENIED] = [2, 3];
const [DECIPHERING, COUNTER] = [5, 6];

let bench: SessionBench;
let client: DlmsClient;
beforeEach(() => {
  bench = new SessionBench();
  bench.seconds(2);
  client = bench.associated(CLOCK);
});

/** The clock's time so many seconds from now, as a SET has it. */
const later = (by_s: number) =>
  octets(encodeDateTime({ instant: new Date((bench.clock_s + by_s) * 1000), deviation_min: 0, status: 0 }));
const setting = (by_s: number) => client.request(encodeSet(CLOCK_TIME, later(by_s)));

/** The exception or result in what a request was answered with. */
function refusalOf(answer: Uint8Array): { service?: number; expected?: number } {
  try {
    decodeResponse(answer);
    return {};
  } catch (error) {
    const { service, expectedCounter } = error as ServiceExceptionError;
    return { service, expected: expectedCounter };
  }
}

/** Refused so far, by kind, with the seconds of the first and the last; read by somebody else. */
function refusals(): { count: number; first?: number; last?: number }[] {
  const reader = bench.associated(READER, { counter: 1000 * ++readings });
  const list = bench.run(READER, reader.get(REFUSED)) as { of: { of: Data[] }[] };
  const second = (data: Data) =>
    'bytes' in data ? decodeDateTime(data.bytes).instant.getTime() / 1000 : undefined;
  return list.of.map(({ of: [, count, first, last] }) => ({
    count: Number((count as { value: bigint }).value),
    first: second(first),
    last: second(last),
  }));
}
let readings = 0;
const countOf = (kind: number) => refusals()[kind].count;

describe('A clock command', () => {
  it('of who may give it sets the clock, over either port', () => {
    bench.ask(CLOCK, setting(100));
    bench.block();
    expect(bench.clockSettings).toHaveLength(1);
    bench.ask(CLOCK, setting(-50), 'legal');
    bench.block();
    expect(bench.clockSettings).toHaveLength(2);
    expect(bench.clockSettings[1]).toBe(bench.clock_s);
  });

  it('replayed is refused with the counter that is awaited, on both ports and after a restart', () => {
    const command = setting(100);
    bench.ask(CLOCK, command);
    bench.block();
    expect(refusalOf(bench.ask(CLOCK, command))).toEqual({ service: COUNTER, expected: client.counter });
    expect(refusalOf(bench.ask(CLOCK, command, 'legal'))).toMatchObject({ service: COUNTER });
    expect(countOf(REFUSED_COUNTER)).toBe(2);
    bench.restart();
    bench.seconds(2);
    expect(refusalOf(bench.ask(CLOCK, command))).toMatchObject({ service: 1 });
    bench.associated(CLOCK, { counter: client.counter });
    expect(refusalOf(bench.ask(CLOCK, command))).toMatchObject({ service: COUNTER });
    expect(bench.clockSettings).toHaveLength(1);
  });

  it('held back for eleven seconds after the challenge is refused; its age is part of what is kept', () => {
    const command = setting(100);
    bench.seconds(11);
    const answer = bench.ask(CLOCK, command);
    expect(answer[0]).toBe(0xcd);
    bench.block();
    expect(bench.clockSettings).toEqual([]);
    const set = client.set(CLOCK_TIME, later(1));
    expect(() => bench.run(CLOCK, set)).toThrow(expect.objectContaining({ result: TEMPORARY }) as Error);
    expect(countOf(REFUSED_RIGHT)).toBe(2);
  });

  it('behind one that was given later is refused', () => {
    const [first, second] = [setting(100), setting(200)];
    bench.ask(CLOCK, second);
    bench.block();
    expect(refusalOf(bench.ask(CLOCK, first))).toMatchObject({ service: COUNTER });
    expect(bench.clockSettings).toHaveLength(1);
  });

  it('altered in any bit is refused, and does not use up its counter', () => {
    const command = setting(100);
    const before = client.counter;
    let most = 0;
    for (let bit = 0; bit < 8 * command.length; bit++) {
      const altered = Buffer.from(command);
      altered[bit >> 3] ^= 1 << (bit & 7);
      const { service } = refusalOf(bench.ask(CLOCK, altered));
      expect(service, `bit ${bit}`).toBeDefined();
      most = bit;
    }
    bench.block();
    expect(most).toBe(8 * command.length - 1);
    expect(bench.clockSettings).toEqual([]);
    const counts = refusals().map(({ count }) => count);
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(8 * command.length);
    // The command itself was never used: it is deciphered still, though too long after its challenge by now.
    expect(client.counter).toBe(before);
    expect(bench.ask(CLOCK, command)[0]).toBe(0xcd);
    expect(refusalOf(bench.ask(CLOCK, command))).toMatchObject({ service: COUNTER });
  });

  it('cut short, or with bytes behind it, is refused', () => {
    const command = setting(100);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: command.length - 1 }), (length) => {
        expect(refusalOf(bench.ask(CLOCK, command.subarray(0, length))).service).toBeDefined();
      }),
    );
    expect(refusalOf(bench.ask(CLOCK, Buffer.concat([command, Buffer.alloc(1)]))).service).toBeDefined();
    expect(bench.clockSettings).toEqual([]);
  });

  it('of a client without the right is refused, and counted with its time', () => {
    const reader = bench.associated(READER);
    const set = reader.set(CLOCK_TIME, later(100));
    expect(() => bench.run(READER, set)).toThrow(expect.objectContaining({ result: DENIED }) as Error);
    const shift = reader.act({ class: 8, obis: '0-0:1.0.0.255', id: 6 }, { type: 'long', value: 5n });
    expect(() => bench.run(READER, shift)).toThrow(AccessError);
    expect(bench.clockSettings).toEqual([]);
    const { count, first, last } = refusals()[REFUSED_RIGHT];
    expect(count).toBe(2);
    expect(Math.abs(first! - bench.clock_s)).toBeLessThanOrEqual(1);
    expect(last).toBeGreaterThanOrEqual(first!);
  });

  it('in plain text, only authenticated, or by the broadcast key is refused', () => {
    const plain = encodeSet(CLOCK_TIME, later(100));
    expect(refusalOf(bench.ask(CLOCK, plain))).toMatchObject({ service: 1 });
    const { encryption_key, authentication_key } = bench.keys.clients[CLOCK - 1];
    const keys = {
      encryption: Buffer.from(encryption_key, 'hex'),
      authentication: Buffer.from(authentication_key, 'hex'),
    };
    for (const control of [0x10, 0x20, 0x70, 0x31, 0xb0]) {
      const apdu = protect(keys, Buffer.from('HES00002'), client.counter + 10, 0xc9, plain, control);
      expect(refusalOf(bench.ask(CLOCK, apdu)), control.toString(16)).toMatchObject({
        service: DECIPHERING,
      });
    }
    expect(bench.clockSettings).toEqual([]);
    expect(countOf(REFUSED_CIPHER)).toBe(6);
  });

  it('ciphered as another service than it is is refused', () => {
    const { encryption_key, authentication_key } = bench.keys.clients[CLOCK - 1];
    const keys = {
      encryption: Buffer.from(encryption_key, 'hex'),
      authentication: Buffer.from(authentication_key, 'hex'),
    };
    const plain = encodeSet(CLOCK_TIME, later(100));
    const apdu = protect(keys, Buffer.from('HES00002'), client.counter, 0xc8, plain);
    expect(refusalOf(bench.ask(CLOCK, apdu)).service).toBeDefined();
    expect(bench.clockSettings).toEqual([]);
  });

  it('taken from the association of one client is none in that of another', () => {
    bench.associated(READER);
    const command = setting(100);
    expect(refusalOf(bench.ask(READER, command))).toMatchObject({ service: DECIPHERING });
    expect(bench.clockSettings).toEqual([]);
  });

  it.each([
    ['a month that is none', '07ea0d1c060a1e0000000000'],
    ['an hour of 24', '07ea0b1c06181e0000000000'],
    ['eleven bytes', '07ea0b1c060a1e00000000'],
    ['thirteen bytes', '07ea0b1c060a1e000000000000'],
    ['the year 1999', '07cf0b1c060a1e0000000000'],
  ])('to %s is refused', (_, bytes) => {
    const set = client.set(CLOCK_TIME, octets(Buffer.from(bytes, 'hex')));
    expect(() => bench.run(CLOCK, set)).toThrow(AccessError);
    expect(bench.clockSettings).toEqual([]);
  });
});

describe('The answer to a challenge', () => {
  it('is good for that challenge alone', () => {
    const first = bench.client(READER, { counter: 500 });
    const answers: Buffer[] = [];
    bench.run(READER, first.associate(), 'link', (apdu) => {
      answers.push(Buffer.from(apdu));
      return apdu;
    });
    // The same AARQ gets another challenge, and the recorded answer is an old one.
    bench.ask(READER, answers[0]);
    expect(refusalOf(bench.ask(READER, answers[1]))).toMatchObject({ service: COUNTER });
  });

  it.each([
    ['of its own APDU', (reader: DlmsClient) => reader.counter],
    ['that was used before', () => 3],
  ])('with a counter %s is none', (_, counterOf) => {
    const { encryption_key, authentication_key } = bench.keys.clients[READER - 1];
    const keys = {
      encryption: Buffer.from(encryption_key, 'hex'),
      authentication: Buffer.from(authentication_key, 'hex'),
    };
    bench.associated(READER, { counter: 600 });
    const reader = bench.client(READER, { counter: 700 });
    const aare = bench.ask(READER, reader.aarq());
    reader.takeAare(aare);
    const token = answerTo(keys, Buffer.from('HES00001'), counterOf(reader), decodeAare(aare).challenge!);
    const act = reader.act({ class: 15, obis: '0-0:40.0.0.255', id: 1 }, octets(token));
    expect(() => bench.run(READER, act)).toThrow(AccessError);
    expect(countOf(REFUSED_CHALLENGE)).toBe(1);
  });

  it('that is wrong is counted', () => {
    const reader = bench.client(READER);
    reader.takeAare(bench.ask(READER, reader.aarq()));
    const token = octets(Buffer.alloc(17, 0x10));
    const act = reader.act({ class: 15, obis: '0-0:40.0.0.255', id: 1 }, token);
    expect(() => bench.run(READER, act)).toThrow(AccessError);
    expect(countOf(REFUSED_CHALLENGE)).toBe(1);
  });
});

describe('What was refused', () => {
  it('is counted over restarts, with the time of the first and of the last', () => {
    const reader = bench.associated(READER);
    const set = () => bench.run(READER, reader.set(CLOCK_TIME, later(100)));
    expect(set).toThrow(AccessError);
    bench.seconds(3);
    expect(set).toThrow(AccessError);
    bench.seconds(2);
    bench.restart();
    bench.seconds(2);
    const all = refusals();
    expect(all).toHaveLength(REFUSALS + 1);
    expect(all[REFUSED_RIGHT].count).toBe(2);
    expect(all[REFUSED_RIGHT].last! - all[REFUSED_RIGHT].first!).toBe(3);
  });

  it('by thousands costs the meter no more writes than one a second', () => {
    for (let i = 0; i < 300; i++) bench.ask(READER, encodeGet(CLOCK_TIME), 'legal');
    expect(bench.faults).toEqual([]);
    expect(countOf(REFUSED_CIPHER)).toBe(300);
  });
});
