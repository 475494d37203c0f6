// The type test over the real metering core: a good meter passes, a meter with one wrong constant does not.
import { describe, expect, it, vi } from 'vitest';
import { idealFrontEnd } from '../../signals/afe/front-end.ts';
import { randomUnit, typicalUnit } from '../../signals/afe/unit.ts';
import { builtFile } from '../../build/paths.ts';
import { TARGETS } from '../../meter/targets/targets.ts';
import type { Service } from '../../signals/waves/source.ts';
import { CoreFaultError } from '../bench/meter-under-test.ts';
import { htmlReport } from './html-report.ts';
import { readLimits } from '../standard/limits.ts';
import { signalOf } from '../standard/load.ts';
import { wholePeriods } from '../bench/measure.ts';
import { adjustByProcedure, type Place } from './procedure.ts';
import { allInfluencePoints, basePoints, UNITY } from '../standard/programme.ts';
import { References, runPoint } from './run-points.ts';
import { noLoad } from './no-load.ts';
import { repeatability } from './repeatability.ts';
import { startingCurrent, STARTS } from './starting-current.ts';
import { TestBed, type BedOptions } from './test-bed.ts';
import { runTypetest, type RunFacts } from './typetest.ts';
import type { PointResult } from './result.ts';

const limits = readLimits();

const PLACE: Place = {
  target: TARGETS.find((t) => t.name === 'wasm')!,
  engine: 'v8',
  modules: { metering: builtFile('metering-core.wasm'), management: builtFile('management-core.wasm') },
};

function bed(service: Service, changes: Partial<BedOptions> = {}): TestBed {
  const module = builtFile('metering-core.wasm');
  const target = TARGETS.find((t) => t.name === 'wasm')!;
  return new TestBed({
    limits,
    ratings: {
      class: 'D',
      service,
      connection: 'direct',
      Unom_V: service === '3p3w' ? 400 : 230,
      fnom_Hz: 50,
      constant_imp_per_kWh: 10_000,
      Ist: 0.02,
      Imin: 0.2,
      Itr: 0.5,
      Imax: 60,
    },
    rate_mHz: 4_000_000,
    core: (fram) => target.make!({ modules: { metering: module, management: module }, fram }, 'v8'),
    ...changes,
  });
}

const FACTS: RunFacts = {
  target: 'wasm',
  engine: 'v8',
  sensor: 'none',
  seeds: { unit: 1, noise: 1 },
  software: { sha256: '' },
  adjustment: undefined,
  notes: [],
  identification: {
    date: '2026-11-28T12:00:00.000Z',
    software: { file: 'build/metering-core.wasm', sha256: '', tools: 'twinmeter' },
  },
};

async function results(of: TestBed, names: RegExp): Promise<PointResult[]> {
  const points = [...basePoints(limits, of.ratings), ...allInfluencePoints(limits, of.ratings)];
  const references = new References(of);
  const found: PointResult[] = [];
  for (const point of points.filter((p) => names.test(p.name)))
    found.push(await runPoint(of, references, point));
  return found;
}

// A whole programme takes ten seconds of CPU, and a busy machine gives a tenth of one.
vi.setConfig({ testTimeout: 600_000 });

describe('a meter behind an ideal front end', () => {
  it('passes the base programme of class D on one phase, and the report says what it is worth', async () => {
    const seen: string[] = [];
    const report = await runTypetest(bed('1p2w'), ['base'], FACTS, (result) => seen.push(result.name));
    expect(report.points.filter((p) => !p.pass)).toEqual([]);
    expect(report.pass).toBe(true);
    expect(seen).toEqual(report.points.map((p) => p.name));
    expect(report.verdict).toContain(
      'limits as in tools/metrology/standard/limits.json, not checked against the official text',
    );
    expect(report.excluded.map((e) => e.name)).toContain('tilt');
    const html = htmlReport(report);
    expect(html).toContain('<svg');
    expect(html).not.toContain('<script');
    expect(html).toContain('not checked against the official text');
  });

  it('agrees with its own pulses', async () => {
    const [point] = await results(bed('3p4w'), /^10Itr, PF 1$/);
    expect(point.pulse_error_percent).toBeCloseTo(point.error_percent, 3);
  });

  it('passes on two elements, one of them without voltage', async () => {
    for (const point of await results(bed('3p3w'), /interrupted|reversed/)) expect(point.pass).toBe(true);
  });
});

describe('a meter with something wrong', () => {
  const wrong = (adjustment: TestBed['adjustment'], changes: Partial<BedOptions> = {}): TestBed => {
    const meter = bed('1p2w', changes);
    meter.adjustment = adjustment;
    return meter;
  };

  it('fails class D at PF 1 with a gain off by half a percent', async () => {
    const [point] = await results(wrong({ currentGain: [1.005, 1, 1, 1] }), /^10Itr, PF 1$/);
    expect(point.error_percent).toBeCloseTo(0.5, 3);
    expect(point.pass).toBe(false);
  });

  it('fails at PF 0.5 with a phase error of 0.2 degrees, and at PF 1 by its reactive registers alone', async () => {
    const meter = wrong({ currentDelay_ns: [11_111, 0, 0, 0] });
    const [unity, inductive] = await results(meter, /^10Itr, PF (1|0.5 inductive)$/);
    const failed = unity.registers!.filter((r) => !r.pass).map((r) => r.what);
    expect(failed.length).toBeGreaterThan(0);
    for (const what of failed) expect(what).toMatch(/reactive/);
    expect(inductive.registers!.find((r) => r.what === 'active import')!.pass).toBe(false);
    expect(Math.abs(inductive.error_percent)).toBeCloseTo(
      100 * Math.tan(Math.PI / 3) * Math.sin((0.2 * Math.PI) / 180),
      1,
    );
  });

  it('fails the half-wave test behind a plain transformer, and only that of two', async () => {
    const meter = bed('1p2w', { unit: typicalUnit('ct') });
    await adjustByProcedure(meter, PLACE);
    const [odd, halfWave] = await results(meter, /^(odd|direct).*PF 1$/);
    expect(odd.pass).toBe(true);
    expect(halfWave.error_percent).toBeLessThan(-50);
    expect(halfWave.pass).toBe(false);
  });

  it('is not tested at all when the core refuses its parameters', async () => {
    const meter = bed('1p2w', { core: () => bed('1p2w').options.core(new Uint8Array(262_144).fill(0xff)) });
    await expect(meter.openMeter()).rejects.toThrow(CoreFaultError);
  });
});

