// Function control (class 122): what is switched off does nothing, and goes on once it is switched on.
import { describe, expect, it } from 'vitest';
import { octets, structure, type Data } from '../../clients/dlms/index.ts';
import {
  array,
  choice,
  destination,
  hex,
  pushed,
  u16,
  u32,
  u8,
  withPush,
  type PushBench,
} from './push-bench.ts';

const LIMIT_ms = 120_000;
const TYPE_UNMATCHED = 12;
const CONTROL = '0-0:44.1.0.255';
const NAMES = ['push', 'schedules', 'monitors', 'limiter', 'open_hours'];
const LIMITER = '0-0:17.0.0.255';

const status = (name: string, on: boolean): Data =>
  structure(octets(Buffer.from(name)), { type: 'boolean', value: BigInt(on) });
const turn = (bench: PushBench, name: string, on: boolean) =>
  bench.act(122, CONTROL, 1, array(status(name, on)));

describe('A function', { timeout: LIMIT_ms }, () => {
  it('is listed with its objects, and switched by its name', () =>
    withPush(async (bench) => {
      expect(await bench.get(122, CONTROL, 2)).toEqual(array(...NAMES.map((name) => status(name, true))));
      const limiter = structure(
        octets(Buffer.from('limiter')),
        array(structure(u16(71), hex('0000110000ff'))),
      );
      expect(await bench.get(122, CONTROL, 3)).toMatchObject({ of: [{}, {}, {}, limiter, {}] });
      expect(await bench.refused(turn(bench, 'relays', false))).toBe(TYPE_UNMATCHED);
      await turn(bench, 'limiter', false);
      expect(await bench.get(122, CONTROL, 2)).toEqual(
        array(...NAMES.map((name) => status(name, name !== 'limiter'))),
      );
    }));

  it('does nothing while it is off: the limiter opens nothing, a push waits', () =>
    withPush(async (bench) => {
      const isClosed = async () => (await bench.get(70, '0-0:96.3.10.255', 2)) as { value: bigint };
      await turn(bench, 'limiter', false);
      await turn(bench, 'push', false);
      await bench.set(70, '0-0:96.3.10.255', 4, choice(4));
      await bench.set(71, LIMITER, 4, u32(1_000_000)); // 1 kW, of 3.45 that are taken
      await bench.set(40, '0-0:25.9.0.255', 2, array(pushed(3, '0100010800ff', 2)));
      await bench.set(40, '0-0:25.9.0.255', 3, destination('head-end:4059'));
      await bench.push();
      await bench.idle(30_000);
      expect(await bench.get(71, LIMITER, 3)).toEqual(u32(0));
      expect(await isClosed()).toMatchObject({ value: 1n });
      expect(bench.heard).toHaveLength(0);
      await turn(bench, 'limiter', true);
      await turn(bench, 'push', true);
      await bench.idle(30_000);
      expect(await bench.get(71, LIMITER, 3)).toEqual(u32(1_000_000));
      expect(await isClosed()).toMatchObject({ value: 0n });
      expect(bench.heard).toHaveLength(1);
    }));

  it('that are the hours in which the load switch is open opens it once it is on', () =>
    withPush(async (bench) => {
      const always = [u8(127), u16(0), u16(1440)];
      const never = [u8(0), u16(0), u16(0)];
      await turn(bench, 'open_hours', false);
      await bench.set(70, '0-0:96.3.10.255', 4, choice(4));
      await bench.set(1, '0-0:96.142.3.255', 2, structure(u16(10), u16(0), u8(0))); // warns for 10 s
      await bench.set(1, '0-0:96.142.7.255', 2, structure(...always, ...never, ...never, ...never));
      await bench.idle(30_000);
      expect(await bench.get(70, '0-0:96.3.10.255', 2)).toMatchObject({ value: 1n });
      await turn(bench, 'open_hours', true);
      await bench.idle(60_000);
      expect(await bench.get(70, '0-0:96.3.10.255', 2)).toMatchObject({ value: 0n });
    }));
});
