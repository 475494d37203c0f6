// Scripts and the schedules that execute them, as a client of DLMS/COSEM reads, sets and executes them.
import { describe, expect, it } from 'vitest';
import { numberOf, structure } from '../../clients/dlms/index.ts';
import { array, choice, hex, numberIn, u16, withPush } from './push-bench.ts';

const LIMIT_ms = 120_000;
const [DENIED, TYPE_UNMATCHED] = [3, 12];

describe('A script', { timeout: LIMIT_ms }, () => {
  it('is what its table says, and executes that: by command, and by schedule', () =>
    withPush(async (bench) => {
      const scripts = await bench.get(9, '0-0:10.0.106.255', 2);
      const action = (method: number) =>
        structure(
          choice(2),
          u16(70),
          hex('00006003 0aff'),
          numberOf('integer', method),
          numberOf('integer', 0),
        );
      expect(scripts).toEqual(
        array(structure(u16(1), array(action(1))), structure(u16(2), array(action(2)))),
      );
      await bench.set(70, '0-0:96.3.10.255', 4, choice(4));
      await bench.idle(10_000);
      await bench.act(9, '0-0:10.0.106.255', 1, u16(1));
      await bench.idle(3000);
      expect(await bench.get(70, '0-0:96.3.10.255', 2)).toMatchObject({ value: 0n });
      expect(await bench.refused(bench.act(9, '0-0:10.0.106.255', 1, u16(3)))).toBe(TYPE_UNMATCHED);
      expect(await bench.refused(bench.act(9, '0-0:10.0.100.255', 1, u16(1)))).toBe(DENIED);
      expect(await bench.get(9, '0-0:10.0.100.255', 2)).toMatchObject({ of: { length: 8 } });

      await bench.set(22, '0-0:15.0.0.255', 4, array(structure(hex('ffff00ff'), hex('ffffffffff'))));
      expect(await bench.get(22, '0-0:15.0.0.255', 2)).toEqual(structure(hex('00000a0001ff'), u16(1)));
      await bench.idle(65_000);
      await bench.get(1, '0-0:96.140.2.255', 2);
      await bench.idle(65_000);
      expect(await bench.get(1, '0-0:96.140.2.255', 2)).toMatchObject({ value: 1n });
      const errors = await bench.get(1, '0-0:97.97.1.255', 2);
      expect(numberIn(errors)).toBeGreaterThan(0);
      await bench.act(9, '0-0:10.0.0.255', 1, u16(1));
      await bench.idle(1000);
      expect(await bench.get(1, '0-0:97.97.1.255', 2)).toMatchObject({ value: 0n });
      expect(await bench.get(1, '0-0:97.98.20.255', 2)).toMatchObject({ value: 0n });
    }));
});
