// Ciphering in all its forms: by the client's key or one of the association alone, with the service on the outside or inside.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { protect, protectGeneral, type Keys } from '../../clients/dlms/ciphering.ts';
import { encodeInitiate } from '../../clients/dlms/acse.ts';
import type { Ciphering } from '../../clients/dlms/security.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import { Asker, FIRMWARE, MANAGEMENT, PUBLIC, refusal, SUPERVISOR, withDlms } from './dlms-bench.ts';

const LIMIT_ms = 120_000;
const FORMS: readonly Ciphering[] = ['global', 'general-global', 'dedicated', 'general-dedicated'];
const IMPORT = { class: 3, obis: '1-0:1.8.0.255', id: 2 };
const NAME = { class: 1, obis: '0-0:42.0.0.255', id: 2 };
const COVER = { class: 1, obis: '0-0:96.135.0.255', id: 2 };
const LIST = { class: 15, obis: '0-0:40.0.0.255', id: 2 };
const GET_IMPORT = Buffer.from('c001c100030100010800ff0200', 'hex');
const [GLO_GET, DED_GET, GENERAL_GLO, GENERAL_DED] = [0xc8, 0xd0, 0xdb, 0xdc];
const title = Buffer.from('4d4d4d0000000001', 'hex');

function keysOf(client: number): Keys {
  const { encryption_key, authentication_key } = testKeys().management.clients[client - 1];
  return {
    encryption: Buffer.from(encryption_key, 'hex'),
    authentication: Buffer.from(authentication_key, 'hex'),
  };
}

const NOT_ALLOWED = 'd80101';
const NOT_DECIPHERED = 'd80105';

describe.each(FORMS)('An association with %s ciphering', { timeout: LIMIT_ms }, (ciphering) => {
  it.each([
    ['management', MANAGEMENT, 'hdlc', 'wasm v8'],
    ['supervisor', SUPERVISOR, 'wrapper', 'wasm v8'],
    ['firmware', FIRMWARE, 'wrapper', 'host wasm3'],
  ] as const)('reads, in blocks too, and writes: %s', (_, client, over, place) =>
    withDlms(async (meter) => {
      const options = { client, over, pduSize: 600, client_options: { ciphering } };
      const asker = await new Asker(meter, options).associate();
      expect(await asker.run(asker.client.get(NAME))).toMatchObject({ type: 'octet-string' });
      if (over === 'wrapper') {
        const list = await asker.run(asker.client.get(LIST));
        expect(list.type === 'array' && list.of.length).toBeGreaterThan(5);
      }
      if (client !== FIRMWARE) {
        const value = await asker.run(asker.client.get(COVER));
        await asker.run(asker.client.set(COVER, value));
      }
      await asker.run(asker.client.release());
    }, place),
  );

  it('takes nothing twice, nothing altered or cut short, and no other title', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, {
        client: MANAGEMENT,
        counter: 70,
        client_options: { ciphering },
      }).associate();
      const say = async (apdu: Buffer) => (await asker.say(apdu)).toString('hex');
      const request = asker.client.request(GET_IMPORT);
      expect((await asker.say(request)).length).toBeGreaterThan(20);
      expect(await say(request)).toMatch(/^d80106[0-9a-f]{8}$/);
      const altered = asker.client.request(GET_IMPORT);
      altered[altered.length - 1] ^= 1;
      expect(await say(altered)).toBe(NOT_DECIPHERED);
      const isGeneral = ciphering.startsWith('general');
      const at = isGeneral ? 10 : 1;
      const short = Buffer.from(asker.client.request(GET_IMPORT).subarray(0, -4));
      short[at] -= 4;
      expect(await say(short)).toBe(NOT_DECIPHERED);
      const otherKeySet = asker.client.request(GET_IMPORT);
      otherKeySet[at + 1] |= 0x40;
      expect(await say(otherKeySet)).toBe(NOT_DECIPHERED);
      const otherSuite = asker.client.request(GET_IMPORT);
      otherSuite[at + 1] |= 1;
      expect(await say(otherSuite)).toBe(NOT_DECIPHERED);
      if (isGeneral) {
        const other = asker.client.request(GET_IMPORT);
        other[9] ^= 1;
        expect(await say(other)).toBe(NOT_DECIPHERED);
      }
      expect(await asker.run(asker.client.get(IMPORT))).toBeDefined();
    }));
});

