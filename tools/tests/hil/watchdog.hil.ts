// A module that hangs: its board's watchdog ends it, it starts again, and the other board and its display go on.
import { expect } from 'vitest';
import type { Role } from '../../cores/core-runner.ts';
import type { Bench } from './bench.ts';
import { onBench } from './behaviour.ts';
import type { Capability } from './capabilities.ts';
import { hangingModule } from './hanging-module.ts';
import { fastEngine, ORDINARY_W, threePhase } from './loads.ts';
import { energyOf } from './registers.ts';

/** The boards' watchdog bites after 8 s; a start takes less than one. */
const RECOVERED_s = 9.5;
const NEEDS: Capability[] = ['modules', 'cover', 'legal'];
const WITH_EYE: Capability[] = [...NEEDS, 'lcd'];

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

/** Waits whole seconds and the rest; gives what the legal display showed at the end of each. */
async function pagesDuring(bench: Bench, time_s: number): Promise<(readonly string[])[]> {
  const pages: (readonly string[])[] = [];
  for (let left_s = time_s; left_s > 0; left_s--) {
    await bench.wait(Math.min(1, left_s));
    pages.push([...bench.legalDisplay()]);
  }
  return pages;
}

/** Segments for 3 s, then three pages of 5 s. */
const ALL_PAGES_s = 18;

onBench('A management module that hangs', hanging('management', fastEngine()), (behaviour) => {
  const legalPages: (readonly string[])[] = [];

  behaviour('is ended by its watchdog; the metering core does not notice', WITH_EYE, async (bench) => {
    await bench.wait(3.3);
    const before = await energyOf(bench);
    await bench.pressScroll();
    legalPages.push(...(await pagesDuring(bench, RECOVERED_s)));
    expect(bench.restarts('management')).toBe(1);
    const after = await energyOf(bench);
    const power_W = (after.import_Ws - before.import_Ws) / (after.time_s - before.time_s);
    expect(Math.abs(power_W / ORDINARY_W - 1) * 100).toBeLessThan(0.2);
    expect(after.time_s - before.time_s).toBeGreaterThan(RECOVERED_s - 0.1);
    expect(await bench.ask('read_status')).toMatchObject({ missed_samples: 0, starts: 1 });
  });

  behaviour('leaves a display that shows the mirror again', WITH_EYE, async (bench) => {
    legalPages.push(...(await pagesDuring(bench, 3)));
    expect(bench.lcd()[0]).toMatch(/^Twinmeter relayed [01]s/);
  });

  behaviour(
    'does not stop the legal display: registers, test resolution and identification come in turn',
    WITH_EYE,
    async (bench) => {
      legalPages.push(...(await pagesDuring(bench, ALL_PAGES_s - legalPages.length)));
      const { module_sha256 } = await bench.ask('identify');
      const digits = Buffer.from(module_sha256 as unknown as Uint8Array).toString('hex');
      const shown = (start: RegExp) => legalPages.filter(([first]) => start.test(first));
      const registers = shown(/^1\.8\.0 \d{9}kWh/);
      const test = shown(/^1\.8\.0 \d{3}\.\d{6} kWh/);
      const identity = shown(/^No \S+/);
      expect([registers.length > 0, test.length > 0, identity.length > 0]).toEqual([true, true, true]);
      expect(registers[0][2]).toMatch(/^3\.8\.0 \d{9}kvarh/);
      expect(identity[0].slice(2).join('')).toBe(digits.slice(0, 40));
      // 3450 W: in test resolution a millionth of a kWh is a millisecond's.
      const kWh = test.map(([first]) => Number(first.slice(6, 16)));
      expect(kWh.at(-1)! - kWh[0]).toBeGreaterThan(0);
      expect(shown(/^F\.F/)).toEqual([]);
    },
  );
});
