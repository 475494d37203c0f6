// A scanning head before the LED pin of the emulated metering board: the width and distance of its pulses as a laboratory meets them.
import { expect, it } from 'vitest';
import { DARK, HEAD, OpticalHead, type Flash } from '../../metrology/instruments/optical-head.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { feed, withMeter } from '../../meter/targets/with-meter.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { describeEmulated } from './emulated-images.ts';

const SAMPLES = 8000;
/** 3 x 230 V x 40 A at 10,000 imp/kWh. */
const PERIOD_s = 3.6e6 / 10_000 / (3 * 230 * 40);
/** The first window's pulses come late all at once. */
const SETTLED = 20;

/** Every flash of the active output's pin. */
async function flashesOfBoard(): Promise<Flash[]> {
  const parameters = { meterConstant_imp_per_kWh: 10_000 };
  const source = sineSource({ service: '3p4w', volts: 230, amps: 40 });
  return withMeter('emulated aot', { source, parameters }, async (meter) => {
    const board = (meter as EmulatedMeter).pair.metering;
    const seconds = (): number => board.chip.now / CYCLES_PER_US / 1e6;
    const flashes: Flash[] = [];
    let on_s = Number.NaN;
    board.pin('PULSE_ACTIVE').watch((level) => {
      if (level) on_s = seconds();
      else if (!Number.isNaN(on_s)) flashes.push({ on_s, off_s: seconds() });
    });
    await feed(meter, SAMPLES);
    return flashes;
  });
}

describeEmulated('A scanning head before the LED of the metering board', () => {
  it(
    'sees each flash at any distance it is made for, and their mean distance to 1e-4',
    { timeout: 240_000 },
    async () => {
      const flashes = await flashesOfBoard();
      expect(flashes.length).toBeGreaterThan(100);
      for (const { on_s, off_s } of flashes)
        expect((off_s - on_s) * 1000).toBeGreaterThanOrEqual(HEAD.shortest_ms);
      for (const distance_mm of [HEAD.least_mm, HEAD.most_mm]) {
        const seen = new OpticalHead({ ...DARK, distance_mm }, 1).sees(flashes, 0, 10);
        expect(seen).toHaveLength(flashes.length);
        const settled = seen.slice(SETTLED);
        const mean_s = (settled[settled.length - 1] - settled[0]) / (settled.length - 1);
        expect(Math.abs(mean_s / PERIOD_s - 1)).toBeLessThan(1e-4);
      }
      expect(new OpticalHead({ ...DARK, distance_mm: 300 }, 1).sees(flashes, 0, 10)).toEqual([]);
    },
  );
});
