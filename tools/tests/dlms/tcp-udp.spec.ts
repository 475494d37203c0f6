// TCP-UDP setup (class 41): what a module in the uplink slot reads of it, and that the wrapper waits as long as it is set to.
import { describe, expect, it } from 'vitest';
import { idle } from '../../meter/targets/with-meter.ts';
import { Asker, MANAGEMENT, PUBLIC, READING, refusal, withDlms } from './dlms-bench.ts';
import { hex, u16, u8 } from './push-bench.ts';

const LIMIT_ms = 60_000;
const setup = (id: number) => ({ class: 41, obis: '0-0:25.0.0.255', id });
const TIME = { class: 8, obis: '0-0:1.0.0.255', id: 2 };

describe('The TCP-UDP setup', { timeout: LIMIT_ms }, () => {
  it('tells port, longest segment and connections, and no address', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
      const told = await asker.run(asker.client.getList([2, 3, 4, 5, 6].map(setup)));
      expect(told.map(({ data }) => data)).toEqual([u16(4059), hex(''), u16(2056), u8(1), u16(300)]);
    }));

  it('ends an association on the wrapper once nobody asked for as long as it is set to', () =>
    withDlms(async (meter) => {
      const management = await new Asker(meter, { client: MANAGEMENT }).associate();
      await management.run(management.client.set(setup(6), u16(20)));
      const reading = await new Asker(meter, { client: READING, over: 'wrapper' }).associate();
      const asks = () => refusal(reading.run(reading.client.get(TIME)));
      await idle(meter, 18_000);
      expect(await asks()).toBeUndefined();
      await idle(meter, 22_000);
      expect(await asks()).toBeDefined();
      await management.run(management.client.set(setup(6), u16(0)));
      await reading.run(reading.client.associate());
      await idle(meter, 400_000);
      expect(await asks()).toBeUndefined();
    }));
});
