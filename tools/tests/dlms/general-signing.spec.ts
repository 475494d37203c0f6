// general-signing: requests and answers signed, then ciphered, in each general form; a policy that wants it, and only ever more.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import vectors from '../../clients/vectors/dlms-general-ciphering.json' with { type: 'json' };
import { signatureOf } from '../../clients/dlms/agreement.ts';
import { openGeneral, protect, protectGeneral } from '../../clients/dlms/ciphering.ts';
import { openSigned, signMessage } from '../../clients/dlms/general-signing.ts';
import type { Fields } from '../../clients/dlms/general-ciphering.ts';
import type { Ciphering } from '../../clients/dlms/security.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { Asker, MANAGEMENT, PUBLIC, refusal, SUPERVISOR, withDlms, type AskerOptions } from './dlms-bench.ts';
import {
  ACCESS_LOG,
  agreement,
  COVER,
  general,
  GET_IMPORT,
  hex,
  IMPORT,
  keysOf,
  LIMIT_ms,
  LIST,
  made,
  NAME,
  NOT_DECIPHERED,
  plainAssociation,
  titleOf,
} from './general-bench.ts';

const POLICY = { class: 64, obis: '0-0:43.0.0.255', id: 2 };
const ACTIVATE = { class: 64, obis: '0-0:43.0.0.255', id: 1 };
const SIGNED_BOTH = 0xfc;
const NOT_ALLOWED = 'd80101';
const GENERAL_GLO = 0xdb;
const signing = { own: agreement.ownSigning!, server: agreement.serverSigning! };
const server = hex(testKeys().management.system_title);

const FORMS: readonly (readonly [string, AskerOptions['client_options']])[] = [
  ...(['general-global', 'general-dedicated', 'global'] as Ciphering[]).map(
    (ciphering) => [ciphering, { ciphering }] as const,
  ),
  ...(['global', 'wrapped', 'one-pass', 'static'] as const).map(
    (info) => [`general-ciphering, ${info}`, general(info)] as const,
  ),
];

const fieldsOf = (change: Partial<Fields> = {}): Fields => ({
  transaction: hex('0123456789012345'),
  originator: titleOf(SUPERVISOR),
  recipient: server,
  ...change,
});

/** Ciphered by general-glo under the supervisor's keys. */
const sealed = (text: Uint8Array, counter: number, client = SUPERVISOR, control = 0x31) =>
  protectGeneral(keysOf(client), titleOf(client), counter, GENERAL_GLO, text, control);

const enumeration = (value: number) => ({ type: 'enum', value: BigInt(value) }) as const;

const associate = (meter: Meter, options: Partial<AskerOptions> = {}) =>
  new Asker(meter, { client: SUPERVISOR, ...options }).associate();

describe.each(FORMS)('A supervisor that signs, ciphering: %s', { timeout: LIMIT_ms }, (_, form) => {
  it.each([
    ['hdlc', 'wasm v8'],
    ['wrapper', 'host wasm3'],
  ] as const)('reads, in blocks too, and writes: %s', (over, place) =>
    withDlms(async (meter) => {
      const asker = await associate(meter, { over, pduSize: 900, client_options: { ...form, signing } });
      expect(await asker.run(asker.client.get(IMPORT))).toBeDefined();
      const list = await asker.run(asker.client.get(LIST));
      expect(list.type === 'array' && list.of.length).toBeGreaterThan(5);
      await asker.run(asker.client.set(COVER, await asker.run(asker.client.get(COVER))));
      await asker.run(asker.client.release());
    }, place),
  );
});

