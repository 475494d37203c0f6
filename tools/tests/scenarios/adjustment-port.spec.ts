// The adjustment port: silent to everybody outside the seal, whole or nothing inside it.
import type { RecordValues } from '../../records/records.ts';
import { readParameters, writeParameters } from '../../records/sealed-record.ts';
import { describe, expect, it } from 'vitest';
import {
  FRAM_PARAMETERS_A,
  FRAM_PARAMETERS_B,
  LAYOUTS,
  METERING_FLAG_BANK_DAMAGED,
  METERING_FLAG_PARAMETERS_DEFAULT,
  PARAMETERS_PAGE,
  RAW_SUMS_READY,
  Status,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Meter } from '../../meter/meter.ts';
import { eventsOf } from '../../records/events.ts';
import { encodeParameters, factoryFram } from '../../records/parameters.ts';
import { RefusedError } from '../../records/legal-client.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { EVERYWHERE, feed, idle, registersNow, withMeter } from '../../meter/targets/with-meter.ts';

const source = () => sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 0.5 });

async function refusal(attempt: Promise<unknown>): Promise<number> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RefusedError)) throw new Error(`not refused: ${String(error)}`);
  return error.status;
}

async function unsealed(meter: Meter): Promise<Meter> {
  meter.surroundings!.set('jumper', true);
  await idle(meter, 20);
  return meter;
}

describe('The adjustment port with the jumper open', () => {
  it.each([
    'adjustment_identify',
    'read_parameters',
    'write_parameters',
    'read_raw_sums',
    'acknowledge_loss',
    'read_registers',
  ] as const)('refuses %s with SEALED', async (message) => {
    await withMeter('wasm v8', { source: source() }, async (meter) => {
      expect(await refusal(meter.adjust!(message, {}))).toBe(Status.SEALED);
    });
  });

  it('refuses again as soon as the jumper is opened', async () => {
    await withMeter('wasm v8', { source: source() }, async (meter) => {
      await unsealed(meter);
      await readParameters(meter);
      meter.surroundings!.set('jumper', false);
      await idle(meter, 20);
      expect(await refusal(readParameters(meter))).toBe(Status.SEALED);
    });
  });
});

describe('The legal port', () => {
  it.each(['read_parameters', 'write_parameters', 'read_raw_sums', 'acknowledge_loss'] as const)(
    'does not know %s, jumper or not',
    async (message) => {
      await withMeter('wasm v8', { source: source() }, async (meter) => {
        await unsealed(meter);
        expect(await refusal(meter.ask(message, {}))).toBe(Status.UNKNOWN_MESSAGE);
      });
    },
  );
});

