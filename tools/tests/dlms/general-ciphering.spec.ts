// general-ciphering: under each key that it may tell, answered alike; what is not the client's is refused and in the log.
import { describe, expect, it } from 'vitest';
import vectors from '../../clients/vectors/dlms-general-ciphering.json' with { type: 'json' };
import {
  KEY_INFOS,
  type ChosenKey,
  type Fields,
  type KeyInfo,
} from '../../clients/dlms/general-ciphering.ts';
import { Asker, FIRMWARE, MANAGEMENT, SUPERVISOR, withDlms } from './dlms-bench.ts';
import {
  LIMIT_ms,
  IMPORT,
  NAME,
  COVER,
  LIST,
  ACCESS_LOG,
  NOT_DECIPHERED,
  hex,
  titleOf,
  general,
  associate,
  type Made,
  made,
  plainAssociation,
} from './general-bench.ts';

describe.each(KEY_INFOS)(
  'An association by general-ciphering, key told as: %s',
  { timeout: LIMIT_ms },
  (info) => {
    it.each([
      ['hdlc', 'wasm v8'],
      ['wrapper', 'host wasm3'],
    ] as const)('reads, in blocks too, and writes: %s', (over, place) =>
      withDlms(async (meter) => {
        const asker = await associate(meter, info, { over, pduSize: 700 });
        expect(await asker.run(asker.client.get(IMPORT))).toBeDefined();
        const list = await asker.run(asker.client.get(LIST));
        expect(list.type === 'array' && list.of.length).toBeGreaterThan(5);
        await asker.run(asker.client.set(COVER, await asker.run(asker.client.get(COVER))));
        await asker.run(asker.client.release());
      }, place),
    );

    it('is refused what is altered, cut short, used before, of others or to others; once in the log', () =>
      withDlms(async (meter) => {
        const asker = await plainAssociation(meter);
        const manager = await new Asker(meter, { client: MANAGEMENT, over: 'wrapper' }).associate();
        const log = async () => JSON.stringify(await manager.run(manager.client.get(ACCESS_LOG)), numbers);
        const say = async (apdu: Buffer) => (await asker.say(apdu)).toString('hex');
        const before = await log();
        const whole = made({ info, counter: 100 });
        const end = Buffer.from(made({ info, counter: 101 }));
        end[end.length - 1] ^= 1;
        expect(await say(end)).toBe(NOT_DECIPHERED);
        const after = await log();
        expect(after).not.toBe(before);
        const wrong: [string, Buffer][] = [
          ['title', made({ info, counter: 102, fields: { originator: titleOf(MANAGEMENT) } })],
          ['recipient', made({ info, counter: 103, fields: { recipient: titleOf(SUPERVISOR) } })],
          ['suite', made({ info, counter: 104, control: 0x30 })],
          ['key set', made({ info, counter: 105, control: 0x71 })],
          ['not encrypted', made({ info, counter: 106, control: 0x11 })],
          ['nothing inside', made({ info, counter: 107, text: Buffer.alloc(0) })],
          ['no transaction', made({ info, counter: 108, fields: { transaction: Buffer.alloc(0) } })],
          ['a long one', made({ info, counter: 109, fields: { transaction: Buffer.alloc(33, 1) } })],
          ['half a time', made({ info, counter: 110, fields: { dateTime: Buffer.alloc(6) } })],
        ];
        for (const [what, apdu] of wrong) expect([what, await say(apdu)]).toEqual([what, NOT_DECIPHERED]);
        for (let n = 1; n < whole.length; n += n < 40 ? 1 : 17)
          expect([n, await say(whole.subarray(0, whole.length - n))]).toEqual([n, NOT_DECIPHERED]);
        expect(await log()).toBe(after);
        expect((await asker.say(whole))[0]).toBe(0xdd);
        expect(await say(whole)).toMatch(/^d80106[0-9a-f]{8}$/);
        const told = {
          dateTime: Buffer.alloc(12, 1),
          other: Buffer.alloc(32, 2),
          transaction: Buffer.alloc(32, 3),
        };
        const answer = await asker.say(made({ info, counter: 200, fields: told }));
        expect(answer.subarray(0, 34)).toEqual(Buffer.concat([Buffer.of(0xdd, 32), told.transaction]));
      }));
  },
);