describe('General ciphering', { timeout: LIMIT_ms }, () => {
  it('is answered alike, with the title of the meter, or without that of the client', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: MANAGEMENT, counter: 1 }).associate();
      const whole = protectGeneral(keysOf(MANAGEMENT), title, 90, GENERAL_GLO, GET_IMPORT);
      const nameless = Buffer.concat([
        Buffer.from([GENERAL_GLO, 0]),
        protectGeneral(keysOf(MANAGEMENT), title, 91, GENERAL_GLO, GET_IMPORT).subarray(10),
      ]);
      for (const request of [whole, nameless]) {
        const answer = await asker.say(request);
        expect(answer.subarray(0, 10).toString('hex')).toBe(`db08${testKeys().management.system_title}`);
      }
    }));

  it('of what is no service, or ciphered again, is refused', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: MANAGEMENT, counter: 1 }).associate();
      const inside = protect(keysOf(MANAGEMENT), title, 90, GLO_GET, GET_IMPORT);
      for (const [n, text] of [inside, Buffer.from('6100', 'hex'), Buffer.from('00', 'hex')].entries()) {
        const answer = await asker.say(protectGeneral(keysOf(MANAGEMENT), title, 91 + n, GENERAL_GLO, text));
        expect(answer.toString('hex')).toMatch(/^d802/);
      }
      const empty = protectGeneral(keysOf(MANAGEMENT), title, 99, GENERAL_GLO, Buffer.alloc(0));
      expect((await asker.say(empty)).toString('hex')).toBe(NOT_DECIPHERED);
    }));

  it('is nothing for who has no association, or an open one', () =>
    withDlms(async (meter) => {
      const stranger = await new Asker(meter, { client: MANAGEMENT }).open();
      const request = protectGeneral(keysOf(MANAGEMENT), title, 1, GENERAL_GLO, GET_IMPORT);
      expect((await stranger.say(request)).toString('hex')).toBe(NOT_ALLOWED);
      const visitor = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
      expect((await visitor.say(request)).toString('hex')).toBe(NOT_ALLOWED);
    }));
});

describe('A dedicated key', { timeout: LIMIT_ms }, () => {
  it('is none without an association that has one, and is forgotten with it', () =>
    withDlms(async (meter) => {
      const own = { encryption: randomBytes(16), authentication: keysOf(MANAGEMENT).authentication };
      const ded = (keys: Keys, counter: number) => protect(keys, title, counter, DED_GET, GET_IMPORT);
      const plain = await new Asker(meter, { client: MANAGEMENT, over: 'wrapper' }).associate();
      expect((await plain.say(ded(own, 1))).toString('hex')).toBe(NOT_ALLOWED);
      expect((await plain.say(protectGeneral(own, title, 1, GENERAL_DED, GET_IMPORT))).toString('hex')).toBe(
        NOT_ALLOWED,
      );
      const asker = await new Asker(meter, {
        client: MANAGEMENT,
        counter: 100,
        client_options: { ciphering: 'dedicated' },
      }).associate();
      const kept = asker.client.request(GET_IMPORT);
      await asker.run(asker.client.release());
      expect((await asker.say(kept)).toString('hex')).toBe(NOT_ALLOWED);
      // The next association has another key.
      await asker.run(asker.client.associate());
      kept.writeUInt32BE(0xffff, 3);
      expect((await asker.say(kept)).toString('hex')).toBe(NOT_DECIPHERED);
    }));

  it('is refused where it is told in the open, or has another length', () =>
    withDlms(async (meter) => {
      const open = async (of: Asker, information: Buffer) => {
        await of.open();
        const aarq = of.client.aarq();
        // Behind the challenge: the element of the information, with what is agreed on inside.
        const at = aarq.lastIndexOf(Buffer.from('be', 'hex'));
        const element = Buffer.concat([
          Buffer.from([0xbe, information.length + 2, 0x04, information.length]),
          information,
        ]);
        const whole = Buffer.concat([aarq.subarray(0, at), element]);
        whole[1] = whole.length - 2;
        return (await of.say(whole)).toString('hex');
      };
      const agreement = { conformance: 0x1a1d, pduSize: 2048 };
      const asker = () => new Asker(meter, { client: MANAGEMENT });
      expect(await open(asker(), encodeInitiate(agreement, Buffer.alloc(16, 7)))).toContain('a203020101');
      const short = protect(
        keysOf(MANAGEMENT),
        title,
        200,
        0x21,
        encodeInitiate(agreement, Buffer.alloc(15, 7)),
      );
      expect(await open(asker(), short)).toContain('a203020101');
      const right = protect(
        keysOf(MANAGEMENT),
        title,
        201,
        0x21,
        encodeInitiate(agreement, Buffer.alloc(16, 7)),
      );
      expect(await open(asker(), right)).toContain('a203020100');
    }));

  it('given twice gets no nonce of the meter twice', () =>
    withDlms(async (meter) => {
      const seen: number[] = [];
      for (const counter of [1, 50]) {
        const asker = await new Asker(meter, {
          client: MANAGEMENT,
          counter,
          client_options: { ciphering: 'dedicated' },
        }).associate();
        const answer = await asker.say(asker.client.request(GET_IMPORT));
        expect(answer[0]).toBe(DED_GET + 4);
        seen.push(answer.readUInt32BE(3));
        await asker.close();
      }
      expect(seen[1]).toBeGreaterThan(seen[0]);
    }));

  it('of another port is another one', () =>
    withDlms(async (meter) => {
      const ded = { client_options: { ciphering: 'dedicated' as const } };
      const first = await new Asker(meter, { client: MANAGEMENT, counter: 1, ...ded }).associate();
      const second = await new Asker(meter, {
        client: MANAGEMENT,
        over: 'wrapper',
        counter: 100,
        ...ded,
      }).associate();
      for (const asker of [first, second, first])
        expect(await asker.run(asker.client.get(IMPORT))).toBeDefined();
      expect(await refusal(second.run(second.client.get(NAME)))).toBeUndefined();
      expect((await second.say(first.client.request(GET_IMPORT))).toString('hex')).toMatch(/^d8010[56]/);
    }));
});
