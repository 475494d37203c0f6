// A client that is set to prove itself by a digest (HLS 6), and to GMAC again.
import { describe, expect, it } from 'vitest';
import { numberOf } from '../../clients/dlms/index.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { Asker, FIRMWARE, MANAGEMENT, refusal, SUPERVISOR, withDlms } from './dlms-bench.ts';

const LIMIT_ms = 120_000;
const MECHANISM_OF_MANAGEMENT = { class: 1, obis: '0-0:96.143.16.255', id: 2 };
const MECHANISM_OF_FIRMWARE = { class: 1, obis: '0-0:96.143.17.255', id: 2 };
const MECHANISM = { class: 15, obis: '0-0:40.0.0.255', id: 6 };
const REFUSED = /refused|rejected/;

function digesting(
  meter: Meter,
  client: number,
  counter: number,
  secret = testKeys().management.clients[client - 1].secret!,
) {
  const client_options = { mechanism: 6, secret: Buffer.from(secret) };
  return new Asker(meter, { client, over: 'wrapper', counter, client_options });
}

describe('A client', { timeout: LIMIT_ms }, () => {
  it.each(['wasm v8', 'host wasm3'] as const)(
    'proves itself by a digest from when it is set so, over a power cut too: %s',
    (place) =>
      withDlms(async (meter) => {
        expect(await refusal(digesting(meter, FIRMWARE, 1).associate())).toMatch(REFUSED);
        const supervisor = await new Asker(meter, { client: SUPERVISOR }).associate();
        const set = (value: number) =>
          supervisor.run(supervisor.client.set(MECHANISM_OF_FIRMWARE, numberOf('unsigned', value)));
        for (const value of [0, 1, 3, 4, 7, 255]) expect(await refusal(set(value))).toBeDefined();
        await set(6);
        expect(
          await refusal(new Asker(meter, { client: FIRMWARE, over: 'wrapper', counter: 10 }).associate()),
        ).toMatch(REFUSED);
        const firmware = await digesting(meter, FIRMWARE, 20).associate();
        const told = await firmware.run(firmware.client.get(MECHANISM));
        expect(Buffer.from((told as { bytes: Uint8Array }).bytes).toString('hex')).toBe('60857405080206');
        expect(await refusal(digesting(meter, FIRMWARE, 30, '0'.repeat(16)).associate())).toMatch(
          /250|other/,
        );
        await meter.cutPower!();
        await idle(meter, 3000);
        expect(await refusal(digesting(meter, FIRMWARE, 200).associate())).toBeUndefined();
      }, place),
  );

  it('is set by itself, and back', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: MANAGEMENT, over: 'wrapper' }).associate();
      await asker.run(asker.client.set(MECHANISM_OF_MANAGEMENT, numberOf('unsigned', 6)));
      const again = await digesting(meter, MANAGEMENT, 100).associate();
      await again.run(again.client.set(MECHANISM_OF_MANAGEMENT, numberOf('unsigned', 5)));
      expect(await refusal(digesting(meter, MANAGEMENT, 200).associate())).toMatch(REFUSED);
      expect(
        await refusal(new Asker(meter, { client: MANAGEMENT, counter: 300 }).associate()),
      ).toBeUndefined();
    }));
});
