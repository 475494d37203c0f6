// A module that hangs: its board's watchdog ends it, it starts again, and the other board goes on.
import { expect } from 'vitest';
import type { Role } from '../../cores/core-runner.ts';
import { onBench } from './behaviour.ts';
import type { Capability } from './capabilities.ts';
import { hangingModule } from './hanging-module.ts';
import { fastEngine, ORDINARY_W, threePhase } from './loads.ts';
import { energyOf } from './registers.ts';

/** The boards' watchdog bites after 8 s; a start takes less than one. */
const RECOVERED_s = 9.5;
const NEEDS: Capability[] = ['modules', 'cover', 'legal'];

const hanging = (role: Role, engine?: string) => () => ({
  source: threePhase(),
  modules: { [role]: hangingModule(role) },
  engine,
});

onBench('A metering module that hangs', hanging('metering'), (behaviour) => {
  behaviour(
    'is ended by its watchdog, starts again and goes on from its hot record',
    NEEDS,
    async (bench) => {
      await bench.wait(3.3);
      const before = await energyOf(bench);
      const { starts } = await bench.ask('read_status');
      expect(bench.restarts('metering')).toBe(0);
      await bench.setMainCover(false);
      await bench.setMainCover(true);
      await bench.wait(RECOVERED_s);
      expect(bench.restarts('metering')).toBe(1);
      expect(bench.restarts('management')).toBe(0);
      expect(Number((await bench.ask('read_status')).starts) - Number(starts)).toBe(1);
      const after = await energyOf(bench);
      expect(after.import_Ws).toBeGreaterThan(before.import_Ws - 1.01 * ORDINARY_W);
      await bench.wait(1);
      expect((await energyOf(bench)).import_Ws).toBeGreaterThan(after.import_Ws + 0.9 * ORDINARY_W);
    },
  );
});

onBench('A management module that hangs', hanging('management', fastEngine()), (behaviour) => {
  behaviour('is ended by its watchdog; the metering core does not notice', NEEDS, async (bench) => {
    await bench.wait(3.3);
    const before = await energyOf(bench);
    await bench.pressScroll();
    await bench.wait(RECOVERED_s);
    expect(bench.restarts('management')).toBe(1);
    const after = await energyOf(bench);
    const power_W = (after.import_Ws - before.import_Ws) / (after.time_s - before.time_s);
    expect(Math.abs(power_W / ORDINARY_W - 1) * 100).toBeLessThan(0.2);
    expect(after.time_s - before.time_s).toBeGreaterThan(RECOVERED_s - 0.1);
    expect(await bench.ask('read_status')).toMatchObject({ missed_samples: 0, starts: 1 });
  });

  behaviour('leaves a display that shows the mirror again', [...NEEDS, 'lcd'], async (bench) => {
    await bench.wait(3);
    expect(bench.lcd()[0]).toMatch(/^Twinmeter relayed [01]s/);
  });
});
