// The supply taken away and given back: what the comparator saves, that no pulse leaves meanwhile, and that the mirror comes again.
import { expect } from 'vitest';
import { onBench } from './behaviour.ts';
import { ORDINARY_W, threePhase } from './loads.ts';
import { energyOf } from './registers.ts';

/** The first engine of the target: the record that the comparator saves is made ready by whatever runs the module. */
onBench(
  'A supply that fails and comes back',
  () => ({ source: threePhase() }),
  (behaviour) => {
    behaviour(
      'costs at most 20 ms of load before the comparator, and nothing counts twice',
      ['power', 'legal'],
      async (bench) => {
        await bench.wait(3.3);
        const { starts } = await bench.ask('read_status');
        const before = await energyOf(bench);
        await bench.powerCycle();
        const after = await energyOf(bench);
        expect(after.import_Ws).toBeGreaterThan(before.import_Ws - 0.02 * ORDINARY_W);
        // The reading before takes its time, and the hold-up is metered too.
        expect(after.import_Ws).toBeLessThanOrEqual(before.import_Ws + ORDINARY_W * (after.time_s + 0.25));
        expect(Number((await bench.ask('read_status')).starts) - Number(starts)).toBe(1);
      },
    );

    behaviour('leaves a display that shows the mirror again', ['power', 'lcd'], async (bench) => {
      await bench.wait(3);
      expect(bench.lcd()[0]).toMatch(/^Twinmeter relayed [01]s/);
    });
  },
);