const numbers = (_: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);

describe('general-ciphering', { timeout: LIMIT_ms }, () => {
  it.each(['wasm v8', 'host wasm3'] as const)('made by another cryptography is opened: %s', (place) =>
    withDlms(async (meter) => {
      const asker = await plainAssociation(meter);
      for (const { name, bytes } of vectors.messages) {
        const answer = await asker.say(hex(bytes));
        expect([name, answer.subarray(0, 10).toString('hex')]).toEqual([name, `dd08${vectors.transaction}`]);
      }
    }, place),
  );

  it.each(['none', 'global', 'wrapped'] as const)(
    'is there for clients of suite 0 too, by the key told as %s',
    (info) =>
      withDlms(async (meter) => {
        for (const [client, over] of [
          [MANAGEMENT, 'hdlc'],
          [FIRMWARE, 'wrapper'],
        ] as const) {
          const agreement = { conformance: 0x001a5d, pduSize: 2048 };
          const client_options = { ...general(info), agreement };
          const asker = await associate(meter, info, { client, over, client_options });
          expect(await asker.run(asker.client.get(NAME))).toBeDefined();
          expect(await asker.run(asker.client.access([{ kind: 'get', ...NAME }]))).toHaveLength(1);
        }
      }),
  );

  it.each(['one-pass', 'static'] as const)('of suite 0 agrees on nothing: %s', (info) =>
    withDlms(async (meter) => {
      const asker = await plainAssociation(meter, MANAGEMENT);
      const apdu = made({ info, counter: 100, client: MANAGEMENT, control: 0x30 });
      expect((await asker.say(apdu)).toString('hex')).toBe(NOT_DECIPHERED);
    }),
  );

  it('is no proof by a key that is agreed on: who it is, is proved by the key that it has', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: SUPERVISOR }).open();
      asker.client.takeAare(await asker.say(asker.client.aarq()));
      expect((await asker.say(made({ info: 'static', counter: 50 }))).toString('hex')).toBe(NOT_DECIPHERED);
      expect((await asker.say(made({ info: 'global', counter: 51 }))).toString('hex')).toBe('d80101');
    }));

  const told =
    (bytes: string) =>
    (_: Fields, { key }: ChosenKey) => ({ key, told: hex(bytes) });
  it.each([
    ['the broadcast key', 'global', told('010001')],
    [
      'another master key',
      'wrapped',
      (_: Fields, { key, told }: ChosenKey) => ({
        key,
        told: Buffer.concat([hex('010101'), told.subarray(3)]),
      }),
    ],
    [
      'a key that is not wrapped',
      'wrapped',
      (_: Fields, { key, told }: ChosenKey) => ({
        key,
        told: Buffer.concat([told.subarray(0, 4), Buffer.alloc(24, 7)]),
      }),
    ],
    [
      'a wrapped key of 32 bytes',
      'wrapped',
      (_: Fields, { key }: ChosenKey) => ({
        key,
        told: Buffer.concat([hex('01010028'), Buffer.alloc(40, 7)]),
      }),
    ],
    ['an agreement that nobody knows', 'static', told('0102010300')],
    ['two parameters', 'static', told('010202020200')],
    ['no parameter', 'static', told('01020000')],
    ['a static agreement with a key', 'static', told('010201020100')],
    ['a choice that nobody has', 'global', told('010300')],
    ['neither a key nor none', 'global', told('020000')],
  ] as [string, KeyInfo, Made['chosen']][])('under %s is refused', (_, info, chosen) =>
    withDlms(async (meter) => {
      const asker = await plainAssociation(meter);
      expect((await asker.say(made({ info, chosen, counter: 100 }))).toString('hex')).toBe(NOT_DECIPHERED);
      expect(await asker.run(asker.client.get(IMPORT))).toBeDefined();
    }),
  );
});
