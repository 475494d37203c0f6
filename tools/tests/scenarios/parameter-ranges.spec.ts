// Every field of the sealed record at and beyond both ends of its range, written through the adjustment port.
import { describe, expect, it } from 'vitest';
import { Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Meter } from '../../meter/meter.ts';
import { eventsOf } from '../../records/events.ts';
import { readParameters, writeParameters } from '../../records/sealed-record.ts';
import { RefusedError } from '../../records/legal-client.ts';
import type { RecordValue, RecordValues } from '../../records/records.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { feed, idle, withMeter } from '../../meter/targets/with-meter.ts';

/** Field, least and most; an array's every element. */
const RANGES: [field: string, least: number, most: number][] = [
  ['service', 1, 5],
  ['afe_response', 0, 1],
  ['energy_method', 0, 2],
  ['apparent_method', 0, 1],
  ['netting_interval', 0, 1],
  ['neutral_method', 0, 0],
  ['neutral_difference_permille', 0, 0],
  ['sampling_rate_mHz', 1_990_000, 32_100_000],
  ['meter_constant_imp_per_kWh', 100, 181_159],
  ['meter_constant_imp_per_kvarh', 100, 181_159],
  ['voltage_gain_Q30', 2 ** 29, 2 ** 31 - 1],
  ['current_gain_Q30', 2 ** 29, 2 ** 31 - 1],
  ['voltage_delay_ns', -200_000, 200_000],
  ['current_delay_ns', -200_000, 200_000],
  ['current_lead_udeg', 0, 10_000_000],
  ['voltage_offset', -(2 ** 19), 2 ** 19],
  ['current_offset', -(2 ** 19), 2 ** 19],
  ['current_sensor', 0, 3],
  ['nominal_voltage_mV', 40_000, 450_000],
  ['minimum_current_uA', 20_001, 500_000],
  ['transitional_current_uA', 250_000, 59_999_999],
  ['maximum_current_uA', 500_001, 148_290_977],
  ['starting_current_uA', 1000, 249_999],
  ['reference_temperature_mC', 0, 50_000],
  ['voltage_drift_ppb_per_K', -1_000_000, 1_000_000],
  ['current_drift_ppb_per_K', -1_000_000, 1_000_000],
  ['lead_drift_ppm_per_K', -10_000, 10_000],
  ['year', 2000, 2099],
  ['accuracy_class', 65, 68],
  ['connection', 0, 1],
  ['meter_constant_imp_per_kVAh', 100, 181_159],
  ['reactive_starting_uA', 1000, 249_999],
  ['apparent_starting_uA', 1000, 249_999],
  ['line_resistance_uOhm', 0, 10_000_000],
  ['iron_conductance_nS', 0, 10_000_000],
  ['current_ratio_primary', 1, 1_000_000],
  ['current_ratio_secondary', 1, 1_000_000],
  ['voltage_ratio_primary', 1, 1_000_000],
  ['voltage_ratio_secondary', 1, 1_000_000],
];

/** A value put into a field, into each place of it in turn when it is an array. */
function changed(before: RecordValue, value: number): RecordValue[] {
  if (!Array.isArray(before)) return [value];
  return before.map((_, at) => before.map((old, k) => (k === at ? value : old)) as unknown as RecordValue);
}

type Adjust = (record: RecordValues) => Promise<number>;

async function onMeter(scenario: (meter: Meter, write: Adjust) => Promise<void>): Promise<void> {
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5 });
  await withMeter('wasm v8', { source, parameters: { meterConstant_imp_per_kWh: 1000 } }, async (meter) => {
    meter.surroundings!.set('jumper', true);
    await idle(meter, 20);
    await scenario(meter, async (record) => {
      try {
        return Number((await writeParameters(meter, record)).status);
      } catch (error) {
        if (error instanceof RefusedError) return error.status;
        throw error;
      }
    });
  });
}

