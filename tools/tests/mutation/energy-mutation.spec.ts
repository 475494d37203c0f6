// The tests of energy, pulses, events and sealed banks are tested: a changed constant makes their scenario fail.
import { describe, expect, it } from 'vitest';
import { METERING_FLAG_BANK_DAMAGED, LAYOUTS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { everyday } from '../../build/testing/long-form.ts';
import type { PulseRecord } from '../../meter/conductor/board.ts';
import { eventsOf } from '../../records/events.ts';
import { factoryFram } from '../../records/parameters.ts';
import { feed, withMeter, type TestMeterOptions } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { inMeteringCore, mutant, type Mutation } from './mutant.ts';

const core = inMeteringCore;
const SECONDS = 8;

async function withMutant<T>(
  mutation: Mutation | undefined,
  options: TestMeterOptions,
  look: Parameters<typeof withMeter<T>>[2],
) {
  return withMeter(
    'wasm v8',
    { ...options, modules: { metering: await mutant('metering', mutation) } },
    look,
  );
}

/** Import in Ws at a current, after some seconds. */
const importAt = (mutation: Mutation | undefined, amps: number) =>
  withMutant(mutation, { source: sineSource({ service: '3p4w', volts: 230, amps }) }, async (meter) => {
    await feed(meter, SECONDS * 4000);
    return Number((await meter.ask('read_registers', { scope: 0, moment: 0 })).active_import_mWs) / 1000;
  });

/** Below half the starting current nothing, at the starting current all of it. */
async function creepHolds(mutation?: Mutation): Promise<boolean> {
  const [below, starting] = [await importAt(mutation, 0.009), await importAt(mutation, 0.02)];
  return below < 1 && Math.abs(starting / (3 * 230 * 0.02 * SECONDS) - 1) < 0.1;
}

async function pulsesHold(mutation?: Mutation): Promise<boolean> {
  const source = sineSource({ service: '1p2w', volts: 230, amps: 20, hz: 49.7 });
  const pulses: PulseRecord[] = [];
  await withMutant(mutation, { source, parameters: { meterConstant_imp_per_kWh: 10_000 } }, async (meter) => {
    meter.metering.onPulse = (pulse) => void (pulse.output === 0 && pulses.push(pulse));
    await feed(meter, SECONDS * 4000);
  });
  const instants = pulses.map((p) => p.sampleIndex + p.fraction_Q16 / 65536).filter((at) => at > 8000);
  const gaps = instants.slice(1).map((at, k) => (at - instants[k]) / 4000);
  return gaps.length > 20 && gaps.every((gap) => Math.abs(gap - 3.6e6 / 10_000 / 4600) < 50e-6);
}

async function dipHolds(mutation?: Mutation): Promise<boolean> {
  return withMutant(
    mutation,
    { source: sineSource({ service: '1p2w', volts: 204, amps: 5 }) },
    async (meter) => {
      await feed(meter, 8000);
      return eventsOf(await meter.ask('read_events', { first: 1 })).some((e) => e.event === 'dip');
    },
  );
}

async function damageIsTold(mutation?: Mutation): Promise<boolean> {
  const source = sineSource({ service: '1p2w', volts: 230, amps: 5 });
  const fram = factoryFram({ service: '1p2w', samplingRate_mHz: 4_000_000 });
  fram.copyWithin(512, 0, LAYOUTS.parameters.bytes);
  fram[512 + 60] ^= 1;
  return withMutant(mutation, { source, fram }, async (meter) => {
    await feed(meter, 4000);
    return (Number((await meter.ask('read_status')).flags) & METERING_FLAG_BANK_DAMAGED) !== 0;
  });
}

const MUTATIONS: [what: string, holds: (mutation?: Mutation) => Promise<boolean>, mutation: Mutation][] = [
  [
    'creep: half the starting current',
    creepHolds,
    core('energy/creep.ts', '/ 2_000_000', '/ 1_000_000 * 3 / 2'),
  ],
  [
    'creep: elements below it rest',
    creepHolds,
    core('energy/creep.ts', 'if (rests) low |=', 'if (false) low |='),
  ],
  ['pulses: counts of a kWh', pulsesHold, core('energy/pulse-output.ts', '3_600_000_000;', '3_610_000_000;')],
  [
    'pulses: begin at the window',
    pulsesHold,
    core(
      'energy/pulse-output.ts',
      'return window.start_Q16 + ',
      'return window.start_Q16 + 65536 + (window.start_Q16 & 0x3ffff) + ',
    ),
  ],
  ['dip: its threshold', dipHolds, core('events/event-table.ts', 'BELOW, 9000, 9200', 'BELOW, 8000, 9200')],
  [
    'sealed banks: the damage mask',
    damageIsTold,
    core('parameters/sealed-record.ts', 'damagedBanks |= 1 << bank', 'damagedBanks |= 0'),
  ],
];

describe('A changed constant in', () => {
  it.each(everyday(MUTATIONS, 3))(
    '%s makes the scenario fail that holds without it',
    async (_, holds, mutation) => {
      expect(await holds()).toBe(true);
      expect(await holds(mutation)).toBe(false);
    },
    120_000,
  );
});
