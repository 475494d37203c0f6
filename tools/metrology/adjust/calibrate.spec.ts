// A whole adjustment of a unit off the line, and what the calibration says before and after it.
import { describe, expect, it } from 'vitest';
import type { SensorKind } from '../../signals/afe/sensors.ts';
import { randomUnit } from '../../signals/afe/unit.ts';
import { builtFile } from '../../build/paths.ts';
import { TARGETS } from '../../meter/targets/targets.ts';
import { readLimits } from '../standard/limits.ts';
import type { Service } from '../../signals/waves/source.ts';
import { adjustMeter } from './adjustment.ts';
import { calibrateMeter, calibrationPoints, type CalibrationResult } from './calibration.ts';
import { openSimulatedSite } from './simulated-site.ts';
import type { LoadPoint, Reply } from './site.ts';

const SECONDS = 10;

interface Outcome {
  before: CalibrationResult[];
  after: CalibrationResult[];
  record: Reply;
}

async function adjusted(service: Service, sensor: SensorKind, seed: number, hz: number): Promise<Outcome> {
  const Unom_V = service === '3p3w' ? 400 : 230;
  const unity: LoadPoint = { voltage_V: Unom_V, current_A: 3, lag_deg: 0, hz };
  const points = { unity, inductive: { ...unity, lag_deg: 60 } };
  const currents = { Ist: 0.02, Imin: 0.1, Itr: 0.5, Imax: 60 };
  const marked = { class: 'D', connection: 'direct', fnom_Hz: hz, constant_imp_per_kWh: 10_000 } as const;
  const ratings = { ...marked, ...currents, service, Unom_V };
  const others = calibrationPoints(readLimits(), ratings).filter((p) => p.current_A > 1);
  const site = await openSimulatedSite({
    target: TARGETS.find((t) => t.name === 'wasm')!,
    engine: 'v8',
    service,
    rate_mHz: 4_000_000,
    modules: { metering: builtFile('metering-core.wasm'), management: builtFile('management-core.wasm') },
    unit: randomUnit(seed, sensor),
    parameters: { nominalVoltage_mV: Unom_V * 1000, nominalFrequency_mHz: hz * 1000 },
    first: unity,
  });
  const calibration = { limits: readLimits(), ratings, seconds: SECONDS, uncertainty_percent: 0 };
  try {
    const before = await calibrateMeter(site, others, calibration);
    const record = await adjustMeter(site, { points, seconds: SECONDS, warmer_K: 25 });
    await site.setJumper(false);
    return { before, after: await calibrateMeter(site, others, calibration), record };
  } finally {
    await site.close();
  }
}

const worst = (results: CalibrationResult[]) => Math.max(...results.map((r) => Math.abs(r.error_percent)));

describe('A unit off the line', () => {
  const units: [Service, SensorKind, number, number][] = [
    ['3p4w', 'shunt', 11, 50],
    ['3p3w', 'dc-tolerant-ct', 12, 50],
    ['1p2w', 'rogowski', 13, 50],
    ['3p4w', 'rogowski', 14, 60],
    ['1p2w', 'dc-tolerant-ct', 15, 60],
  ];
  it.each(units)(
    '%s with %s (unit %i) at %i Hz is out of class D before, and within a third of it after adjustment',
    async (...unit) => {
      const { before, after, record } = await adjusted(...unit);
      expect(worst(before)).toBeGreaterThan(0.2);
      expect(worst(after)).toBeLessThan(0.2 / 3);
      expect(record.sampling_rate_mHz).not.toBe(4_000_000);
    },
  );
});
