// The parameter monitor (class 65): what a head-end has watched, and what it is told of the last change.
import { describe, expect, it } from 'vitest';
import { numberOf, octets, structure, type Data } from '../../clients/dlms/index.ts';
import { Asker, READING } from './dlms-bench.ts';
import { array, choice, hex, u16, u32, u8, withPush, type PushBench } from './push-bench.ts';

const LIMIT_ms = 60_000;
const [DENIED, TYPE_UNMATCHED] = [3, 12];
const MONITOR = '0-0:16.2.0.255';
const [ADD, DELETE] = [1, 2];

const parameter = (of: number, code: string, id: number) =>
  structure(u16(of), hex(code), numberOf('integer', id));
const changed = (of: number, code: string, id: number, value: Data) =>
  structure(u16(of), hex(code), numberOf('integer', id), value);
const LIMIT = [71, '0000110000ff', 4] as const;
const MODE = [70, '000060030aff', 4] as const;
const TEXT = [1, '0000600d00ff', 2] as const;
const DAYS = [11, '00000b0000ff', 2] as const;
const NONE = changed(0, '000000000000', 0, { type: 'null' });
const act = (bench: PushBench, id: number, [of, code, attribute]: readonly [number, string, number]) =>
  bench.act(65, MONITOR, id, parameter(of, code, attribute));
const told = (bench: PushBench) => bench.get(65, MONITOR, 2);

describe('The parameter monitor', { timeout: LIMIT_ms }, () => {
  it('tells which of the parameters that it watches was written last, when, and its value', () =>
    withPush(async (bench) => {
      expect(await told(bench)).toEqual(NONE);
      expect(await bench.get(65, MONITOR, 4)).toEqual(array());
      for (const each of [LIMIT, MODE, TEXT, DAYS, MODE]) await act(bench, ADD, each);
      expect(await bench.get(65, MONITOR, 4)).toEqual(
        array(parameter(...LIMIT), parameter(...MODE), parameter(...TEXT), parameter(...DAYS)),
      );
      await bench.set(71, '0-0:17.0.0.255', 4, u32(9_000_000));
      expect(await told(bench)).toEqual(changed(...LIMIT, u32(9_000_000)));
      const [year, month] = [0x07ea, 11];
      expect(await bench.get(65, MONITOR, 3)).toMatchObject({
        bytes: { 0: year >> 8, 1: year & 255, 2: month },
      });
      await bench.set(70, '0-0:96.3.10.255', 4, choice(4));
      expect(await told(bench)).toEqual(changed(...MODE, choice(4)));
      const text = octets(Buffer.from('Reading on Monday'));
      await bench.set(1, '0-0:96.13.0.255', 2, text);
      expect(await told(bench)).toEqual(changed(...TEXT, text));
      await bench.set(1, '0-0:96.13.0.255', 2, octets(Buffer.alloc(40, 65))); // longer than what is kept
      expect(await told(bench)).toEqual(changed(...TEXT, { type: 'null' }));
      await bench.set(11, '0-0:11.0.0.255', 2, array());
      expect(await told(bench)).toEqual(changed(...DAYS, { type: 'null' }));
      await bench.set(1, '0-0:96.140.1.255', 2, u8(2)); // is not watched
      expect(await bench.refused(bench.set(71, '0-0:17.0.0.255', 4, u8(1)))).toBe(TYPE_UNMATCHED);
      expect(await told(bench)).toEqual(changed(...DAYS, { type: 'null' }));
      await act(bench, DELETE, LIMIT);
      await bench.set(71, '0-0:17.0.0.255', 4, u32(8_000_000));
      expect(await told(bench)).toEqual(changed(...DAYS, { type: 'null' }));
      expect(await bench.get(65, MONITOR, 4)).toMatchObject({ of: [parameter(...MODE), {}, {}] });
    }));

  it('watches nothing that the reading client may not read, and is set by nobody who may not set', () =>
    withPush(async (bench) => {
      const secret = [1, '0000608d0bff', 2] as const;
      const passwords = [19, '0000140000ff', 7] as const;
      const absent = [3, '0100630800ff', 2] as const;
      for (const each of [secret, passwords, absent])
        expect(await bench.refused(act(bench, ADD, each))).toBe(TYPE_UNMATCHED);
      expect(await bench.refused(act(bench, DELETE, MODE))).toBe(TYPE_UNMATCHED);
      const reading = await new Asker(bench.meter, { client: READING, over: 'wrapper' }).associate();
      const add = reading.client.act({ class: 65, obis: MONITOR, id: ADD }, parameter(...MODE));
      expect(await bench.refused(reading.run(add))).toBe(DENIED);
      expect(await reading.run(reading.client.get({ class: 65, obis: MONITOR, id: 2 }))).toEqual(NONE);
    }));
});
