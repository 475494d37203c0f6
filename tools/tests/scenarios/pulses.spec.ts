// The pulse outputs against what they stand for: equidistant at steady load, and never more than the register holds.
import { describe, expect, it } from 'vitest';
import { PULSE_ACTIVE, PULSE_REACTIVE } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { PulseRecord } from '../../meter/conductor/board.ts';
import type { FactoryParameters } from '../../records/parameters.ts';
import { LOAD_FACTOR } from '../../signals/waves/services.ts';
import { sineSource, type SineOptions } from '../../signals/waves/sine.ts';
import { feed, withMeter } from '../../meter/targets/with-meter.ts';
import { equidistance } from '../../figures/equidistance.ts';

interface Metered {
  instants_s: number[];
  registers: Record<string, number>;
}

/** Instants of an output's pulses, and the total's registers at the end. */
async function metered(
  load: SineOptions,
  seconds: number,
  output: number,
  parameters: Partial<FactoryParameters> = {},
): Promise<Metered> {
  const source = sineSource(load);
  const rate_Hz = source.rate_mHz / 1000;
  return withMeter('wasm v8', { source, parameters }, async (meter) => {
    const pulses: PulseRecord[] = [];
    meter.metering.onPulse = (pulse) => void (pulse.output === output && pulses.push(pulse));
    await feed(meter, seconds * rate_Hz);
    const total = await meter.ask('read_registers', { scope: 0, moment: 0 });
    const registers = Object.fromEntries(Object.entries(total).map(([name, value]) => [name, Number(value)]));
    const instants_s = pulses.map((p) => (p.sampleIndex + p.fraction_Q16 / 65536) / rate_Hz);
    return { instants_s, registers };
  });
}

describe('kWh pulses at steady load', () => {
  const loads: [string, SineOptions, number][] = [
    ['a single phase at unity', { service: '1p2w', volts: 230, amps: 5 }, 3200],
    [
      'a single phase at 0.5 inductive off nominal frequency',
      { service: '1p2w', volts: 230, amps: 17, pf: 0.5, hz: 49.83 },
      1000,
    ],
    [
      'three phases at 0.8 capacitive just beside nominal frequency',
      { service: '3p4w', volts: 231, amps: 12, pf: -0.8, hz: 50.001 },
      1000,
    ],
    ['two elements at 60 Hz', { service: '3p3w', volts: 400, amps: 9, pf: 0.6, hz: 60.07 }, 1000],
    ['a split phase', { service: '2p3w', volts: 121, amps: 30, pf: 0.9 }, 1000],
    ['a delta with its high leg', { service: '3p4w-delta', volts: 119, amps: 25, pf: -0.8 }, 1000],
    ['a small load', { service: '3p4w', volts: 230, amps: 0.1 }, 100_000],
    ['an export', { service: '1p2w', volts: 230, amps: -20 }, 1000],
  ];
  for (const [name, load, constant] of loads) {
    it(`come within 50 us of equidistant instants, with the period of the power, for ${name}`, async () => {
      const parameters = { meterConstant_imp_per_kWh: constant };
      const { instants_s } = await metered(load, 30, PULSE_ACTIVE, parameters);
      const { worst_us, period_s } = equidistance(instants_s);
      const power_W = LOAD_FACTOR[load.service] * load.volts * load.amps * (load.pf ?? 1);
      expect(worst_us).toBeLessThan(50);
      expect((3.6e6 / constant / Math.abs(power_W) / period_s - 1) * 100).toBeCloseTo(0, 2);
    });
  }

  it('reach 2.5 kHz and never come closer than 0.4 ms', async () => {
    const load: SineOptions = { service: '3p4w', volts: 230, amps: 72 };
    const { instants_s } = await metered(load, 4, PULSE_ACTIVE, { meterConstant_imp_per_kWh: 180_000 });
    const { worst_us, period_s } = equidistance(instants_s);
    expect(1 / period_s).toBeCloseTo(49_680 * (180_000 / 3.6e6), 0);
    expect(worst_us).toBeLessThan(50);
    const gaps = instants_s.slice(1).map((t, k) => t - instants_s[k]);
    expect(Math.min(...gaps)).toBeGreaterThan(0.000_399);
  });
});

describe('The number of pulses', () => {
  const constant = 10_000;
  const load: SineOptions = { service: '3p4w', volts: 230, amps: 20, pf: 0.7 };

  it('of the kWh output is what the register says, less those not yet due', async () => {
    const { instants_s, registers } = await metered(load, 20, PULSE_ACTIVE, {
      meterConstant_imp_per_kWh: constant,
    });
    const allowed = Math.floor(
      (registers.active_import_mWs + registers.active_export_mWs) / (3.6e9 / constant),
    );
    expect(instants_s.length).toBeLessThanOrEqual(allowed);
    expect(instants_s.length).toBeGreaterThan(allowed - 20);
  });

  it('of the kvarh output is what the four quadrants say, less those not yet due', async () => {
    const { instants_s, registers } = await metered(load, 20, PULSE_REACTIVE, {
      meterConstant_imp_per_kvarh: constant,
    });
    const quadrants = [1, 2, 3, 4].reduce((sum, q) => sum + registers[`reactive_q${q}_mvars`], 0);
    const allowed = Math.floor(quadrants / (3.6e9 / constant));
    expect(instants_s.length).toBeLessThanOrEqual(allowed);
    expect(instants_s.length).toBeGreaterThan(allowed - 20);
    expect(equidistance(instants_s).worst_us).toBeLessThan(50);
  });

  it('is zero without load', async () => {
    const { instants_s, registers } = await metered(
      { service: '3p4w', volts: 265, amps: 0 },
      20,
      PULSE_ACTIVE,
      {
        meterConstant_imp_per_kWh: 100_000,
      },
    );
    expect(instants_s).toEqual([]);
    expect(registers.active_import_mWs).toBe(0);
  });
});
