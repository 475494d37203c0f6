// The supervisor proves itself by a signature, as slow work: who is refused, what is locked, and that other ports answer meanwhile.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signatureAnswer, signingKey } from '../../clients/dlms/authentication.ts';
import { decodeAare } from '../../clients/dlms/acse.ts';
import { octets, type Data } from '../../clients/dlms/index.ts';
import { publicKeyOf, testKeys } from '../../meter/keys/development-keys.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { Asker, MANAGEMENT, PUBLIC, refusal, SUPERVISOR, withDlms, type AskerOptions } from './dlms-bench.ts';

const LIMIT_ms = 120_000;
const REPLY = { class: 15, obis: '0-0:40.0.0.255', id: 1 };
const MECHANISM = { class: 15, obis: '0-0:40.0.0.255', id: 6 };
const KEY_OF_SUPERVISOR = { class: 1, obis: '0-0:96.143.3.255', id: 2 };
const KEY_OF_METER = { class: 1, obis: '0-0:96.143.0.255', id: 2 };
const ACCESS_LOG = { class: 1, obis: '0-0:96.135.2.255', id: 2 };
const security = (id: number) => ({ class: 64, obis: '0-0:43.0.0.255', id });
const keys = testKeys().management;
const own = signingKey(Buffer.from(keys.clients[SUPERVISOR - 1].signing_key!, 'hex'));
const anyKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const bytesOf = (data: Data) => ('bytes' in data ? Buffer.from(data.bytes) : Buffer.alloc(0));

const associate = (meter: Meter, options: Partial<AskerOptions> = {}) =>
  new Asker(meter, { client: SUPERVISOR, ...options }).associate();

/** A client that got the meter's challenge, and both of them with the titles. */
async function challenged(meter: Meter, counter: number) {
  const given = Buffer.alloc(32, counter & 0xff);
  const asker = await new Asker(meter, {
    client: SUPERVISOR,
    counter,
    client_options: { challenge: given },
  }).open();
  const aare = await asker.say(asker.client.aarq());
  asker.client.takeAare(aare);
  const { title, challenge } = decodeAare(aare);
  const ownTitle = Buffer.from('4d4d4d0000000003', 'hex');
  return { asker, of: { ownTitle, otherTitle: title!, answered: challenge!, given } };
}

