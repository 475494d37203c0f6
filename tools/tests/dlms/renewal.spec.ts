// New keys of a client (class 64): under the master key, or agreed on; the answer comes under the old ones, and then nothing does.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signingKey, verifyingKey } from '../../clients/dlms/authentication.ts';
import { wrapKey } from '../../clients/dlms/general-ciphering.ts';
import {
  KEY_AGREEMENT,
  KEY_TRANSFER,
  KeyAgreement,
  transferred,
  type Agreeing,
  type Data,
  type Renewed,
} from '../../clients/dlms/index.ts';
import {
  pointOfPrivate,
  signingKeyOf,
  testKeys,
  type BoardKeys,
  type KeySuite,
} from '../../meter/keys/development-keys.ts';
import type { Meter } from '../../meter/meter.ts';
import {
  Asker,
  FIRMWARE,
  MANAGEMENT,
  refusal,
  SUPERVISOR,
  withDlms,
  type AskerOptions,
} from './dlms-bench.ts';

const LIMIT_ms = 120_000;
const SUITE = { class: 64, obis: '0-0:43.0.0.255', id: 3 };
const counterOf = (client: number) => ({ class: 1, obis: `0-0:43.1.${client}.255`, id: 2 });
const ACCESS_LOG = { class: 1, obis: '0-0:96.135.2.255', id: 2 };
const hex = (text: string) => Buffer.from(text, 'hex');

/** The same keys, but for some of a client. */
const changed = (board: BoardKeys, client: number, keys: Partial<Record<Renewed, Buffer>>): BoardKeys => ({
  ...board,
  master_key: keys.master?.toString('hex') ?? board.master_key,
  clients: board.clients.map((each) =>
    each.id !== client
      ? each
      : {
          ...each,
          encryption_key: keys.encryption?.toString('hex') ?? each.encryption_key,
          authentication_key: keys.authentication?.toString('hex') ?? each.authentication_key,
        },
  ),
});

const associate = (meter: Meter, client: number, keys: BoardKeys, options: Partial<AskerOptions> = {}) =>
  new Asker(meter, { client, keys, ...options }).associate();

const agreeingOf = (board: BoardKeys, suite: KeySuite): Agreeing => ({
  client: hex('4d4d4d0000000003'),
  server: hex(board.system_title),
  ownSigning: signingKey(hex(board.clients[SUPERVISOR - 1].signing_key!)),
  serverSigning: verifyingKey(pointOfPrivate(signingKeyOf(board, suite))),
});

