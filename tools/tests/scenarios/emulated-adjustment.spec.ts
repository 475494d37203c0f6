// The adjustment port of the emulated metering board: jumper, RTC and temperature reach the core through its pins.
import { expect, it } from 'vitest';
import {
  METERING_FLAG_UNSEALED,
  MOMENT_OPEN,
  RAW_SUMS_READY,
  Status,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Meter } from '../../meter/meter.ts';
import { RefusedError } from '../../records/legal-client.ts';
import { readParameters, writeParameters } from '../../records/sealed-record.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 40_000;

const source = () => sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1 });
// To the last sample: the closed registers stand still for a window, a fifth of what is measured here.
/** Mean power over a time, in mWs a sample: register and sample index are of one answer. */
async function power(meter: Meter, time_ms: number): Promise<number> {
  const read = () => meter.ask('read_registers', { scope: 0, moment: MOMENT_OPEN });
  const before = await read();
  await idle(meter, time_ms);
  const after = await read();
  const rise = (field: string) => Number(after[field]) - Number(before[field]);
  return rise('active_import_mWs') / rise('sample_index');
}

describeEmulated('The adjustment port of the emulated board', () => {
  it('refuses with the jumper open, and again when it was opened', { timeout: LIMIT_ms }, async () => {
    await withMeter('emulated aot', { source: source() }, async (meter) => {
      const refused = { status: Status.SEALED };
      await expect(readParameters(meter)).rejects.toMatchObject(refused);
      await expect(readParameters(meter)).rejects.toBeInstanceOf(RefusedError);
      meter.surroundings!.set('jumper', true);
      await idle(meter, 50);
      expect(await readParameters(meter)).toMatchObject({ sequence: 1 });
      meter.surroundings!.set('jumper', false);
      await idle(meter, 50);
      await expect(readParameters(meter)).rejects.toMatchObject(refused);
    });
  });

  it('writes a gain inside the seal, and the registers follow it', { timeout: LIMIT_ms }, async () => {
    await withMeter('emulated aot', { source: source() }, async (meter) => {
      meter.surroundings!.set('jumper', true);
      await idle(meter, 600);
      const { flags } = await meter.ask('read_status');
      expect(Number(flags) & METERING_FLAG_UNSEALED).toBeTruthy();
      const record = await readParameters(meter);
      const before = await power(meter, 1000);
      const gains = (record.voltage_gain_Q30 as number[]).map((gain) => Math.round(gain * 1.02));
      const written = await writeParameters(meter, { ...record, voltage_gain_Q30: gains });
      expect(written).toMatchObject({ status: Status.OK, sequence: 2 });
      await idle(meter, 600);
      expect((await power(meter, 1000)) / before).toBeCloseTo(1.02, 2);
    });
  });

  it('counts samples of an RTC second, and knows the temperature', { timeout: LIMIT_ms }, async () => {
    await withMeter('emulated aot', { source: source() }, async (meter) => {
      Object.assign(meter.surroundings!, { clockRatio: 1.000_05, temperature_C: 40 });
      meter.surroundings!.set('jumper', true);
      await idle(meter, 1100);
      await meter.adjust!('read_raw_sums', { samples: 10_000 });
      await idle(meter, 3600);
      const sums = await meter.adjust!('read_raw_sums', { samples: 0 });
      expect(sums.state).toBe(RAW_SUMS_READY);
      expect(Number(sums.seconds)).toBeGreaterThanOrEqual(2);
      const rate_Hz = Number(sums.samples_Q16) / 65536 / Number(sums.seconds);
      // An edge is seen within 2 us: 1 ppm over two seconds.
      expect(Math.abs(rate_Hz / 4000.2 - 1)).toBeLessThan(3e-6);
      expect(Number(sums.temperature_mC) / 1000).toBeGreaterThan(39);
      expect(Number(sums.temperature_mC) / 1000).toBeLessThan(41);
    });
  });
});