describe('A supervisor', { timeout: LIMIT_ms }, () => {
  it.each(['wasm v8', 'host wasm3'] as const)(
    'signs both challenges under suite 1, and so does the meter: %s',
    (place) =>
      withDlms(async (meter) => {
        const asker = await associate(meter);
        const told = async (of: typeof MECHANISM) => asker.run(asker.client.get(of));
        expect(bytesOf(await told(MECHANISM)).toString('hex')).toBe('60857405080207');
        expect(await told(security(3))).toMatchObject({ type: 'enum', value: 1n });
        const certificates = await told(security(6));
        // Of the meter and its client: keys that sign, then keys for agreements.
        const pairs = [0, 1].flatMap((type) => [0, 1].map((entity) => [BigInt(entity), BigInt(type)]));
        expect(certificates).toMatchObject({
          type: 'array',
          of: pairs.map(([entity, type]) => ({
            type: 'structure',
            of: [{ value: entity }, { value: type }, {}, {}, {}, {}],
          })),
        });
        expect(bytesOf(await told(KEY_OF_METER))).toEqual(publicKeyOf(keys));
        const reader = await new Asker(meter, { client: MANAGEMENT, over: 'wrapper' }).associate();
        expect(await reader.run(reader.client.get(security(3)))).toMatchObject({ value: 0n });
        expect(await reader.run(reader.client.get(security(6)))).toMatchObject({ of: [] });
      }, place),
  );

  it('is answered within a second and its line, and another port within a tenth meanwhile', () =>
    withDlms(async (meter) => {
      const { asker, of } = await challenged(meter, 1);
      const visitor = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
      const since_us = meter.conductor.now_us;
      const proof = asker.client.act(REPLY, octets(signatureAnswer(own, of)));
      asker.link.send(proof.next().value as Buffer, since_us / 1000);
      for (let bytes = asker.link.takeOutput(); bytes; bytes = asker.link.takeOutput())
        meter.rs485!.line.fromOutside(bytes);
      // What was sent is on its way for 120 ms; then the signature is verified.
      await idle(meter, 200);
      const asked_us = meter.conductor.now_us;
      await visitor.run(visitor.client.get({ class: 3, obis: '1-0:1.8.0.255', id: 2 }));
      expect(meter.conductor.now_us - asked_us).toBeLessThan(100_000);
      expect(asker.link.takeApdu()).toBeUndefined();
      await idle(meter, 800);
      expect(asker.link.takeApdu()?.[0]).toBe(0xcf);
      expect(meter.conductor.now_us - since_us).toBeLessThan(1_200_000);
    }));

  it.each([
    ['with another key', (of) => signatureAnswer(anyKey(), of)],
    ['over other titles', (of) => signatureAnswer(own, { ...of, otherTitle: of.ownTitle })],
    [
      'over the challenges in the other order',
      (of) => signatureAnswer(own, { ...of, answered: of.given, given: of.answered }),
    ],
    ['and sends half of it', (of) => signatureAnswer(own, of).subarray(0, 32)],
    ['and sends zeros', () => Buffer.alloc(64)],
  ] as [string, (of: Parameters<typeof signatureAnswer>[1]) => Buffer][])(
    'is refused that signs %s, and what is open is closed',
    (_, made) =>
      withDlms(async (meter) => {
        const { asker, of } = await challenged(meter, 1);
        expect(await refusal(asker.run(asker.client.act(REPLY, octets(made(of)))))).toMatch(/250|other/);
        const get = Buffer.from('c001c100030100010800ff0200', 'hex');
        expect((await asker.say(asker.client.request(get))).toString('hex')).toBe('d80101');
      }),
  );

  it('is locked out behind three wrong signatures, for ten seconds, which is logged; others are not', () =>
    withDlms(async (meter) => {
      for (let i = 0; i < 3; i++) {
        const { asker, of } = await challenged(meter, 1 + 100 * i);
        const reply = asker.client.act(REPLY, octets(signatureAnswer(anyKey(), of)));
        expect(await refusal(asker.run(reply))).toBeDefined();
      }
      expect(await refusal(associate(meter, { counter: 500 }))).toMatch(/refused|rejected/);
      const manager = await new Asker(meter, { client: MANAGEMENT }).associate();
      const failed = await manager.run(manager.client.get({ class: 124, obis: '0-0:44.2.4.255', id: 9 }));
      expect(failed).toMatchObject({ value: 3n });
      const log = await manager.run(manager.client.get(ACCESS_LOG));
      expect(JSON.stringify(log, (_k, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))).toContain(
        '"value":19',
      );
      await idle(meter, 11_000);
      expect(await refusal(associate(meter, { counter: 600 }))).toBeUndefined();
    }));

  it('is refused by another mechanism, suite, or a challenge that is too short', () =>
    withDlms(async (meter) => {
      const wrong = async (client_options: AskerOptions['client_options'], counter: number) =>
        refusal(associate(meter, { client_options, counter }));
      expect(await wrong({ mechanism: 5 }, 1)).toMatch(/refused|rejected/);
      expect(await wrong({ challenge: Buffer.alloc(31, 7) }, 10)).toMatch(/refused|rejected/);
      expect(await wrong({ suite: 0 }, 20)).toMatch(/cipher/);
      const manager = new Asker(meter, { client: MANAGEMENT, client_options: { suite: 1 } });
      expect(await refusal(manager.associate())).toBeDefined();
      expect(await wrong({}, 30)).toBeUndefined();
    }));

  it('has another key from when the management client writes one', () =>
    withDlms(async (meter) => {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const jwk = pair.publicKey.export({ format: 'jwk' });
      const point = Buffer.concat([jwk.x!, jwk.y!].map((part) => Buffer.from(part, 'base64url')));
      const manager = await new Asker(meter, { client: MANAGEMENT, over: 'wrapper' }).associate();
      expect(
        await refusal(manager.run(manager.client.set(KEY_OF_SUPERVISOR, octets(point.subarray(1))))),
      ).toBeDefined();
      await manager.run(manager.client.set(KEY_OF_SUPERVISOR, octets(point)));
      expect(await refusal(associate(meter))).toBeDefined();
      expect(
        await refusal(associate(meter, { counter: 100, client_options: { signingKey: pair.privateKey } })),
      ).toBeUndefined();
    }));
});
