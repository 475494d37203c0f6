// Measures the points of the programme: errors, and shifts against the error at reference conditions.
import type { Load } from '../standard/load.ts';
import type { Measurement } from './measure.ts';
import type { Point } from '../standard/programme.ts';
import type { PointResult } from './result.ts';
import { runLength, type TestBed } from './test-bed.ts';

/** Remembers what was measured at reference conditions: many influences share one. */
export class References {
  private readonly bed: TestBed;
  private readonly known = new Map<string, Measurement>();

  constructor(bed: TestBed) {
    this.bed = bed;
  }

  async of(load: Load): Promise<Measurement> {
    const key = JSON.stringify(load);
    const found = this.known.get(key) ?? (await this.bed.measure(load, runLength(this.bed, load)));
    this.known.set(key, found);
    return found;
  }
}

export function withinLimits(error: number, limit: number, lowest = -limit): boolean {
  return error <= limit && error >= lowest;
}

/** Measures one point. Standard deviations of a shift add as squares. */
export async function runPoint(bed: TestBed, references: References, point: Point): Promise<PointResult> {
  const measured = await bed.measure(point.load, runLength(bed, point.load));
  const reference = point.against ? await references.of(point.against) : undefined;
  const error_percent = measured.error_percent - (reference?.error_percent ?? 0);
  const { name, group, test, clause, limit_percent, lowest_percent } = point;
  return {
    name,
    group,
    test,
    clause,
    current_A: point.load.current_A,
    power_factor: point.powerFactor,
    limit_percent,
    ...(lowest_percent === undefined ? {} : { lowest_percent }),
    error_percent,
    stddev_percent: Math.hypot(measured.stddev_percent, reference?.stddev_percent ?? 0),
    ...(measured.pulseError_percent === undefined || reference
      ? {}
      : { pulse_error_percent: measured.pulseError_percent }),
    ...(measured.saturated > 0 ? { detail: `the converter saturated at ${measured.saturated} samples` } : {}),
    pass: withinLimits(error_percent, limit_percent, lowest_percent),
  };
}