describe('The adjustment port with the jumper closed', () => {
  it.each(EVERYWHERE)(
    'writes and reads back a whole record, and goes on metering with it, on %s',
    async (place) => {
      await withMeter(place, { source: source() }, async (meter) => {
        await unsealed(meter);
        const before = await readParameters(meter);
        const written = await writeParameters(meter, { ...before, starting_current_uA: 25_000 });
        expect(written).toMatchObject({ status: 0, sequence: Number(before.sequence) + 1 });
        expect(await readParameters(meter)).toMatchObject({
          starting_current_uA: 25_000,
          sequence: 2,
        });
        const { active_import_mWs: then } = await meter.ask('read_registers', { scope: 0, moment: 0 });
        await feed(meter, 20_000);
        const { active_import_mWs: later } = await meter.ask('read_registers', { scope: 0, moment: 0 });
        expect(Number(later)).toBeGreaterThan(Number(then));
      });
    },
  );

  it.each(EVERYWHERE)(
    'a change of the ratios ends a period: registers kept, an event, on %s',
    async (place) => {
      await withMeter(place, { source: source() }, async (meter) => {
        await unsealed(meter);
        await feed(meter, 12_000);
        expect(await refusal(meter.ask('read_ratio_change', { index: 0 }))).toBe(Status.NOT_FOUND);
        const [before] = await registersNow(meter);
        const ratios = { current_ratio_primary: 250, current_ratio_secondary: 5 };
        await writeParameters(meter, { ...(await readParameters(meter)), ...ratios });
        const change = await meter.ask('read_ratio_change', { index: 0 });
        expect(change).toMatchObject({ old_ratios: [1, 1, 1, 1], new_ratios: [250, 5, 1, 1] });
        // Registers are secondary: they go on, and what they stood at is kept.
        const [kept] = change.registers as bigint[];
        expect(Number(kept)).toBeGreaterThanOrEqual(Number(before.active_import_mWs));
        const [after] = await registersNow(meter);
        expect(Number(after.active_import_mWs)).toBeGreaterThanOrEqual(Number(kept));
        const events = eventsOf(await meter.ask('read_events', { first: 1 }));
        expect(events.find((e) => e.event === 'ratio_changed')).toMatchObject({ extreme: 1 });
        expect(await meter.ask('identify')).toMatchObject({ ...ratios, voltage_ratio_primary: 1 });
      });
    },
  );

  it('is asked to wait for half a second after a sealing, and takes the page it refused then', async () => {
    await withMeter('wasm v8', { source: source() }, async (meter) => {
      await unsealed(meter);
      const record = [...encodeParameters({ service: '3p4w', samplingRate_mHz: 4_000_000 })];
      const pages = Math.ceil(record.length / PARAMETERS_PAGE);
      const write = (page: number) => {
        const bytes = record.slice(page * PARAMETERS_PAGE, (page + 1) * PARAMETERS_PAGE);
        return meter.adjust!('write_parameters', { page, pages, bytes });
      };
      const firstPages = Array.from({ length: pages - 1 }, (_, page) => page);
      for (const page of firstPages) await write(page);
      expect(await write(pages - 1)).toMatchObject({ status: Status.OK, sequence: 2 });
      for (const page of firstPages) await write(page);
      expect(await refusal(write(pages - 1))).toBe(Status.BUSY);
      await idle(meter, 520);
      expect(await write(pages - 1)).toMatchObject({ status: Status.OK, sequence: 3 });
    });
  });

  it('refuses a record with one value out of range, and changes nothing', async () => {
    await withMeter('wasm v8', { source: source() }, async (meter) => {
      await unsealed(meter);
      const before = await readParameters(meter);
      const bad: RecordValues[] = [
        { service: 9 },
        { voltage_gain_Q30: [2 ** 30, 2 ** 28, 2 ** 30] },
        { sampling_rate_mHz: 100 },
        { meter_constant_imp_per_kWh: 0 },
        { meter_constant_imp_per_kvarh: 1_000_000 },
        { starting_current_uA: 600_000 },
        { current_sensor: [0, 0, 0, 7] },
        { energy_method: 3 },
      ];
      for (const change of bad) {
        expect(await refusal(writeParameters(meter, { ...before, ...change }))).toBe(Status.OUT_OF_RANGE);
      }
      expect(await readParameters(meter)).toEqual(before);
    });
  });

  it('gives raw sums of the input: mean squares, products, angles, and the samples of an RTC second', async () => {
    await withMeter('wasm v8', { source: source() }, async (meter) => {
      meter.surroundings!.clockRatio = 1.000_025;
      await unsealed(meter);
      await idle(meter, 1000);
      await meter.adjust!('read_raw_sums', { samples: 8000 });
      await idle(meter, 4000);
      const sums = await meter.adjust!('read_raw_sums', { samples: 0 });
      expect(sums.state).toBe(RAW_SUMS_READY);
      const [v1, , , i1] = (sums.mean_squares_Q8 as bigint[]).map((q) => Math.sqrt(Number(q) / 256));
      expect((v1 * 80e-6) / 230).toBeCloseTo(1, 5);
      expect((i1 * 25e-6) / 5).toBeCloseTo(1, 5);
      const [p1] = (sums.mean_products_Q8 as bigint[]).map((q) => (Number(q) / 256) * 2e-9);
      expect(p1 / 575).toBeCloseTo(1, 5);
      const angles = (sums.angle_udeg as number[]).map((u) => u / 1e6);
      expect(angles[3]).toBeCloseTo(60, 3);
      expect(angles[1]).toBeCloseTo(120, 3);
      expect(Number(sums.samples_Q16) / 65536 / Number(sums.seconds)).toBeCloseTo(4000.1, 3);
    });
  });
});