describe('the tests that are no single error', () => {
  it('find three pulses in time at the starting current', async () => {
    const result = await startingCurrent(bed('3p4w'), STARTS[0]);
    expect(result.pass).toBe(true);
    expect(result.detail).toMatch(/pulses at \d+\.\d\d s, \d+\.\d\d s, \d+\.\d\d s/);
  });

  it('find a meter that never starts: its sealed starting current lies far above the marked one', async () => {
    const meter = bed('3p4w');
    Object.defineProperty(meter, 'parameters', {
      value: { ...meter.parameters, startingCurrent_uA: 200_000, minimumCurrent_uA: 250_000 },
    });
    const result = await startingCurrent(meter, STARTS[0]);
    expect(result.detail).toContain('pulses at none');
    expect(result.pass).toBe(false);
  });

  it('find no pulse without load, with the noise of the converter', async () => {
    const meter = bed('3p4w', { unit: randomUnit(1, 'dc-tolerant-ct') });
    expect((await noLoad(meter)).pass).toBe(true);
  });

  it('measure ten times for the repeatability', async () => {
    const result = await repeatability(bed('1p2w'), UNITY);
    expect(result.detail).toContain('10 measurements');
    expect(result.error_percent).toBeLessThan(0.001);
  });
});

describe('the adjustment', () => {
  it('brings a random unit within a third of class D at points it was not adjusted at', async () => {
    const meter = bed('1p2w', { unit: randomUnit(7, 'rogowski') });
    const [before] = await results(meter, /^Imax, PF 1$/);
    expect(before.pass).toBe(false);
    await adjustByProcedure(meter, PLACE);
    for (const point of await results(meter, /^Imax, PF (1|0.5 inductive|0.8 capacitive)$/)) {
      expect(Math.abs(point.error_percent)).toBeLessThan(point.limit_percent / 3);
    }
  });
});

describe('behind every sensor, without noise', () => {
  // What is left is the core's own: droop of the sinc3, phase over frequency, integrator.
  it.each(['shunt', 'dc-tolerant-ct', 'rogowski'] as const)(
    'a %s holds 0.02 % from 45 to 65 Hz and under distorted waves, adjusted at 50 Hz only',
    async (kind) => {
      const meter = bed('1p2w', { unit: { ...randomUnit(2, kind), noise: false } });
      await adjustByProcedure(meter, PLACE);
      const load = { service: '1p2w' as const, voltage_V: 230, current_A: 5, lag_deg: 60, hz: 50 };
      const changes = [
        { hz: 45 },
        { hz: 65 },
        { shape: 'quadriform' as const, lag_deg: 0 },
        { shape: 'peaked' as const },
      ];
      for (const change of changes) {
        const measured = await meter.measure(
          { ...load, ...change },
          { leadIn_s: 12, windows: 1, window_s: 2 },
        );
        expect(Math.abs(measured.error_percent)).toBeLessThan(0.02);
      }
    },
  );
});

describe('creep', () => {
  it('registers nothing at a quarter of the starting current, and everything at the starting current', async () => {
    const meter = bed('3p4w');
    const load = { service: '3p4w' as const, voltage_V: 230, lag_deg: 0, hz: 50 };
    const run = { leadIn_s: 3, windows: 1, window_s: 10 };
    expect((await meter.measure({ ...load, current_A: 0.005 }, run)).meter_Ws).toBe(0);
    expect(Math.abs((await meter.measure({ ...load, current_A: 0.02 }, run)).error_percent)).toBeLessThan(
      0.1,
    );
  });
});

describe('a window', () => {
  it.each([
    [8000, 50, 8000],
    [8000, 45, 8000],
    [8000, 12.5, 8000],
    [100, 12.5, 320],
  ])('of about %d samples holds whole periods of %d Hz', (wanted, hz, expected) => {
    expect(wholePeriods(wanted, hz / 4000)).toBe(expected);
  });

  it('is found for frequencies that never fit exactly, to a fiftieth of a sample', () => {
    const sets = wholePeriods(8000, 49.0013 / 4000.12);
    const cycles = (sets * 49.0013) / 4000.12;
    expect(Math.abs(cycles - Math.round(cycles)) * (4000.12 / 49.0013)).toBeLessThan(0.1);
  });

  it('starts its signal as described', () => {
    const source = idealFrontEnd(
      signalOf(limits, { service: '1p2w', voltage_V: 230, current_A: 5, lag_deg: 0, hz: 50 }, 4000),
      4_000_000,
    );
    expect(source.description).toBe('1p2w 230 V, 5 A, PF 1.00, 50 Hz, sine');
  });
});
