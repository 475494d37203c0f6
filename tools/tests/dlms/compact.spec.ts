// Rows of a load profile as a compact array: the same values as in an array, whatever is selected and in whatever blocks; and as
// compact data (class 62).
import { describe, expect, it } from 'vitest';
import {
  NOR_BYTES,
  NOR_PROFILE_1,
  PROFILE_ROW_STRIDE,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { compactData, numberOf, type Data, type Selection } from '../../clients/dlms/index.ts';
import { openMeterWith } from '../../figures/dlms-profile/meter.ts';
import { CHANNELS, FIRST_s, INTERVAL_s, rowsOf } from '../../figures/dlms-profile/storage.ts';
import type { Meter } from '../../meter/meter.ts';
import type { BoardStorage } from '../../meter/target.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';
import { Asker, MANAGEMENT, PUBLIC, READING, refusal } from './dlms-bench.ts';

const LIMIT_ms = 60_000;
const PROFILE = { class: 7, obis: '1-0:99.1.0.255', id: 2 };
const SETTING = { class: 1, obis: '0-0:96.144.3.255', id: 2 };
const LOST = 50;
const at = (n: number) => ({
  instant: new Date(1000 * (FIRST_s + n * INTERVAL_s)),
  ...{ deviation_min: 0, status: 0 },
});
const CLOCK = { class: 8, obis: '0-0:1.0.0.255', id: 2, index: 0 };
const STATUS = { class: 1, obis: '0-0:96.10.1.255', id: 2, index: 0 };
const listOf = (data: Data): readonly Data[] => ('of' in data ? data.of : []);

/** A row of the profile that is there no more. */
function lose({ nor }: BoardStorage): void {
  const image = new NorImage(NOR_BYTES, nor!);
  const data = new Uint8Array(16);
  const address = NOR_PROFILE_1 + (LOST + 1) * PROFILE_ROW_STRIDE;
  image.begin({ kind: 'program', address, length: data.length, data });
  image.complete();
}

const read = (asker: Asker, selection?: Selection) => asker.run(asker.client.get(PROFILE, selection));

async function set(meter: Meter, value: number): Promise<void> {
  const manager = await new Asker(meter, {
    ...{ client: MANAGEMENT, over: 'wrapper', counter: 1000 * (value + 2) },
  }).associate();
  await manager.run(manager.client.set(SETTING, numberOf('unsigned', value)));
}

const COMPACT = (id: number) => ({ class: 62, obis: '0-0:66.0.1.255', id });
const bytesOf = (data: Data) => Buffer.from('bytes' in data ? data.bytes : []);

describe('Compact data of a load profile', { timeout: LIMIT_ms }, () => {
  it('are its newest row, by a template that changes with its columns', () =>
    openMeterWith(rowsOf(1), async (meter) => {
      const asker = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
      const get = (id: number) => asker.run(asker.client.get(COMPACT(id)));
      const [buffer, template] = [bytesOf(await get(2)), bytesOf(await get(5))];
      expect(buffer).toHaveLength(1 + 79);
      expect(template.toString('hex')).toBe('020b091111' + '14'.repeat(CHANNELS));
      const { template: number, values } = compactData(buffer, template);
      expect(await get(4)).toEqual(numberOf('unsigned', number));
      expect(values).toEqual(listOf(listOf(await read(asker, { from: 96, to: 96 }))[0]));
      const columns = await asker.run(asker.client.get({ ...PROFILE, id: 3 }));
      expect(await get(3)).toEqual(columns);
      expect(await get(6)).toEqual(numberOf('enum', 0));

      const manager = await new Asker(meter, { client: MANAGEMENT, over: 'wrapper' }).associate();
      const turned: Data = { type: 'array', of: [...listOf(columns).slice(0, 3), ...listOf(columns).slice(3).reverse()] };
      await manager.run(manager.client.set({ ...PROFILE, id: 3 }, turned));
      const again = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
      expect(await again.run(again.client.get(COMPACT(4)))).not.toEqual(numberOf('unsigned', number));
      expect(await again.run(again.client.get(COMPACT(3)))).toEqual(turned);
      expect(bytesOf(await again.run(again.client.get(COMPACT(2))))).toHaveLength(0);
    }));

  it('are nothing where the newest row was lost', () =>
    openMeterWith(
      rowsOf(1).slice(0, LOST + 1),
      async (meter) => {
        const asker = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
        expect(bytesOf(await asker.run(asker.client.get(COMPACT(2))))).toHaveLength(0);
      },
      { spoil: lose },
    ));
});

describe('Rows of a load profile', { timeout: LIMIT_ms }, () => {
  it('are the same as a compact array, of any rows and columns, in any blocks', () =>
    openMeterWith(rowsOf(1), async (meter) => {
      const selections: (Selection | undefined)[] = [
        undefined,
        { from: at(3), to: at(3) },
        { from: at(10), to: at(40), columns: [CLOCK, STATUS] },
        { from: 1, to: 20 },
        { from: 5, to: 0, columns: { from: 2, to: 4 } },
        { from: 96, to: 96 },
      ];
      const plain: Data[] = [];
      const ask = (pduSize: number) => new Asker(meter, { client: PUBLIC, over: 'wrapper', pduSize }).associate();
      for (const selection of selections) plain.push(await read(await ask(2048), selection));
      await set(meter, 1);
      for (const pduSize of [2048, 100, 131]) {
        const asker = await ask(pduSize);
        for (const [i, selection] of selections.entries()) {
          const compact = await read(asker, selection);
          expect(compact.type).toBe('compact-array');
          expect(listOf(compact)).toEqual(listOf(plain[i]));
        }
      }
      expect(listOf(plain[0])).toHaveLength(96);
      expect(listOf(listOf(plain[0])[0])).toHaveLength(3 + CHANNELS);
    }));

  it('are none, and come as an array by the value of another column', () =>
    openMeterWith(
      rowsOf(1),
      async (meter) => {
        const asker = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
        const none = await read(asker, { from: at(-300), to: at(-200) });
        expect([none.type, listOf(none)]).toEqual(['compact-array', []]);
        const byStatus = { from: numberOf('unsigned', 0), to: numberOf('unsigned', 255), by: STATUS };
        const rows = await read(asker, byStatus);
        expect([rows.type, listOf(rows).length]).toEqual(['array', 96]);
        const days = await asker.run(asker.client.get({ class: 7, obis: '0-0:98.2.0.255', id: 2 }));
        expect(days.type).toBe('array');
      },
      { encoding: 'compact' },
    ));

  it('come as an array where one of them was lost, else compact', () =>
    openMeterWith(
      rowsOf(1),
      async (meter) => {
        const asker = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
        const all = await read(asker);
        expect(all.type).toBe('array');
        expect(listOf(listOf(all)[LOST])[0]).toEqual({ type: 'null' });
        expect((await read(asker, { from: 1, to: LOST })).type).toBe('compact-array');
        expect((await read(asker, { from: 1, to: LOST + 1 })).type).toBe('array');
        expect((await read(asker, { from: LOST + 2, to: 0 })).type).toBe('compact-array');
      },
      { encoding: 'compact', spoil: lose },
    ));

  it('come as who may says, by 0 or 1 and nothing else', () =>
    openMeterWith(rowsOf(1), async (meter) => {
      const reader = await new Asker(meter, { client: READING, over: 'wrapper' }).associate();
      expect(await refusal(reader.run(reader.client.set(SETTING, numberOf('unsigned', 1))))).toMatch(/denied/);
      expect(await refusal(set(meter, 2))).toBeDefined();
      expect((await read(await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate())).type).toBe('array');
    }));
});
