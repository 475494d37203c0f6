// Everything at once on the emulated metering board: NOR erased, programmed and read without a pause, the link polled, a port
// read, pulses due; no sample, byte or reply is lost, and every pulse stands where it belongs.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOR_BYTES, NOR_SECTOR } from '../../../shared-protocol/generated/ts/protocol.ts';
import { imageFile } from '../../firmware/firmware-image.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { equidistance } from '../../figures/equidistance.ts';
import { workloadModule } from './module.ts';

const LIMIT_ms = 300_000;
const SECONDS = 6;
const STARTED_ms = 1200;
/** 20 A in three phases at 10,000 imp/kWh: 38 pulses a second. */
const AMPS = 20;
const CONSTANT = 10_000;
const WORKED = NOR_BYTES - NOR_SECTOR;

function pulsesAtPin({ metering }: EmulatedMeter['pair']): number[] {
  const { chip } = metering;
  const rises_s: number[] = [];
  metering.pin('PULSE_ACTIVE').watch((level) => {
    if (level) rises_s.push(chip.now / chip.time.cyclesPerSecond);
  });
  return rises_s;
}

/** Both images of `make firmware`. */
const built = (['metering', 'management'] as const).every((role) => existsSync(imageFile(role, 'wasm3')));

describe.runIf(built)('The metering board while its NOR is erased for 400 ms at a time', () => {
  it('loses no sample, no byte and no reply, and is late with no pulse', { timeout: LIMIT_ms }, async () => {
    const options = {
      source: sineSource({ service: '3p4w', volts: 230, amps: AMPS }),
      parameters: { meterConstant_imp_per_kWh: CONSTANT },
      modules: { metering: workloadModule() },
      norTimes: 'longest',
    } as const;
    await withMeter('emulated wasm3', options, async (meter) => {
      const { pair } = meter as EmulatedMeter;
      const { storage, legal } = pair.metering;
      const rises_s = pulsesAtPin(pair);
      // The boards do not start at once: what is asked before metering answers is no loss.
      await idle(meter, STARTED_ms);
      const { timeouts, damaged, repeats, refused } = meter.link.health;
      let answers = 0;
      for (; meter.conductor.now_us < SECONDS * 1e6; answers++) {
        await meter.ask('read_registers', { scope: answers % 4, moment: 1 });
        await idle(meter, 30);
      }
      expect(await meter.ask('read_status')).toMatchObject({
        missed_samples: 0,
        invalid_samples: 0,
        starts: 1,
      });
      expect([...meter.metering.faults, ...meter.management.faults]).toEqual([]);
      expect(storage.nor.violations).toBe(0);
      expect(storage.image.erases(WORKED)).toBeGreaterThan(SECONDS);
      expect(answers).toBeGreaterThan(SECONDS * 3);
      expect(legal.spoiled).toBe(0);
      expect(meter.link.health).toMatchObject({ timeouts, damaged, repeats, refused });
      expect(meter.link.health.replies).toBeGreaterThan(SECONDS * 10);
      const { worst_us, period_s } = equidistance(rises_s);
      expect(1 / period_s).toBeCloseTo((3 * 230 * AMPS * CONSTANT) / 3.6e6, 1);
      expect(worst_us).toBeLessThan(50);
    });
  });
});
