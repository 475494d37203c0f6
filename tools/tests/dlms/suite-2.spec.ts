// Security suite 2 on a whole meter: AES-256, P-384 and SHA-384 of another cryptography, and what is less is refused.
import { describe, expect, it } from 'vitest';
import { signingKey, verifyingKey } from '../../clients/dlms/authentication.ts';
import { KEY_INFOS } from '../../clients/dlms/general-ciphering.ts';
import { octets, type ClientOptions, type Data } from '../../clients/dlms/index.ts';
import { agreementKeyOf, pointOfPrivate, signingKeyOf, testKeys } from '../../meter/keys/development-keys.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { Asker, FIRMWARE, MANAGEMENT, READING, refusal, SUPERVISOR, withDlms } from './dlms-bench.ts';

const LIMIT_ms = 120_000;
const IMPORT = { class: 3, obis: '1-0:1.8.0.255', id: 2 };
const security = (id: number) => ({ class: 64, obis: '0-0:43.0.0.255', id });
const keyObject = (e: number) => ({ class: 1, obis: `0-0:96.143.${e}.255`, id: 2 });
const keys = testKeys(2);
const board = keys.management;
const supervisor = board.clients[SUPERVISOR - 1];
const hex = (text: string) => Buffer.from(text, 'hex');
const bytesOf = (data: Data) => ('bytes' in data ? Buffer.from(data.bytes) : Buffer.alloc(0));
const ownSigning = signingKey(hex(supervisor.signing_key!));
const serverSigning = verifyingKey(pointOfPrivate(signingKeyOf(board, 2)));
const agreementKeys = {
  own: signingKey(hex(supervisor.agreement_key!)),
  server: verifyingKey(pointOfPrivate(agreementKeyOf(board, 2))),
  ownSigning,
  serverSigning,
};

const associate = (
  meter: Meter,
  client: number,
  counter: number,
  client_options: Partial<ClientOptions> = {},
) => new Asker(meter, { client, counter, client_options, keys: board }).associate();

/** A meter whose clients have suite 2, after its board made its keys of P-384. */
const withSuite2 = (use: (meter: Meter) => Promise<void>, place: 'wasm v8' | 'host wasm3' = 'wasm v8') =>
  withDlms<void>(
    async (meter) => {
      await idle(meter, 3000);
      await use(meter);
    },
    place,
    { keys },
  );

describe('Under security suite 2', { timeout: LIMIT_ms }, () => {
  it.each(['wasm v8', 'host wasm3'] as const)(
    'both sides sign on P-384, within 3 s and their line: %s',
    (place) =>
      withSuite2(async (meter) => {
        const since_us = meter.conductor.now_us;
        const asker = await associate(meter, SUPERVISOR, 1);
        expect(meter.conductor.now_us - since_us).toBeLessThan(3_500_000);
        expect(await asker.run(asker.client.get(security(3)))).toMatchObject({ type: 'enum', value: 2n });
        expect(bytesOf(await asker.run(asker.client.get(keyObject(64))))).toEqual(
          pointOfPrivate(signingKeyOf(board, 2)),
        );
        expect(bytesOf(await asker.run(asker.client.get(keyObject(96))))).toEqual(
          pointOfPrivate(agreementKeyOf(board, 2)),
        );
        expect(bytesOf(await asker.run(asker.client.get(keyObject(67)))).toString('hex')).toBe(
          supervisor.public_key,
        );
        expect(bytesOf(await asker.run(asker.client.get(keyObject(3)))).length).toBe(0);
        expect(await asker.run(asker.client.get(security(6)))).toMatchObject({
          of: [0n, 0n, 1n, 1n].map((type, n) => ({
            of: [{ value: BigInt(n & 1) }, { value: type }, {}, {}, {}, {}],
          })),
        });
      }, place),
  );

  it('a client of GMAC, a dedicated key and a password go by AES-256', () =>
    withSuite2(async (meter) => {
      for (const [client, ciphering] of [
        [MANAGEMENT, 'global'],
        [FIRMWARE, 'general-global'],
        [MANAGEMENT, 'dedicated'],
      ] as const) {
        const asker = await associate(meter, client, ciphering === 'dedicated' ? 100 : 1, { ciphering });
        expect(await asker.run(asker.client.get(security(3)))).toMatchObject({ value: 2n });
      }
      const reader = await associate(meter, READING, 1);
      expect(await reader.run(reader.client.get(IMPORT))).toBeDefined();
    }));

  it('general-ciphering tells each key, wrapped under 32 bytes or agreed on by P-384, and messages are signed', () =>
    withSuite2(async (meter) => {
      let counter = 1;
      for (const keyInfo of KEY_INFOS) {
        const options = {
          ciphering: 'general',
          keyInfo,
          agreementKeys,
          masterKey: hex(board.master_key),
        } as const;
        const signing = keyInfo === 'one-pass' ? { signing: { own: ownSigning, server: serverSigning } } : {};
        const asker = await associate(meter, SUPERVISOR, counter, { ...options, ...signing });
        expect(await asker.run(asker.client.get(IMPORT)), keyInfo).toMatchObject({ type: 'long64' });
        counter += 100;
      }
    }));

  it('what is less is refused: keys of 16 bytes, suite 0 or 1, a signature or a key of P-256', () =>
    withSuite2(async (meter) => {
      const less = testKeys().management;
      const try16 = (client: number, counter: number) =>
        refusal(new Asker(meter, { client, counter, keys: less }).associate());
      expect(await try16(MANAGEMENT, 1)).toBeDefined();
      expect(await try16(SUPERVISOR, 1)).toBeDefined();
      for (const suite of [0, 1] as const) {
        const asker = new Asker(meter, {
          client: MANAGEMENT,
          counter: 10,
          keys: board,
          client_options: { cipherInitiate: true },
        });
        const sealed = asker.client.aarq();
        // The security control byte of the ciphered InitiateRequest says another suite.
        const at = sealed.lastIndexOf(Buffer.of(0x32, 0, 0, 0, 10));
        expect(at).toBeGreaterThan(0);
        sealed[at] = 0x30 | suite;
        await asker.open();
        expect((await asker.say(sealed)).includes(Buffer.of(0xa2, 3, 2, 1, 1))).toBe(true);
      }
      const short = signingKey(hex(less.clients[SUPERVISOR - 1].signing_key!));
      expect(await refusal(associate(meter, SUPERVISOR, 100, { signingKey: short }))).toBeDefined();
      const manager = await associate(meter, MANAGEMENT, 200);
      const point = pointOfPrivate(hex(less.clients[SUPERVISOR - 1].signing_key!));
      expect(await refusal(manager.run(manager.client.set(keyObject(67), octets(point))))).toBeDefined();
      expect(await refusal(associate(meter, SUPERVISOR, 300))).toBeUndefined();
    }));
});
