// Repeatability: the spread of ten measurements at one point, of the register and of the test output.
import type { Factor } from '../standard/programme.ts';
import { baseLimit_percent, rounded } from '../standard/ratings.ts';
import { loadOf } from './formula-times.ts';
import type { PointResult } from './result.ts';
import { LEAD_IN_s, runLength, type TestBed } from './test-bed.ts';

export async function repeatability(bed: TestBed, factor: Factor): Promise<PointResult> {
  const { limits, ratings } = bed.options;
  const { clause, measurements, partOfBaseError } = limits.repeatability;
  const current_A = 10 * ratings.Itr;
  const load = loadOf(bed, current_A, factor);
  const { window_s } = runLength(bed, load);
  const measured = await bed.measure(load, { leadIn_s: LEAD_IN_s, windows: measurements, window_s });
  const errors = measured.windowErrors_percent;
  const spread = Math.max(...errors) - Math.min(...errors);
  const limit_percent = rounded(
    baseLimit_percent(limits, ratings, current_A, factor.limit)! * partOfBaseError,
  );
  return {
    name: `repeatability, ${factor.name}`,
    group: 'base',
    test: 'repeatability',
    clause,
    quantity: 'active',
    current_A,
    power_factor: factor.value,
    limit_percent,
    error_percent: spread,
    stddev_percent: measured.stddev_percent,
    detail: `largest minus smallest of ${measurements} measurements of ${window_s} s`,
    pass: spread <= limit_percent,
  };
}
