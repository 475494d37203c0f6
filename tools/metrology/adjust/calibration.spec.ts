// The verdict of a calibration over a meter made of numbers: registers one by one, and what a reference meter shows.
import { describe, expect, it } from 'vitest';
import { readLimits } from '../standard/limits.ts';
import type { Ratings } from '../standard/ratings.ts';
import { REGISTERS } from '../bench/registers.ts';
import { calibrateMeter, calibrationPoints, type CalibrationResult } from './calibration.ts';
import type { LoadPoint, Reply, Site } from './site.ts';

const RATINGS: Ratings = {
  class: 'D',
  service: '1p2w',
  connection: 'direct',
  Unom_V: 230,
  fnom_Hz: 50,
  constant_imp_per_kWh: 10_000,
  Ist: 0.02,
  Imin: 0.1,
  Itr: 0.5,
  Imax: 60,
};
const RATE_Hz = 4000;
const limits = readLimits();
const POINT = calibrationPoints(limits, RATINGS).find((p) => p.name === 'Imax, PF 1')!;

/** Mean power of each register, W, at the point's 13.8 kW. */
type Registers = Partial<Record<(typeof REGISTERS)[number], number>>;

function siteOf(powers: Registers, reading_W?: number): Site {
  let now_s = 0;
  const registers = (): Reply => {
    const values = REGISTERS.map((name) => [name, BigInt(Math.round((powers[name] ?? 0) * now_s * 1000))]);
    return { ...Object.fromEntries(values), sample_index: BigInt(now_s * RATE_Hz) };
  };
  return {
    service: '1p2w',
    setLoad: async (_: LoadPoint) => {},
    adjust: () => Promise.reject(new Error('not asked here')),
    ask: async (message) => (message === 'identify' ? { sampling_rate_mHz: RATE_Hz * 1000 } : registers()),
    ...(reading_W === undefined ? {} : { reference: async () => reading_W }),
    setJumper: async () => {},
    wait: async (seconds) => void (now_s += seconds),
    close: async () => {},
  };
}

async function calibrated(powers: Registers, reading_W?: number): Promise<CalibrationResult> {
  const options = { limits, ratings: RATINGS, seconds: 10, uncertainty_percent: 0.02 };
  const right = { active_import_mWs: 13_800, apparent_import_mVAs: 13_800 };
  const [result] = await calibrateMeter(siteOf({ ...right, ...powers }, reading_W), [POINT], options);
  return result;
}

describe('A calibration', () => {
  it('passes a meter whose registers are right, and says against what and how surely', async () => {
    const result = await calibrated({});
    expect(result).toMatchObject({ pass: true, failed: [], reference: 'source', uncertainty_percent: 0.02 });
    expect(result.reference_W).toBeCloseTo(13_800, 6);
  });

  it('fails a meter whose import is 10 % high while its export runs at 10 %: their difference is right', async () => {
    const result = await calibrated({ active_import_mWs: 15_180, active_export_mWs: 1380 });
    expect(result.pass).toBe(false);
    expect(result.failed.join()).toMatch(/active import: \+10.0 %.*active export: \+10.0 %/);
  });

  it('fails apparent energy by itself', async () => {
    const result = await calibrated({ apparent_import_mVAs: 13_834 });
    expect(result.failed.every((text) => text.includes('apparent import: +0.246 %'))).toBe(true);
    expect(result.pass).toBe(false);
  });

  it('takes what a reference meter shows for true, not the set point of the source', async () => {
    // The source gives 0.5 % more than it was set to; the meter shows it.
    const powers = { active_import_mWs: 13_869 };
    expect((await calibrated(powers)).pass).toBe(false);
    const result = await calibrated(powers, 13_869);
    expect(result).toMatchObject({ pass: true, reference: 'reference meter' });
    expect(result.reference_W).toBeCloseTo(13_869, 6);
    expect(result.error_percent).toBeCloseTo(0, 9);
  });
});
