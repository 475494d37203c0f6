// Who gets an association with the management core, and what becomes of who does not.
import { describe, expect, it } from 'vitest';
import type { Data } from '../../clients/dlms/index.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import {
  Asker,
  CLIENTS,
  FIRMWARE,
  MANAGEMENT,
  METERING_DEVICE,
  PUBLIC,
  READING,
  refusal,
  withDlms,
} from './dlms-bench.ts';

const numberOf = (data: Data): number => ('value' in data ? Number(data.value) : Number.NaN);
const IMPORT = { class: 3, obis: '1-0:1.8.0.255', id: 2 };
const NAME = { class: 1, obis: '0-0:42.0.0.255', id: 2 };
const GET_IMPORT = Buffer.from('c001c100030100010800ff0200', 'hex');
const LIMIT_ms = 120_000;

describe('An association', { timeout: LIMIT_ms }, () => {
  it.each(Object.entries(CLIENTS))('is opened by the client who may, over either link: %s', (_, client) =>
    withDlms(async (meter) => {
      for (const [over, counter] of [
        ['hdlc', 1],
        ['wrapper', 1000],
      ] as const) {
        const asker = await new Asker(meter, { client, over, counter }).associate();
        const name = await asker.run(asker.client.get(NAME));
        expect(name).toMatchObject({ type: 'octet-string' });
        await asker.run(asker.client.release());
        expect((await asker.say(GET_IMPORT)).toString('hex')).toBe('d80101');
      }
    }),
  );

  it('is refused to a client that nobody is, and to the right one with the wrong proof', () =>
    withDlms(async (meter) => {
      const open = async (options: ConstructorParameters<typeof Asker>[1]) =>
        refusal(new Asker(meter, options).associate());
      expect(await open({ client: 5 })).toMatch(/refused|rejected/);
      expect(await open({ client: READING, password: '0000000000000000' })).toMatch(/refused|rejected/);
      expect(await open({ client: READING, mechanism: 0 })).toMatch(/refused|rejected/);
      expect(await open({ client: PUBLIC, device: 3 })).toMatch(/answer/);
      const { clients, ...rest } = testKeys().management;
      const wrong = { ...rest, clients: clients.map((c) => ({ ...c, encryption_key: '00'.repeat(16) })) };
      expect(await open({ client: MANAGEMENT, keys: wrong })).toBeDefined();
      expect(await open({ client: MANAGEMENT })).toBeUndefined();
    }));

  it('with a password is locked behind failures, and other clients are not', () =>
    withDlms(async (meter) => {
      for (let i = 0; i < 3; i++)
        expect(
          await refusal(new Asker(meter, { client: READING, password: 'X'.repeat(16) }).associate()),
        ).toBeDefined();
      expect(await refusal(new Asker(meter, { client: READING }).associate())).toBeDefined();
      expect(await refusal(new Asker(meter, { client: PUBLIC }).associate())).toBeUndefined();
      await idle(meter, 11_000);
      expect(await refusal(new Asker(meter, { client: READING }).associate())).toBeUndefined();
    }));

  it('is needed for a request, and what must be ciphered is', () =>
    withDlms(async (meter) => {
      const stranger = await new Asker(meter, { client: PUBLIC }).open();
      expect((await stranger.say(GET_IMPORT)).toString('hex')).toBe('d80101');
      const known = await new Asker(meter, { client: FIRMWARE }).associate();
      expect((await known.say(GET_IMPORT)).toString('hex')).toBe('d80101');
      expect((await known.say(Buffer.from('c2c0', 'hex'))).toString('hex')).toBe('d80202');
    }));

  it('takes no request twice, and says which counter it awaits', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: MANAGEMENT, counter: 70 }).associate();
      const request = asker.client.request(GET_IMPORT);
      const used = asker.client.counter;
      expect((await asker.say(request))[0]).toBe(0xcc);
      const answer = await asker.say(request);
      expect(answer.toString('hex')).toBe(`d80106${used.toString(16).padStart(8, '0')}`);
      const altered = asker.client.request(GET_IMPORT);
      altered[altered.length - 1] ^= 1;
      expect((await asker.say(altered)).toString('hex')).toBe('d80105');
      const visitor = new Asker(meter, { client: PUBLIC, over: 'wrapper' });
      await visitor.associate();
      const told = await visitor.run(visitor.client.get({ class: 1, obis: '0-0:43.1.1.255', id: 2 }));
      expect(told).toMatchObject({ value: BigInt(used) });
    }));

  it('goes on behind a power cut with counters that nobody has used, of either side', () =>
    withDlms(async (meter) => {
      const counterIn = (apdu: Buffer) => apdu.readUInt32BE(3);
      const asker = await new Asker(meter, { client: MANAGEMENT, counter: 70 }).associate();
      const before = counterIn(await asker.say(asker.client.request(GET_IMPORT)));
      await meter.cutPower!();
      await idle(meter, 3000);
      const late = await new Asker(meter, { client: MANAGEMENT, counter: 70 }).open();
      expect(await refusal(late.run(late.client.associate()))).toMatch(/counter/);
      const again = await new Asker(meter, { client: MANAGEMENT, counter: 200 }).associate();
      expect(counterIn(await again.say(again.client.request(GET_IMPORT)))).toBeGreaterThan(before);
    }));
});

describe('Logical device 16', { timeout: LIMIT_ms }, () => {
  it.each(['hdlc', 'wrapper'] as const)('is asked end to end through the management core: %s', (over) =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: 1, device: METERING_DEVICE, over }).associate();
      const read = await asker.run(asker.client.get(IMPORT));
      const { active_import_mWs } = await meter.ask('read_registers', { scope: 0, moment: 1 });
      const told = numberOf(read);
      expect(told).toBeGreaterThan(0);
      expect(told).toBeLessThanOrEqual(Number(active_import_mWs) / 3600 + 1);
      const list = await asker.run(asker.client.get({ class: 15, obis: '0-0:40.0.0.255', id: 2 }));
      expect(list.type === 'array' && list.of.length).toBeGreaterThan(50);
    }),
  );

  it('has its clock set through the management core by who may', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: 2, device: METERING_DEVICE }).associate();
      const shift = { class: 8, obis: '0-0:1.0.0.255', id: 6 };
      const before_s = Number((await meter.ask('read_status')).clock_s);
      await asker.run(asker.client.act(shift, { type: 'long', value: 60n }));
      await idle(meter, 2000);
      const after_s = Number((await meter.ask('read_status')).clock_s);
      expect(after_s - before_s).toBeGreaterThanOrEqual(61);
      const reader = await new Asker(meter, { client: 1, device: METERING_DEVICE, counter: 500 }).associate();
      const moved = reader.run(reader.client.act(shift, { type: 'long', value: 60n }));
      expect(await refusal(moved)).toMatch(/denied/);
    }));
});