describe('Sealed banks', () => {
  const parameters = {
    service: '3p4w',
    samplingRate_mHz: 4_000_000,
    meterConstant_imp_per_kWh: 3200,
  } as const;

  function framWith(damage: readonly number[]): Uint8Array {
    const fram = factoryFram(parameters);
    fram.set(encodeParameters(parameters), FRAM_PARAMETERS_B);
    for (const bank of damage) fram[bank + LAYOUTS.parameters.bytes - 20] ^= 1;
    return fram;
  }

  const seen = (damage: readonly number[]) =>
    withMeter('wasm v8', { source: source(), fram: framWith(damage) }, async (meter) => {
      await feed(meter, 4000);
      const { meter_constant_imp_per_kWh } = await meter.ask('identify');
      const { flags } = await meter.ask('read_status');
      const registers = await meter.ask('read_registers', { scope: 0, moment: 0 });
      const readings = [
        registers,
        await meter.ask('read_instantaneous', { scope: 1 }),
        await meter.ask('read_power_quality', { scope: 1 }),
        await meter.ask('read_network'),
        await meter.ask('read_harmonics', { input: 0, first_order: 1 }),
        await meter.ask('read_aggregate', { scope: 1 }),
        await meter.ask('read_aggregate', { scope: 0 }),
      ];
      const marks = readings.map((reading) => Number(reading.flags));
      return { constant: meter_constant_imp_per_kWh, flags: Number(flags), marks };
    });

  it.each([FRAM_PARAMETERS_A, FRAM_PARAMETERS_B])(
    'one damaged at %i leaves the other in use, and says so',
    async (bank) => {
      const { constant, flags } = await seen([bank]);
      expect(constant).toBe(3200);
      expect(flags & METERING_FLAG_BANK_DAMAGED).toBeTruthy();
      expect(flags & METERING_FLAG_PARAMETERS_DEFAULT).toBe(0);
    },
  );

  it('both damaged: the meter measures with the nominal record and marks every reading', async () => {
    const { constant, flags, marks } = await seen([FRAM_PARAMETERS_A, FRAM_PARAMETERS_B]);
    expect(constant).toBe(1000);
    expect(flags & METERING_FLAG_PARAMETERS_DEFAULT).toBeTruthy();
    // Registers, quantities, power quality, network, harmonics, aggregates of a phase and of the whole: by the first eight flags.
    expect(marks).toEqual(Array(7).fill(flags & 0xff));
  });

  it('both damaged: display, event log and every page say so, and no page does when they are whole', async () => {
    const pagesWith = (damage: readonly number[]) =>
      withMeter('wasm v8', { source: source(), fram: framWith(damage) }, async (meter) => {
        const pages = new Set<string>();
        // Longer than one round of the display's pages.
        for (let second = 2; second < 44; second++) {
          await feed(meter, second * 4000);
          pages.add(meter.management.lcd.join('\n'));
        }
        const events = eventsOf(await meter.ask('read_events', { first: 1 }));
        return { pages: [...pages], damage: events.filter((e) => e.event === 'sealed_record_damaged') };
      });
    const damaged = await pagesWith([FRAM_PARAMETERS_A, FRAM_PARAMETERS_B]);
    expect(damaged.pages.some((page) => page.includes('NOT ADJUSTED'))).toBe(true);
    expect(damaged.pages.filter((page) => !/^Twinmeter relayed \d!|^ALARM/.test(page))).toEqual([]);
    expect(damaged.damage).toMatchObject([{ scope: 0, extreme: 3 }]);
    const whole = await pagesWith([]);
    expect(whole.pages.filter((page) => /!|NOT ADJUSTED|ALARM/.test(page))).toEqual([]);
    expect(whole.damage).toEqual([]);
  });

  it('both whole raise no flag', async () => {
    const { flags, marks } = await seen([]);
    expect(flags & (METERING_FLAG_PARAMETERS_DEFAULT | METERING_FLAG_BANK_DAMAGED)).toBe(0);
    expect(marks).toEqual(Array(7).fill(flags));
  });
});