describe('A signed message', { timeout: LIMIT_ms }, () => {
  it.each(['wasm v8', 'host wasm3'] as const)(
    'made by another cryptography is answered, signed: %s',
    (place) =>
      withDlms(async (meter) => {
        const asker = await plainAssociation(meter);
        const answer = await asker.say(hex(vectors.signed.ciphered));
        const { text } = openGeneral(keysOf(SUPERVISOR), server, answer, 0x31);
        const fields = fieldsOf({ originator: server, recipient: titleOf(SUPERVISOR) });
        const content = openSigned(signing.server, fields, text);
        expect(content.subarray(0, 4).toString('hex')).toBe('c401c100');
      }, place),
  );

  const right = signMessage(signing.own, fieldsOf(), GET_IMPORT);
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const long = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  const replaced = (at: number, byte: number) => {
    const bytes = Buffer.from(right);
    bytes[at] ^= byte;
    return bytes;
  };

  it.each([
    ['signed by another key', signMessage(other, fieldsOf(), GET_IMPORT)],
    ['signed by a key of P-384', signMessage(long, fieldsOf(), GET_IMPORT)],
    ['of another title', signMessage(signing.own, fieldsOf({ originator: titleOf(MANAGEMENT) }), GET_IMPORT)],
    ['to another title', signMessage(signing.own, fieldsOf({ recipient: titleOf(SUPERVISOR) }), GET_IMPORT)],
    [
      'without a transaction',
      signMessage(signing.own, fieldsOf({ transaction: Buffer.alloc(0) }), GET_IMPORT),
    ],
    ['with another transaction than was signed', replaced(3, 1)],
    ['with another content than was signed', replaced(right.length - 66 - 4, 1)],
    ['with another signature', replaced(right.length - 1, 1)],
    ['with nothing inside', signMessage(signing.own, fieldsOf(), Buffer.alloc(0))],
    ['cut short', right.subarray(0, -1)],
    ['with more behind', Buffer.concat([right, Buffer.of(0)])],
    [
      'signed over its content alone',
      Buffer.concat([right.subarray(0, -64), signatureOf(signing.own, GET_IMPORT)]),
    ],
  ] as [string, Buffer][])('%s is refused, and in the log', (_, text) =>
    withDlms(async (meter) => {
      const asker = await plainAssociation(meter);
      const manager = await new Asker(meter, { client: MANAGEMENT, over: 'wrapper' }).associate();
      const log = async () =>
        JSON.stringify(await manager.run(manager.client.get(ACCESS_LOG)), (_key, value: unknown) =>
          typeof value === 'bigint' ? Number(value) : value,
        );
      const before = await log();
      expect((await asker.say(sealed(text, 100))).toString('hex')).toBe(NOT_DECIPHERED);
      expect(await log()).not.toBe(before);
      expect((await asker.say(sealed(right, 101)))[0]).toBe(GENERAL_GLO);
      expect((await asker.say(sealed(right, 101))).toString('hex')).toMatch(/^d80106/);
    }),
  );

  it('that goes in the open, signed a second time, or of a client that signs nothing is refused', () =>
    withDlms(async (meter) => {
      const asker = await plainAssociation(meter);
      expect((await asker.say(right)).toString('hex')).toMatch(/^d8/);
      const twice = signMessage(signing.own, fieldsOf(), right);
      expect((await asker.say(sealed(twice, 100))).toString('hex')).toMatch(/^d802|^db/);
      const whole = protect(keysOf(SUPERVISOR), titleOf(SUPERVISOR), 101, 0xc8, right, 0x31);
      expect((await asker.say(whole)).toString('hex')).toBe(NOT_DECIPHERED);
      const manager = await new Asker(meter, { client: MANAGEMENT, over: 'wrapper' }).associate();
      const theirs = signMessage(signing.own, fieldsOf({ originator: titleOf(MANAGEMENT) }), GET_IMPORT);
      expect((await manager.say(sealed(theirs, 100, MANAGEMENT, 0x30))).toString('hex')).toBe(NOT_DECIPHERED);
    }));

  it('is no proof: while the challenge waits it is refused', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: SUPERVISOR }).open();
      asker.client.takeAare(await asker.say(asker.client.aarq()));
      expect((await asker.say(sealed(right, 50))).toString('hex')).toBe(NOT_DECIPHERED);
      expect((await asker.say(sealed(right, 51))).toString('hex')).toBe(NOT_ALLOWED);
    }));

  it('is slow work: another port is answered within a tenth of a second meanwhile', () =>
    withDlms(async (meter) => {
      const asker = await plainAssociation(meter);
      const visitor = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
      asker.link.send(sealed(right, 100), meter.conductor.now_us / 1000);
      for (let bytes = asker.link.takeOutput(); bytes; bytes = asker.link.takeOutput())
        meter.rs485!.line.fromOutside(bytes);
      await idle(meter, 250);
      const asked_us = meter.conductor.now_us;
      await visitor.run(visitor.client.get(IMPORT));
      expect(meter.conductor.now_us - asked_us).toBeLessThan(100_000);
      expect(asker.link.takeApdu()).toBeUndefined();
      await idle(meter, 1200);
      expect(asker.link.takeApdu()?.[0]).toBe(GENERAL_GLO);
    }));
});

describe('The security policy', { timeout: LIMIT_ms }, () => {
  it('is strengthened by the supervisor, then signed is all that is served', () =>
    withDlms(async (meter) => {
      const asker = await associate(meter);
      const policy = async (of: Asker) => of.run(of.client.get(POLICY));
      const activate = async (of: Asker, value: number) =>
        refusal(of.run(of.client.act(ACTIVATE, enumeration(value))));
      expect(await policy(asker)).toMatchObject({ value: 0x6cn });
      for (const wrong of [0, 0x2c, 0x6d, 0xec, 0xff]) expect(await activate(asker, wrong)).toBeDefined();
      expect(await policy(asker)).toMatchObject({ value: 0x6cn });
      expect(await activate(asker, SIGNED_BOTH)).toBeUndefined();
      expect(await refusal(policy(asker))).toMatch(/not allowed|operation/);
      expect((await asker.say(made({ counter: 500 }))).toString('hex')).toBe(NOT_ALLOWED);
      await asker.close();
      const signer = await associate(meter, { counter: 600, client_options: { signing } });
      expect(await policy(signer)).toMatchObject({ value: 0xfcn });
      for (const weaker of [0x6c, 0x7c]) expect(await activate(signer, weaker)).toBeDefined();
      expect(await activate(signer, SIGNED_BOTH)).toBeUndefined();
      expect(await signer.run(signer.client.get(IMPORT))).toBeDefined();
    }));

  it('is nobody else’s to strengthen, and touches nobody else', () =>
    withDlms(async (meter) => {
      const manager = await new Asker(meter, { client: MANAGEMENT }).associate();
      expect(
        await refusal(manager.run(manager.client.act(ACTIVATE, enumeration(SIGNED_BOTH)))),
      ).toBeDefined();
      const asker = await associate(meter, { over: 'wrapper' });
      await asker.run(asker.client.act(ACTIVATE, enumeration(SIGNED_BOTH)));
      expect(await manager.run(manager.client.get(NAME))).toBeDefined();
      expect(await manager.run(manager.client.get(POLICY))).toMatchObject({ value: 0x6cn });
    }));
});
