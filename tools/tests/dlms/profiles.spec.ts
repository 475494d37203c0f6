// Profiles by DLMS/COSEM: days, billing periods and load profiles, by time and by entries, with some of their columns, and what is refused of that.
import { describe, expect, it } from 'vitest';
import { AccessError, type CaptureObject, type Data, type Selection } from '../../clients/dlms/index.ts';
import { captureObjects } from '../../clients/dlms/profile.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { Asker, MANAGEMENT, PUBLIC, withDlms } from './dlms-bench.ts';

const LIMIT_ms = 120_000;
const START_s = Date.UTC(2026, 10, 28, 23, 57, 30) / 1000;
const [MONTHLY, DAILY, LOAD] = ['0-0:98.1.0.255', '0-0:98.2.0.255', '1-0:99.1.0.255'];
const SCOPE_VIOLATED = 13;
const time = (text: string) => ({ instant: new Date(text), deviation_min: 0, status: 0 });
const all = { from: time('2026-01-01T00:00:00Z'), to: time('2027-01-01T00:00:00Z') };
const listOf = (data: Data): readonly Data[] => ('of' in data ? data.of : []);
const cells = (row: Data) => listOf(row).map((data) => ('value' in data ? Number(data.value) : 'bytes'));

class Profiles {
  readonly asker: Asker;

  constructor(asker: Asker) {
    this.asker = asker;
  }

  attribute(obis: string, id: number): Promise<Data> {
    return this.asker.run(this.asker.client.get({ class: 7, obis, id }));
  }

  async columns(obis: string): Promise<readonly CaptureObject[]> {
    return captureObjects(await this.attribute(obis, 3));
  }

  async rows(obis: string, selection?: Selection): Promise<readonly Data[]> {
    return listOf(await this.asker.run(this.asker.client.get({ class: 7, obis, id: 2 }, selection)));
  }

  async refused(obis: string, selection: Selection): Promise<number | undefined> {
    try {
      await this.rows(obis, selection);
      return undefined;
    } catch (error) {
      return error instanceof AccessError ? error.result : -1;
    }
  }
}

