// Storage: what was stored is there after a cut in the midst of a write, wherever in it the supply went.
import { expect } from 'vitest';
import { LAYOUTS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { onBench } from './behaviour.ts';
import { ORDINARY_W, ordinary } from './loads.ts';
import { energyOf } from './registers.ts';

const HOT_RECORD = LAYOUTS.hot_record.bytes;
/** Into the record that is written each second: its first byte, its midst, all but its last one, and into the next. */
const CUTS = [1, HOT_RECORD >> 1, HOT_RECORD - 1, HOT_RECORD + 9];

onBench('A supply that goes with a byte of FRAM', ordinary, (behaviour) => {
  for (const framBytes of CUTS) {
    behaviour(
      `costs at most the seconds since a record was whole, and nothing counts twice (byte ${framBytes})`,
      ['tear', 'legal'],
      async (bench) => {
        await bench.wait(1.3);
        const { starts } = await bench.ask('read_status');
        const before = await energyOf(bench);
        const between_s = Math.ceil(framBytes / HOT_RECORD);
        await bench.cutPowerAtByte(framBytes);
        const after = await energyOf(bench);
        expect(after.import_Ws).toBeGreaterThan(before.import_Ws - 1.01 * ORDINARY_W);
        expect(after.import_Ws).toBeLessThanOrEqual(before.import_Ws + ORDINARY_W * (between_s + 3.2));
        expect(Number((await bench.ask('read_status')).starts)).toBeGreaterThan(Number(starts));
      },
    );
  }
});
