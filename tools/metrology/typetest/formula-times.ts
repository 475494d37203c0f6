// The base error and the test times that the formulas of the standards give for the meter on a test bed.
import { UNITY, loadAt, type Factor } from '../standard/programme.ts';
import { baseLimit_percent } from '../standard/ratings.ts';
import type { Load } from '../standard/load.ts';
import { testTimes, type TestTimes } from '../standard/times.ts';
import type { MeterUnderTest } from '../bench/meter-under-test.ts';
import type { TestBed } from './test-bed.ts';

/** A balanced load at nominal voltage and frequency. */
export const loadOf = (bed: TestBed, current_A: number, factor: Pick<Factor, 'lag_deg'> = UNITY): Load =>
  loadAt(bed.ratings, current_A, factor);

/** Limit of error at PF 1. */
export function limitAt(bed: TestBed, current_A: number): number {
  return baseLimit_percent(bed.options.limits, bed.ratings, current_A, '1')!;
}

/** Base maximum permissible error at Imin, in percent: the b of the formulas. */
export function baseError_percent(bed: TestBed): number {
  return limitAt(bed, bed.ratings.Imin);
}

export const timesOf = (bed: TestBed): TestTimes => testTimes(bed.ratings, baseError_percent(bed));

/** Works with a meter, fresh or with the storage of another, and counts what it metered. */
export async function withMeter<T>(
  bed: TestBed,
  work: (meter: MeterUnderTest) => Promise<T>,
  fram?: Uint8Array,
): Promise<T> {
  const meter = await bed.openMeter(undefined, fram);
  try {
    return await work(meter);
  } finally {
    bed.virtual_s += meter.samples / (bed.options.rate_mHz / 1000);
    await meter.close();
  }
}
