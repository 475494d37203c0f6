// A SET that names a part of a value: refused, for no value is written in parts, and nothing of it holds.
import { expect, it } from 'vitest';
import { AccessError, numberOf, octets, type Data, type Target } from '../../clients/dlms/index.ts';
import { Asker, MANAGEMENT, withDlms } from './dlms-bench.ts';

const PERIOD: Target = { class: 7, obis: '1-0:99.1.0.255', id: 4 };
const MESSAGE: Target = { class: 1, obis: '0-0:96.13.0.255', id: 2 };
const NOWHERE: Target = { class: 1, obis: '1-0:199.1.0.255', id: 2 };
const FIRST = { from: 1, to: 1 };
const SCOPE_VIOLATED = 13;
const UNDEFINED = 4;

it(
  'is refused whole, in an APDU or in blocks, and an object that is nowhere is told so',
  { timeout: 60_000 },
  () =>
    withDlms(async (meter) => {
      for (const [pduSize, counter] of [
        [2048, 1],
        [100, 10_000],
      ]) {
        const asker = await new Asker(meter, {
          client: MANAGEMENT,
          over: 'wrapper',
          pduSize,
          counter,
        }).associate();
        const refused = async (target: Target, value: Data) => {
          try {
            await asker.run(asker.client.set(target, value, FIRST));
            return 0;
          } catch (error) {
            return error instanceof AccessError ? error.result : -1;
          }
        };
        const before = await asker.run(asker.client.get(PERIOD));
        expect(await refused(PERIOD, numberOf('double-long-unsigned', 3600))).toBe(SCOPE_VIOLATED);
        expect(await asker.run(asker.client.get(PERIOD))).toEqual(before);
        expect(await refused(MESSAGE, octets(Buffer.from('x'.repeat(60))))).toBe(SCOPE_VIOLATED);
        expect(await refused(NOWHERE, numberOf('unsigned', 1))).toBe(UNDEFINED);
        await asker.run(asker.client.set(PERIOD, numberOf('double-long-unsigned', 900)));
      }
    }),
);
