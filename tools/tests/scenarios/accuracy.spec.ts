// The registers against the truth of what was fed in: analytic for synthetic signals, summed v·i for recordings.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECORDINGS } from '../../build/paths.ts';
import { fileSource } from '../../signals/waves/file-source.ts';
import { HouseholdDay } from '../../signals/waves/household-day.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { SERVICE_TRAITS } from '../../signals/waves/services.ts';
import type { SampleSource, Service } from '../../signals/waves/source.ts';
import { feed, netEnergy_Ws, withMeter } from '../../meter/targets/with-meter.ts';

/** Error of the net active energy over sets samples, percent. */
async function error_percent(source: SampleSource, sets: number): Promise<number> {
  const metered = await withMeter('wasm v8', { source }, async (meter) => {
    await feed(meter, sets);
    return netEnergy_Ws(meter);
  });
  return (metered / source.truth(sets).total.energy_Ws - 1) * 100;
}

describe('Active energy of recordings', () => {
  const household = ['kettle_1', 'laptop_1', 'desktop_pc_1', 'fridge_1', 'induction_cooker_1'];
  for (const name of household) {
    const file = join(RECORDINGS, 'household', `${name}.csv`);
    it.skipIf(!existsSync(file))(`of ${name} lies within 0.1 % of the summed v·i over a minute`, async () => {
      const source = fileSource(file, { service: '1p2w', volts: 220, amps: 10 });
      expect(Math.abs(await error_percent(source, 240_000))).toBeLessThan(0.1);
    });
  }

  const grid = join(RECORDINGS, 'grid/test1.cfg');
  it.skipIf(!existsSync(grid))(
    'of the three-phase grid record lies within 0.1 % of the summed v·i over a minute',
    async () => {
      const source = fileSource(grid, { service: '3p4w', volts: 220, amps: 10 });
      expect(Math.abs(await error_percent(source, 240_000))).toBeLessThan(0.1);
    },
  );

  it.skipIf(existsSync(grid))(`are not checked: ${RECORDINGS} is not there`, () => {});
});

describe('Active energy of synthetic loads', () => {
  const cases: [Service, number, number][] = [
    ['1p2w', 1, 50],
    ['3p4w', 0.5, 50],
    ['3p4w', -0.8, 49.2],
    ['3p3w', 0.5, 60],
    ['2p3w', 0.5, 60],
    ['3p4w-delta', 0.5, 60],
    ['3p4w-delta', -0.8, 60],
  ];
  for (const [service, pf, hz] of cases) {
    it(`lies within 0.02 % of the analytic truth on ${service} at power factor ${pf} and ${hz} Hz`, async () => {
      const source = sineSource({ service, volts: SERVICE_TRAITS[service].nominal_V, amps: 10, pf, hz });
      expect(Math.abs(await error_percent(source, 120_000))).toBeLessThan(0.02);
    });
  }

  it('lies within 0.02 % for the built-in day over two minutes', async () => {
    expect(Math.abs(await error_percent(new HouseholdDay(), 480_000))).toBeLessThan(0.02);
  });

  it('counts an export as export, not as import', async () => {
    const source = sineSource({ service: '1p2w', volts: 230, amps: -5 });
    const total = await withMeter('wasm v8', { source }, async (meter) => {
      await feed(meter, 40_000);
      return meter.ask('read_registers', { scope: 0, moment: 1 });
    });
    expect(Number(total.active_export_mWs) / 11_500_000).toBeCloseTo(1, 2);
    expect(total.active_import_mWs).toBe(0n);
  });
});
