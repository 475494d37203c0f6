// Logical device 16, the metering core's own server: who gets an association, what it reads and writes, end to end.
import { beforeEach, describe, expect, it } from 'vitest';
import { APDU_MAX, KEY_CLIENTS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { encodeAarq, encodeInitiate } from '../../clients/dlms/acse.ts';
import {
  AccessError,
  AssociationRefusedError,
  decodeDateTime,
  encodeDateTime,
  octets,
  ServiceExceptionError,
} from '../../clients/dlms/index.ts';
import { decodeResponse, encodeGet } from '../../clients/dlms/xdlms.ts';
import { bytesOf, numberOf, partsOf } from './data-parts.ts';
import { SessionBench, type Carrier } from './session-bench.ts';

const [READER, CLOCK] = [1, 2];
const CLOCK_TIME = { class: 8, obis: '0-0:1.0.0.255', id: 2 };
const OBJECT_LIST = { class: 15, obis: '0-0:40.0.0.255', id: 2 };
const SIGNED = { class: 1, obis: '0-0:96.130.1.255', id: 2 };
const REPLY_TO_HLS = { class: 15, obis: '0-0:40.0.0.255', id: 1 };
const DENIED = 3;

let bench: SessionBench;
beforeEach(() => {
  bench = new SessionBench();
  bench.seconds(1);
});

describe('An association', () => {
  it.each<Carrier>(['link', 'legal'])('is opened by who knows the keys, over the %s', (carrier) => {
    for (let id = 1; id <= KEY_CLIENTS; id++) {
      const client = bench.associated(id, {}, carrier);
      expect(client.state).toBe('associated');
      expect(Buffer.from(client.serverTitle).toString('hex')).toBe(bench.keys.system_title);
    }
    expect(bench.faults).toEqual([]);
  });

  it('is opened with what is agreed on ciphered', () => {
    const client = bench.associated(READER, { cipherInitiate: true });
    expect(client.agreement).toEqual({ conformance: 0x00101d, pduSize: APDU_MAX });
  });

  it('agrees on what both sides can do', () => {
    const client = bench.associated(READER, { agreement: { conformance: 0x007e1f, pduSize: 500 } });
    expect(client.agreement).toEqual({ conformance: 0x00101d, pduSize: APDU_MAX });
    const info = partsOf(bench.run(READER, client.get({ ...OBJECT_LIST, id: 5 })));
    expect(numberOf(info[2])).toBe(500);
  });

  const plain = { conformance: 0x00101d, pduSize: 1024 };
  const title = Buffer.from('HES00001');
  const challenge = Buffer.alloc(16, 7);
  const information = encodeInitiate(plain);
  const good = { context: 3, mechanism: 5, title, challenge, information };
  it.each([
    ['another context', { ...good, context: 1 }, 2],
    ['no authentication', { context: 3, title, information }, 11],
    ['a password', { ...good, mechanism: 1 }, 11],
    ['no title', { ...good, title: undefined }, 3],
    ['a title of seven bytes', { ...good, title: title.subarray(1) }, 3],
    ['a challenge of seven bytes', { ...good, challenge: challenge.subarray(9) }, 13],
    ['a challenge of 65 bytes', { ...good, challenge: Buffer.alloc(65) }, 13],
    ['a key of its own', { ...good, information: withKey(information) }, 13],
    ['nothing that it can do', { ...good, information: encodeInitiate({ ...plain, conformance: 0 }) }, 1],
    ['APDUs without room', { ...good, information: encodeInitiate({ ...plain, pduSize: 63 }) }, 1],
  ])('is refused to %s', (_, opening, diagnostic) => {
    const client = bench.client(READER);
    const refusal = expect.objectContaining({ result: 1, diagnostic }) as Error;
    const ask = () => client.takeAare(bench.ask(READER, encodeAarq(opening)));
    expect(ask).toThrow(AssociationRefusedError);
    expect(ask).toThrow(refusal);
  });

  it("is refused to who calls himself by the meter's own title", () => {
    const own = Buffer.from(bench.keys.system_title, 'hex');
    const client = bench.client(READER, { title: own });
    expect(() => bench.run(READER, client.associate())).toThrow(AssociationRefusedError);
  });

  it.each([0, KEY_CLIENTS + 1, 255])('is refused to client %i, whom nobody knows', (id) => {
    const answer = bench.ask(id, encodeAarq(good));
    expect(() => decodeResponse(answer)).toThrow(expect.objectContaining({ state: 1, service: 1 }) as Error);
  });

  it('is refused to who has the keys of another client', () => {
    expect(() => bench.run(CLOCK, bench.client(READER).associate())).toThrow(ServiceExceptionError);
  });

  it('is not open before the challenge is answered', () => {
    const client = bench.client(READER);
    client.takeAare(bench.ask(READER, client.aarq()));
    const early = bench.run(
      READER,
      wrapped(() => bench.ask(READER, client.request(encodeGet(CLOCK_TIME)))),
    );
    expect(() => decodeResponse(early)).toThrow(ServiceExceptionError);
    expect(() => bench.run(READER, client.replyToChallenge())).toThrow(ServiceExceptionError);
  });

  it('is not opened by an answer that is of another challenge', () => {
    const client = bench.client(READER);
    client.takeAare(bench.ask(READER, client.aarq()));
    const token = octets(Buffer.alloc(17, 0x10));
    expect(() => bench.run(READER, client.act(REPLY_TO_HLS, token))).toThrow(AccessError);
    expect(() => bench.run(READER, client.replyToChallenge())).toThrow(ServiceExceptionError);
  });

  it('is not opened by a challenge that is answered eleven seconds later', () => {
    const client = bench.client(READER);
    client.takeAare(bench.ask(READER, client.aarq()));
    bench.seconds(12);
    expect(() => bench.run(READER, client.replyToChallenge())).toThrow(ServiceExceptionError);
  });

  it('stays open while somebody without the keys asks for another one, on both ports', () => {
    const client = bench.associated(READER);
    for (const carrier of ['link', 'legal', 'link'] as const) {
      bench.ask(READER, encodeAarq({ ...good, title: Buffer.from('INTRUDER') }), carrier);
      const other = carrier === 'link' ? 'legal' : 'link';
      expect(bench.run(READER, client.get(CLOCK_TIME), other).type).toBe('octet-string');
    }
  });

  it('is over when it is released, and when nothing is asked for ten minutes', () => {
    const client = bench.associated(READER);
    bench.run(READER, client.release());
    expect(() => bench.run(READER, client.get(CLOCK_TIME))).toThrow(ServiceExceptionError);
    const next = bench.associated(READER, { counter: client.counter });
    bench.seconds(599);
    bench.run(READER, next.get(CLOCK_TIME));
    bench.seconds(602);
    expect(() => bench.run(READER, next.get(CLOCK_TIME))).toThrow(ServiceExceptionError);
  });

  it('is not released on another port than it was opened on', () => {
    const client = bench.associated(READER);
    bench.run(READER, client.release(), 'legal');
    expect(bench.run(READER, client.get(CLOCK_TIME)).type).toBe('octet-string');
  });
});

/** A work of one step, as a request is run. */
function* wrapped(work: () => Buffer): Generator<Buffer, Buffer, Uint8Array> {
  return work();
}

/** The same InitiateRequest with a dedicated key. */
function withKey(initiate: Buffer): Buffer {
  const key = Buffer.alloc(16, 9);
  return Buffer.concat([initiate.subarray(0, 1), Buffer.from([1, 16]), key, initiate.subarray(2)]);
}

describe('A reader', () => {
  it('gets every attribute that the object list says he may read, as whole values', () => {
    const client = bench.associated(READER);
    const list = partsOf(bench.run(READER, client.get(OBJECT_LIST)));
    expect(list.length).toBeGreaterThan(100);
    for (const object of list) {
      const [of, , name, access] = partsOf(object);
      const obis = obisText(bytesOf(name));
      for (const attribute of partsOf(partsOf(access)[0])) {
        const [id, mode] = partsOf(attribute).slice(0, 2).map(numberOf);
        const target = { class: numberOf(of), obis, id };
        if (obis === SIGNED.obis && id === 2) continue;
        if (mode & 1) expect(bench.run(READER, client.get(target)), `${obis} ${id}`).toBeDefined();
        else expect(() => bench.run(READER, client.get(target)), `${obis} ${id}`).toThrow(AccessError);
      }
    }
    expect(bench.faults).toEqual([]);
  });

  it('reads the registers that the link tells, with scaler and unit', () => {
    const client = bench.associated(READER);
    const read = (obis: string, id = 2) => bench.run(READER, client.get({ class: 3, obis, id }));
    const told = bench.message('link', { message: 'read_registers', values: { scope: 2, moment: 0 } });
    expect(told.active_import_mWs).toBeGreaterThan(0n);
    const phase = read('1-0:41.8.0.255');
    const again = bench.message('link', { message: 'read_registers', values: { scope: 2, moment: 0 } });
    const value = BigInt(numberOf(phase));
    expect(value >= BigInt(told.active_import_mWs as bigint) / 3600n).toBe(true);
    expect(value <= BigInt(again.active_import_mWs as bigint) / 3600n).toBe(true);
    expect(partsOf(read('1-0:41.8.0.255', 3)).map(numberOf)).toEqual([-3, 30]);
  });

  it('reads the time, and may not set it', () => {
    const client = bench.associated(READER);
    const time = decodeDateTime(bytesOf(bench.run(READER, client.get(CLOCK_TIME))));
    expect(time.instant.getTime() / 1000).toBe(bench.clock_s);
    const set = client.set(CLOCK_TIME, octets(encodeDateTime({ ...time, deviation_min: 0 })));
    expect(() => bench.run(READER, set)).toThrow(expect.objectContaining({ result: DENIED }) as Error);
    expect(bench.clockSettings).toEqual([]);
  });

  it.each([64, 65, 128, 300, APDU_MAX])('gets a long value in blocks of APDUs of %i bytes', (pduSize) => {
    const whole = bench.run(READER, bench.associated(READER).get(OBJECT_LIST));
    const client = bench.associated(CLOCK, { agreement: { conformance: 0x00101d, pduSize } });
    let most = 0;
    const work = client.get(OBJECT_LIST);
    let step = work.next();
    while (!step.done) {
      const answer = bench.ask(CLOCK, step.value);
      most = Math.max(most, answer.length);
      step = work.next(answer);
    }
    expect(most).toBeLessThanOrEqual(pduSize);
    expect(partsOf(step.value).map((object) => partsOf(object)[2])).toEqual(
      partsOf(whole).map((object) => partsOf(object)[2]),
    );
  });

  it('gets a block that was lost once more, and none that is out of order', () => {
    const client = bench.associated(READER, { agreement: { conformance: 0x00101d, pduSize: 128 } });
    const work = client.get(OBJECT_LIST);
    const first = work.next().value as Buffer;
    let step = work.next(bench.ask(READER, first));
    for (let block = 0; block < 4; block++) {
      const answer = bench.ask(READER, step.value as Buffer);
      // It is lost: the same block is asked for again, by another APDU.
      const again = bench.ask(READER, client.request(Buffer.from([0xc0, 2, 0xc1, 0, 0, 0, block + 1])));
      expect(again.length).toBe(answer.length);
      step = work.next(again);
    }
    const wrong = bench.ask(READER, client.request(Buffer.from([0xc0, 2, 0xc1, 0, 0, 0, 99])));
    expect(wrong.length).toBeLessThan(40);
    const gone = bench.ask(READER, client.request(Buffer.from([0xc0, 2, 0xc1, 0, 0, 0, 5])));
    expect(gone.length).toBeLessThan(40);
  });
});

const obisText = (code: Buffer) => `${code[0]}-${code[1]}:${[...code.subarray(2)].join('.')}`;