describe('New keys of a client', { timeout: LIMIT_ms }, () => {
  it.each([
    [1, 'wasm v8'],
    [2, 'host wasm3'],
  ] as const)('come under the master key, and are in force behind the answer: suite %i, %s', (suite, place) =>
    withDlms(
      async (meter) => {
        const board = testKeys(suite).management;
        const length = suite === 2 ? 32 : 16;
        const [encryption, authentication, master] = [0, 1, 2].map(() => randomBytes(length));
        const asker = await associate(meter, MANAGEMENT, board, { counter: 1000 });
        const keys = [
          ['master', master],
          ['encryption', encryption],
          ['authentication', authentication],
        ] as const;
        await asker.run(asker.client.act(KEY_TRANSFER, transferred(hex(board.master_key), keys)));
        expect(await refusal(asker.run(asker.client.get(SUITE)))).toBeDefined();
        expect(await refusal(associate(meter, MANAGEMENT, board, { counter: 5000 }))).toBeDefined();
        const next = changed(board, MANAGEMENT, { encryption, authentication, master });
        // Its counters begin anew.
        const again = await associate(meter, MANAGEMENT, next, { counter: 1 });
        const awaited = async () =>
          Number(((await again.run(again.client.get(counterOf(MANAGEMENT)))) as { value: bigint }).value);
        const before = await awaited();
        expect(before).toBeLessThan(100);
        // The same once more changes nothing, counters included.
        const same = [['encryption', encryption]] as const;
        await again.run(again.client.act(KEY_TRANSFER, transferred(master, same)));
        expect(await awaited()).toBeGreaterThan(before);
        await associate(meter, FIRMWARE, next);
      },
      place,
      { keys: testKeys(suite) },
    ),
  );

  it.each([1, 2] as const)('are agreed on by C(2e,0s): suite %i', (suite) =>
    withDlms(
      async (meter) => {
        const board = testKeys(suite).management;
        const asker = await associate(meter, SUPERVISOR, board, { counter: 1000 });
        const agreement = new KeyAgreement('encryption', agreeingOf(board, suite));
        const answer = await asker.run(asker.client.act(KEY_AGREEMENT, agreement.parameter));
        const encryption = agreement.keyOf(answer);
        expect(encryption.length).toBe(suite === 2 ? 32 : 16);
        expect(await refusal(asker.run(asker.client.get(SUITE)))).toBeDefined();
        const next = changed(board, SUPERVISOR, { encryption });
        const again = await associate(meter, SUPERVISOR, next);
        expect(await again.run(again.client.get(SUITE))).toMatchObject({ value: BigInt(suite) });
        const master = new KeyAgreement('master', agreeingOf(board, suite));
        const kek = master.keyOf(await again.run(again.client.act(KEY_AGREEMENT, master.parameter)));
        const authentication = randomBytes(encryption.length);
        const keys = [['authentication', authentication]] as const;
        await again.run(again.client.act(KEY_TRANSFER, transferred(kek, keys)));
        await associate(meter, SUPERVISOR, changed(next, SUPERVISOR, { authentication }), { counter: 500 });
      },
      'wasm v8',
      { keys: testKeys(suite) },
    ),
  );

  const board = testKeys().management;
  const wrapped = (key: Renewed | 'broadcast', bytes: Uint8Array): Data => ({
    type: 'array',
    of: [
      {
        type: 'structure',
        of: [
          { type: 'enum', value: { encryption: 0n, broadcast: 1n, authentication: 2n, master: 3n }[key] },
          { type: 'octet-string', bytes },
        ],
      },
    ],
  });
  const master = hex(board.master_key);

  it('are refused as a whole where one is wrong, and the old ones stay', () =>
    withDlms(async (meter) => {
      const asker = await associate(meter, SUPERVISOR, board, { counter: 10 });
      const [good, bad] = [wrapKey(master, randomBytes(16)), wrapKey(randomBytes(16), randomBytes(16))];
      const both = wrapped('encryption', good);
      if (both.type === 'array') both.of.push((wrapped('authentication', bad) as { of: Data[] }).of[0]);
      const agreement = new KeyAgreement('encryption', agreeingOf(board, 1));
      const other = new KeyAgreement('encryption', {
        ...agreeingOf(board, 1),
        ownSigning: signingKey(hex(board.clients[SUPERVISOR - 1].agreement_key!)),
      });
      const swapped = structuredClone(agreement.parameter) as { of: { of: { value: bigint }[] }[] };
      swapped.of[0].of[0].value = 2n;
      for (const [method, parameter] of [
        [KEY_TRANSFER, wrapped('encryption', bad)],
        [KEY_TRANSFER, wrapped('broadcast', good)],
        [KEY_TRANSFER, wrapped('encryption', wrapKey(master, randomBytes(32)))],
        [KEY_TRANSFER, wrapped('encryption', Buffer.alloc(0))],
        [KEY_TRANSFER, { type: 'array', of: [] as Data[] }],
        [KEY_TRANSFER, both],
        [KEY_AGREEMENT, other.parameter],
        [KEY_AGREEMENT, swapped as unknown as Data],
        [KEY_AGREEMENT, wrapped('encryption', good)],
        [KEY_AGREEMENT, { type: 'null-data' } as unknown as Data],
      ] as const)
        expect(await refusal(asker.run(asker.client.act(method, parameter)))).toBeDefined();
      expect(await asker.run(asker.client.get(SUITE))).toMatchObject({ value: 1n });
      await associate(meter, SUPERVISOR, board, { counter: 100 });
      const manager = await associate(meter, MANAGEMENT, board);
      expect(await refusal(manager.run(manager.client.act(KEY_AGREEMENT, agreement.parameter)))).toMatch(
        /denied|3/,
      );
      const log = await manager.run(manager.client.get(ACCESS_LOG));
      expect(JSON.stringify(log, (_k, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))).toContain(
        '"value":19',
      );
    }));
});
