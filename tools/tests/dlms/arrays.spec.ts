// The array manager (class 123): special days one by one, as a head-end changes one of many.
import { describe, expect, it } from 'vitest';
import { structure, type Data } from '../../clients/dlms/index.ts';
import { Asker, PUBLIC, READING, refusal } from './dlms-bench.ts';
import { array, hex, numberIn, u16, u32, u8, withPush, type PushBench } from './push-bench.ts';
import { numberOf } from '../../clients/dlms/index.ts';

const LIMIT_ms = 120_000;
const [DENIED, TYPE_UNMATCHED, OTHER_REASON] = [3, 12, 250];
const MANAGER = '0-0:18.0.0.255';
const [NUMBER, RETRIEVE, INSERT, UPDATE, REMOVE] = [1, 2, 3, 4, 5];
const DAYS = '0-0:11.0.0.255';

const day = (index: number, date: string, table = 1) => structure(u16(index), hex(date), u8(table));
const ARRAY = u8(1);
const range = (from: number, to: number) => structure(ARRAY, structure(u16(from), u16(to)));
const change = (index: number, entry: Data, id = ARRAY) => structure(id, structure(u16(index), entry));
const NEW_YEAR = day(1, 'ffff 0101 ff');
const LABOUR = day(2, 'ffff 0501 ff');
const CHRISTMAS = day(3, 'ffff 0c19 ff', 2);
const EASTER = day(4, '07eb 031d ff', 2);

const act = (bench: PushBench, id: number, value: Data) => bench.act(123, MANAGER, id, value);
const listed = (bench: PushBench) => bench.get(11, DAYS, 2);

describe('The array manager', { timeout: LIMIT_ms }, () => {
  it('inserts, changes, tells and removes entries of the special days, and leaves the others as they are', () =>
    withPush(async (bench) => {
      const managed = structure(u16(11), hex('00000b0000ff'), numberOf('integer', 2));
      expect(await bench.get(123, MANAGER, 2)).toEqual(array(structure(ARRAY, managed)));
      await act(bench, INSERT, change(9, LABOUR));
      await act(bench, INSERT, change(0, NEW_YEAR));
      await act(bench, INSERT, change(2, CHRISTMAS));
      await act(bench, INSERT, change(1, EASTER));
      expect(await listed(bench)).toEqual(array(NEW_YEAR, EASTER, LABOUR, CHRISTMAS));
      expect(await act(bench, NUMBER, ARRAY)).toEqual(u32(4));
      expect(await act(bench, RETRIEVE, range(2, 3))).toEqual(array(EASTER, LABOUR));
      expect(await act(bench, RETRIEVE, range(4, 9))).toEqual(array(CHRISTMAS));
      expect(await act(bench, RETRIEVE, range(5, 9))).toEqual(array());
      const later = day(4, '07ec 0411 ff', 2);
      await act(bench, UPDATE, change(2, later));
      await act(bench, REMOVE, range(3, 4));
      expect(await listed(bench)).toEqual(array(NEW_YEAR, later));
    }));

  it('refuses what is no array, no entry, no date, or a number twice, and changes nothing then', () =>
    withPush(async (bench) => {
      await bench.set(11, DAYS, 2, array(NEW_YEAR, LABOUR));
      const refused = (id: number, value: Data) => bench.refused(act(bench, id, value));
      const wrong: [number, Data][] = [
        [NUMBER, u8(2)],
        [RETRIEVE, range(0, 1)],
        [RETRIEVE, range(2, 1)],
        [INSERT, change(0, CHRISTMAS, u8(2))],
        [INSERT, change(0, day(3, 'ffff 021e ff'))],
        [INSERT, change(0, day(2, 'ffff 0c19 ff'))],
        [UPDATE, change(3, CHRISTMAS)],
        [UPDATE, change(0, CHRISTMAS)],
        [UPDATE, change(1, day(2, 'ffff 0c19 ff'))],
        [REMOVE, range(2, 3)],
        [REMOVE, range(0, 1)],
      ];
      for (const [id, value] of wrong) expect([id, await refused(id, value)]).toEqual([id, TYPE_UNMATCHED]);
      expect(await listed(bench)).toEqual(array(NEW_YEAR, LABOUR));
    }));

  it('tells any client who may read, in answers that it has room for, and not in a list', () =>
    withPush(async (bench) => {
      const days = Array.from({ length: 128 }, (_, i) =>
        day(i, `07eb 01${(1 + (i % 28)).toString(16).padStart(2, '0')} ff`),
      );
      await bench.set(11, DAYS, 2, array(...days));
      expect(await bench.refused(act(bench, INSERT, change(0, day(200, 'ffff 0101 ff'))))).toBeDefined();
      expect(await act(bench, RETRIEVE, range(1, 128))).toEqual(array(...days));
      const target = { class: 123, obis: MANAGER, id: NUMBER };
      const [{ result }] = await bench.asker.run(
        bench.asker.client.actList([{ ...target, parameter: ARRAY }]),
      );
      expect(result).toBe(OTHER_REASON);
      const small = await new Asker(bench.meter, {
        client: READING,
        over: 'wrapper',
        pduSize: 200,
      }).associate();
      const asks = (from: number, to: number) =>
        small.run(small.client.act({ ...target, id: RETRIEVE }, range(from, to)));
      expect(await asks(1, 12)).toEqual(array(...days.slice(0, 12)));
      expect(await refusal(asks(1, 128))).toBeDefined();
      expect(
        await refusal(small.run(small.client.act({ ...target, id: REMOVE }, range(1, 1)))),
      ).toBeDefined();
      const anybody = await new Asker(bench.meter, { client: PUBLIC, over: 'wrapper' }).associate();
      expect(numberIn(await anybody.run(anybody.client.act(target, ARRAY)))).toBe(128);
      expect(
        await bench.refused(anybody.run(anybody.client.act({ ...target, id: REMOVE }, range(1, 1)))),
      ).toBe(DENIED);
    }));
});
