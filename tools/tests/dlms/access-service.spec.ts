// ACCESS: reads, writes and methods of one request, each with its own outcome.
import { describe, expect, it } from 'vitest';
import { encodeAccess, type AccessItem } from '../../clients/dlms/access-service.ts';
import { numberOf, octets, structure } from '../../clients/dlms/index.ts';
import { Asker, FIRMWARE, MANAGEMENT, PUBLIC, READING, refusal, withDlms } from './dlms-bench.ts';

const LIMIT_ms = 120_000;
const CONFORMANCE = 0x001a1d | (1 << 6);
const AGREED = { agreement: { conformance: CONFORMANCE, pduSize: 2048 } };
const IMPORT: AccessItem = { kind: 'get', class: 3, obis: '1-0:1.8.0.255', id: 2 };
const NAME: AccessItem = { kind: 'get', class: 1, obis: '0-0:42.0.0.255', id: 2 };
const UNKNOWN: AccessItem = { kind: 'get', class: 3, obis: '1-0:1.8.200.255', id: 2 };
const LIST: AccessItem = { kind: 'get', class: 15, obis: '0-0:40.0.0.255', id: 2 };
const LOG = { kind: 'get', class: 7, obis: '0-0:99.98.0.255', id: 2 } as const;
const MODE = { class: 70, obis: '0-0:96.3.10.255', id: 4 };
const MESSAGE = { class: 1, obis: '0-0:96.13.0.255', id: 2 };
const RESET = { kind: 'action', class: 124, obis: '0-0:44.2.3.255', id: 1 } as const;
const [SUCCESS, DENIED, UNDEFINED, UNMATCHED, TOO_LONG, OTHER] = [0, 3, 4, 12, 14, 250];

describe('An ACCESS', { timeout: LIMIT_ms }, () => {
  it.each([
    ['wasm v8', 'hdlc'],
    ['host wasm3', 'wrapper'],
  ] as const)('reads, writes and executes in its order, ciphered: %s, %s', (place, over) =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: MANAGEMENT, over, client_options: AGREED }).associate();
      const text = octets(Buffer.from('Good morning'));
      const results = await asker.run(
        asker.client.access([
          IMPORT,
          { kind: 'set', ...MESSAGE, value: text },
          { kind: 'get', ...MESSAGE },
          RESET,
          { ...LOG, selection: { from: 1, to: 1 } },
          UNKNOWN,
          { kind: 'set', ...MODE, value: structure() },
          { kind: 'set', class: 3, obis: '1-0:1.8.0.255', id: 2, value: numberOf('double-long', 1) },
        ]),
      );
      expect(results.map(({ result }) => result)).toEqual([
        ...[SUCCESS, SUCCESS, SUCCESS, SUCCESS, SUCCESS],
        ...[UNDEFINED, UNMATCHED, DENIED],
      ]);
      expect(results[2].data).toMatchObject({ type: 'octet-string' });
      expect(Buffer.from((results[2].data as { bytes: Uint8Array }).bytes).toString()).toBe('Good morning');
      expect(results[4].data).toMatchObject({ type: 'array' });
      const again = await asker.run(asker.client.get(MESSAGE));
      expect(again).toEqual(results[2].data);
    }, place),
  );

  it('is plain for who has a plain association, who may what he may', () =>
    withDlms(async (meter) => {
      const reader = await new Asker(meter, { client: READING, client_options: AGREED }).associate();
      const results = await reader.run(
        reader.client.access([IMPORT, RESET, { kind: 'set', ...MESSAGE, value: octets(Buffer.from('x')) }]),
      );
      expect(results.map(({ result }) => result)).toEqual([SUCCESS, DENIED, DENIED]);
      const visitor = await new Asker(meter, {
        client: PUBLIC,
        over: 'wrapper',
        client_options: AGREED,
      }).associate();
      const long = await visitor.run(visitor.client.access([LIST, NAME, LIST]));
      expect(long.map(({ result }) => result)).toEqual([TOO_LONG, SUCCESS, TOO_LONG]);
    }));

  it('stops at an error where that is wanted', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: MANAGEMENT, client_options: AGREED }).associate();
      const write: AccessItem = { kind: 'set', ...MESSAGE, value: octets(Buffer.from('never')) };
      const results = await asker.run(asker.client.access([IMPORT, UNKNOWN, write], true));
      expect(results.map(({ result }) => result)).toEqual([SUCCESS, UNDEFINED, OTHER]);
      const message = (await asker.run(asker.client.get(MESSAGE))) as { bytes: Uint8Array };
      expect(message.bytes.length).toBe(0);
    }));

  it('tells again what it was asked for, or nothing, where that is wanted', () =>
    withDlms(async (meter) => {
      const visitor = await new Asker(meter, {
        client: PUBLIC,
        over: 'wrapper',
        client_options: AGREED,
      }).associate();
      const told = encodeAccess([NAME, UNKNOWN], 7);
      told[1] |= 0x10;
      const specification = told.subarray(6, 6 + 1 + 2 * 10);
      const answer = await visitor.say(told);
      expect(answer.subarray(0, 7).toString('hex')).toBe('dad00000070001');
      expect(answer.subarray(7, 7 + specification.length)).toEqual(specification);
      const silent = encodeAccess([NAME], 8);
      silent[1] &= ~0x40;
      expect(await refusal(visitor.say(silent))).toMatch(/no answer/);
      await visitor.open();
      expect((await visitor.run(visitor.client.access([NAME])))[0].result).toBe(SUCCESS);
    }));

  it('is refused where it was not agreed on, before the challenge is answered, or without its cipher', () =>
    withDlms(async (meter) => {
      const visitor = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
      expect((await visitor.say(encodeAccess([NAME]))).toString('hex')).toBe('d80202');
      const asker = await new Asker(meter, { client: FIRMWARE, client_options: AGREED }).associate();
      expect((await asker.say(encodeAccess([NAME]))).toString('hex')).toBe('d80101');
    }));

  it('that is none is refused as a whole', () =>
    withDlms(async (meter) => {
      const visitor = await new Asker(meter, {
        client: PUBLIC,
        over: 'wrapper',
        client_options: AGREED,
      }).associate();
      const right = encodeAccess([NAME, IMPORT]);
      for (let length = 1; length < right.length; length++)
        expect((await visitor.say(right.subarray(0, length))).toString('hex')).toBe('d80103');
      for (const spoilt of [
        [6, 0],
        [6, 3],
        [6, 65],
        [7, 6],
        [7, 0],
        [17, 9],
        [right.length - 3, 1],
        [right.length - 1, 9],
      ]) {
        const wrong = Buffer.from(right);
        wrong[spoilt[0]] = spoilt[1];
        expect((await visitor.say(wrong)).toString('hex')).toMatch(/^d80103|^da/);
      }
      expect((await visitor.run(visitor.client.access([NAME])))[0].result).toBe(SUCCESS);
    }));
});
