// Register monitors (class 21): as a client of DLMS/COSEM sets them, and what a register does that crosses a threshold.
import { describe, expect, it } from 'vitest';
import { numberOf, structure } from '../../clients/dlms/index.ts';
import { array, choice, hex, numberIn, u16, withPush } from './push-bench.ts';

const LIMIT_ms = 120_000;
const TYPE_UNMATCHED = 12;
const MONITOR = '0-0:16.0.1.255';
const SWITCH = '00000a006aff';

describe('A register monitor', { timeout: LIMIT_ms }, () => {
  it('opens the load switch once as much energy was taken as it is set to', () =>
    withPush(async (bench) => {
      const energy = structure(u16(3), hex('0100010800ff'), numberOf('integer', 2));
      const script = (number: number) => structure(hex(SWITCH), u16(number));
      const output = async () => numberIn(await bench.get(70, '0-0:96.3.10.255', 2));
      expect(await bench.get(21, MONITOR, 3)).toEqual(
        structure(u16(0), hex('000000000000'), numberOf('integer', 0)),
      );
      expect(await bench.get(21, MONITOR, 2)).toEqual(array());
      await bench.set(70, '0-0:96.3.10.255', 4, choice(4));
      await bench.set(21, MONITOR, 3, energy);
      expect(await bench.refused(bench.set(21, MONITOR, 2, array(numberOf('double-long', 1))))).toBe(
        TYPE_UNMATCHED,
      );
      const taken_mWh = numberIn(await bench.get(3, '1-0:1.8.0.255', 2))!;
      // 3.45 kW take some 958 mWh a second: half a minute away.
      const thresholds = array(numberOf('long64', taken_mWh + 30_000));
      await bench.set(21, MONITOR, 2, thresholds);
      await bench.set(21, MONITOR, 4, array(structure(script(1), script(0))));
      expect(await bench.get(21, MONITOR, 2)).toEqual(thresholds);
      expect(await bench.get(21, MONITOR, 4)).toEqual(array(structure(script(1), script(0))));
      await bench.idle(20_000);
      expect(await output()).toBe(1);
      await bench.idle(15_000);
      expect(await output()).toBe(0);
      expect(numberIn(await bench.get(3, '1-0:1.8.0.255', 2))!).toBeGreaterThan(taken_mWh + 30_000);
      expect(await bench.get(21, '0-0:16.0.0.255', 2)).toEqual(array());
    }));
});