describe('The sealed record', () => {
  it('takes points of the table over current that rise, or none', async () => {
    await onMeter(async (meter, write) => {
      const before = await readParameters(meter);
      const withPoints = (points: number[]) => write({ ...before, correction_current_uA: points });
      expect(await withPoints([200_000, 1_000_000, 9_000_000, 60_000_000])).toBe(Status.OK);
      expect(await withPoints([0, 0, 0, 0])).toBe(Status.OK);
      for (const points of [
        [0, 1, 2, 3],
        [1, 2, 3, 3],
        [1, 2, 0, 0],
        [5, 4, 3, 2],
        [1, 2, 3, 209_000_001],
      ])
        expect(await withPoints(points)).toBe(Status.OUT_OF_RANGE);
    });
  });

  it.each(RANGES)(
    'takes %s from %i to %i and nothing beyond, and is left as it was then',
    async (field, least, most) => {
      await onMeter(async (meter, write) => {
        const before = await readParameters(meter);
        for (const value of [least, most]) {
          for (const put of changed(before[field], value))
            expect(await write({ ...before, [field]: put })).toBe(Status.OK);
        }
        await write(before);
        const sealed = await readParameters(meter);
        for (const value of [least - 1, most + 1]) {
          // What an unsigned field cannot hold cannot be asked for.
          if (value < 0 && least === 0 && !/temperature|lead_udeg/.test(field)) continue;
          for (const put of changed(before[field], value)) {
            expect(await write({ ...before, [field]: put })).toBe(Status.OUT_OF_RANGE);
          }
        }
        expect(await readParameters(meter)).toEqual(sealed);
      });
    },
  );

  it('takes what each output may give: energies on both, seconds on the kvarh output, nothing beyond', async () => {
    await onMeter(async (meter, write) => {
      const before = await readParameters(meter);
      const giving = (...pulse_energy: number[]) => write({ ...before, pulse_energy });
      for (let energy = 0; energy <= 8; energy++) expect(await giving(energy, energy)).toBe(Status.OK);
      expect(await giving(0, 9)).toBe(Status.OK);
      const sealed = await readParameters(meter);
      for (const refused of [
        [9, 3],
        [9, 9],
        [0, 10],
        [10, 0],
      ])
        expect(await giving(...refused)).toBe(Status.OUT_OF_RANGE);
      expect(await readParameters(meter)).toEqual(sealed);
    });
  });

  it('takes no voltage or current whose peak an input cannot take behind its gain', async () => {
    await onMeter(async (meter, write) => {
      const before = await readParameters(meter);
      const half = { voltage_gain_Q30: [2 ** 30, 2 ** 29, 2 ** 30], nominal_voltage_mV: 238_000 };
      expect(await write({ ...before, ...half })).toBe(Status.OUT_OF_RANGE);
      expect(await write({ ...before, ...half, nominal_voltage_mV: 237_000 })).toBe(Status.OK);
      const most = { current_gain_Q30: Array(4).fill(2 ** 31 - 1), maximum_current_uA: 209_000_000 };
      expect(await write({ ...before, ...most })).toBe(Status.OK);
      expect(await write({ ...before, ...most, maximum_current_uA: 209_000_001 })).toBe(Status.OUT_OF_RANGE);
    });
  });

  it.each([
    [8_000, 1.999, 2.001],
    [16_000, 1.55, 1.56],
    [32_000, 1.06, 1.07],
  ])(
    'takes at %i Hz gains up to %f, and not %f: sums of a window have to hold',
    async (hz, within, beyond) => {
      await onMeter(async (meter, write) => {
        const before = await readParameters(meter);
        const gains = (factor: number) => ({
          ...before,
          sampling_rate_mHz: hz * 1000,
          voltage_gain_Q30: Array(3).fill(Math.round(factor * 2 ** 30)),
        });
        expect(await write(gains(beyond))).toBe(Status.OUT_OF_RANGE);
        expect(await write(gains(within))).toBe(Status.OK);
      });
    },
  );

  it('takes 50 and 60 Hz only', async () => {
    await onMeter(async (meter, write) => {
      const before = await readParameters(meter);
      for (const hz of [0, 49_999, 50_001, 55_000, 59_999, 60_001])
        expect(await write({ ...before, nominal_frequency_mHz: hz })).toBe(Status.OUT_OF_RANGE);
      expect(await write({ ...before, nominal_frequency_mHz: 60_000 })).toBe(Status.OK);
    });
  });

  it('refused makes no event and moves no register; taken makes one event', async () => {
    await onMeter(async (meter, write) => {
      await feed(meter, 8000);
      const before = await readParameters(meter);
      const registers = await meter.ask('read_registers', { scope: 0, moment: 1 });
      expect(await write({ ...before, energy_method: 3 })).toBe(Status.OUT_OF_RANGE);
      expect(await meter.ask('read_registers', { scope: 0, moment: 1 })).toEqual(registers);
      const changes = async () =>
        eventsOf(await meter.ask('read_events', { first: 1 })).filter(
          (e) => e.event === 'calibration_changed',
        );
      expect(await changes()).toEqual([]);
      expect(await write(before)).toBe(Status.OK);
      expect(await changes()).toHaveLength(1);
    });
  });
});