describe('Profiles', { timeout: LIMIT_ms }, () => {
  it('of days, billing periods and loads are read whole, by time, by entries and by columns', () =>
    withDlms(
      async (meter) => {
        const manager = await new Asker(meter, { client: MANAGEMENT, over: 'wrapper' }).associate();
        const set = (of: number, obis: string, id: number, value: Data) =>
          manager.run(manager.client.set({ class: of, obis, id }, value));
        await set(7, LOAD, 4, { type: 'double-long-unsigned', value: 60n });
        await set(5, '1-0:1.4.0.255', 8, { type: 'double-long-unsigned', value: 60n });
        await idle(meter, 180_000);
        await set(1, '0-0:96.140.3.255', 2, { type: 'unsigned', value: 1n });
        await idle(meter, 75_000);
        const profiles = new Profiles(
          await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate(),
        );

        for (const obis of [MONTHLY, DAILY]) {
          const columns = await profiles.columns(obis);
          const rows = await profiles.rows(obis);
          expect(rows).toHaveLength(1);
          expect(listOf(rows[0])).toHaveLength(columns.length);
          expect(await profiles.rows(obis, all)).toEqual(rows);
          expect(await profiles.rows(obis, { ...all, from: time('2026-12-24T00:00:00Z') })).toEqual([]);
          const of = columns.findIndex(({ obis: code }) => code === '1-0:1.8.0.255');
          const [energy] = await profiles.rows(obis, { ...all, columns: [columns[of]] });
          expect(energy).toEqual({ type: 'structure', of: [listOf(rows[0])[of]] });
          expect(cells(energy)[0]).toBeGreaterThan(0);
        }
        // The same row by its code with F 101, which counts hundredths of Wh.
        const period = await profiles.asker.run(
          profiles.asker.client.get({ class: 3, obis: '1-0:1.8.0.101', id: 2 }),
        );
        const monthly = await profiles.columns(MONTHLY);
        const total = monthly.filter(({ obis }) => obis === '1-0:1.8.0.255');
        const [frozen] = await profiles.rows(MONTHLY, { ...all, columns: total });
        expect(cells(frozen)[0]).toBe(Number((period as { value: bigint }).value) * 10);

        const columns = await profiles.columns(LOAD);
        const rows = await profiles.rows(LOAD);
        expect(rows.length).toBeGreaterThan(2);
        expect(await profiles.rows(LOAD, { from: 2, to: 3 })).toEqual(rows.slice(1, 3));
        const some = [columns[0], columns[3], columns[10]];
        expect(await profiles.rows(LOAD, { ...all, columns: some })).toEqual(
          rows.map((row) => ({ type: 'structure', of: [0, 3, 10].map((i) => listOf(row)[i]) })),
        );
        // In whatever order they are named: rows have that of the profile.
        const backwards = { ...all, columns: [...some].reverse() };
        expect(await profiles.rows(LOAD, backwards)).toEqual(
          await profiles.rows(LOAD, { ...all, columns: some }),
        );
        // All of them named is all of them.
        expect(await profiles.rows(LOAD, { ...all, columns })).toEqual(rows);

        // By the values of any other column: those rows alone, wherever they stand.
        const energy = columns.findIndex(({ obis }) => obis === '1-0:1.8.0.255');
        const value = (row: Data) => listOf(row)[energy];
        const between = { by: columns[energy], from: value(rows[1]), to: value(rows[2]) };
        expect(await profiles.rows(LOAD, between)).toEqual(rows.slice(1, 3));
        expect(await profiles.rows(LOAD, { ...between, from: value(rows[2]), to: value(rows[1]) })).toEqual(
          [],
        );
        const events = await profiles.rows('0-0:99.98.0.255');
        const [, code] = await profiles.columns('0-0:99.98.0.255');
        const [first] = cells(events[0]).slice(1);
        const some_events = events.filter((row) => cells(row)[1] === first);
        const at = { type: 'unsigned', value: BigInt(first) } as const;
        expect(some_events.length).toBeLessThan(events.length);
        expect(await profiles.rows('0-0:99.98.0.255', { by: code, from: at, to: at })).toEqual(some_events);
        const peak = (await profiles.columns(DAILY)).find(({ id }) => id === 5)!;
        expect(await profiles.rows(DAILY, { ...all, by: peak })).toHaveLength(1);
        expect(await profiles.rows(DAILY, { ...all, by: peak, to: time('2026-01-02T00:00:00Z') })).toEqual(
          [],
        );

        // Harmonics of an input as one value: as its orders tell them.
        const table = { class: 61, obis: '1-0:98.10.1.255' };
        const { asker } = profiles;
        const amplitudes = listOf(await asker.run(asker.client.get({ ...table, id: 2 })));
        expect(amplitudes).toHaveLength(63);
        expect(Number((amplitudes[0] as { value: bigint }).value) / 1e6).toBeCloseTo(230, 0);
        const definition = listOf(await asker.run(asker.client.get({ ...table, id: 3 })));
        expect(definition[1]).toMatchObject({ bytes: Buffer.from([1, 0, 32, 7, 1, 255]) });
        expect(listOf(definition[2])).toHaveLength(63);
        expect(await asker.run(asker.client.get({ ...table, id: 4 }))).toEqual(
          await asker.run(asker.client.get({ class: 3, obis: '1-0:32.7.1.255', id: 3 })),
        );

        const foreign = { class: 3, obis: '1-0:14.7.0.255', id: 2, index: 0 };
        expect(await profiles.refused(LOAD, { ...all, columns: [foreign] })).toBe(SCOPE_VIOLATED);
        expect(await profiles.refused(LOAD, { ...all, by: foreign })).toBe(SCOPE_VIOLATED);
        expect(await profiles.refused('0-0:99.98.0.255', { ...all, columns: [foreign] })).toBe(
          SCOPE_VIOLATED,
        );

        // In blocks of a small client the same rows come.
        const small = new Profiles(
          await new Asker(meter, { client: PUBLIC, over: 'wrapper', pduSize: 100 }).associate(),
        );
        expect(await small.rows(DAILY, all)).toEqual(await small.rows(DAILY));
        expect(await small.rows(LOAD, { ...all, columns: some })).toHaveLength(rows.length);
        expect(await small.rows(LOAD, { ...between, columns: some })).toEqual(
          (await small.rows(LOAD, { ...all, columns: some })).slice(1, 3),
        );
      },
      'wasm v8',
      { surroundings: new Surroundings({}, START_s) },
    ));
});
