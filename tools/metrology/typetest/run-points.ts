// Measures the points of the programme: errors, and shifts against the error at reference conditions.
import type { Load } from '../standard/load.ts';
import type { Point } from '../standard/programme.ts';
import type { Quantity } from '../standard/limits.ts';
import { failureText, judge, type Judgement } from '../bench/judge.ts';
import type { Measurement } from '../bench/measure.ts';
import type { PointResult } from './result.ts';
import { sharedKey, type Shared } from './task.ts';
import { runLength, runLengthOf, type TestBed } from './test-bed.ts';

/** Remembers what several tests compare with: errors at reference conditions, and at the ends of intervals of temperature. */
export class References {
  private readonly bed: TestBed;
  private readonly known = new Map<string, Measurement>();

  constructor(bed: TestBed) {
    this.bed = bed;
  }

  of(load: Load, quantity: Quantity = 'active'): Promise<Measurement> {
    return this.measured({ load, quantity });
  }

  /** Measures it where that was not done before. */
  async measured(shared: Shared): Promise<Measurement> {
    const found = this.find(shared) ?? (await this.measure(shared));
    this.take(shared, found);
    return found;
  }

  find(shared: Shared): Measurement | undefined {
    return this.known.get(sharedKey(shared));
  }

  /** Takes up what was measured elsewhere. */
  take(shared: Shared, measurement: Measurement): void {
    this.known.set(sharedKey(shared), measurement);
  }

  private measure(shared: Shared): Promise<Measurement> {
    const { bed } = this;
    const { load, quantity, temperature_C } = shared;
    return bed.withNoiseOf(sharedKey(shared), () =>
      bed.measure(load, runLength(bed, load), temperature_C, quantity),
    );
  }
}

/** Of the total and of the test outputs; a phase's own only where it failed. */
const reported = (judgements: readonly Judgement[]): Judgement[] =>
  judgements.filter(({ what, pass }) => !pass || !/^L\d /.test(what));

const FAILURES_NAMED = 3;

/** Failures as one text, the first few by name. */
export function failures(judgements: readonly Judgement[]): string[] {
  const failed = judgements.filter((j) => !j.pass).map(failureText);
  const more = failed.length - FAILURES_NAMED;
  return more > 0 ? [...failed.slice(0, FAILURES_NAMED), `and ${more} more`] : failed;
}

/** Standard uncertainty of the mean of the windows, percent. */
const ofMean = ({ stddev_percent, windowErrors_percent }: Measurement): number =>
  stddev_percent / Math.sqrt(windowErrors_percent.length);

/** Expanded uncertainty (k = 2) of an error, or of a shift: what repeated windows show. The reference is analytic. */
export const expanded_percent = (...measurements: readonly Measurement[]): number =>
  2 * Math.hypot(...measurements.map(ofMean));

/** Measures one point. Standard deviations of a shift add as squares. */
export async function runPoint(bed: TestBed, references: References, point: Point): Promise<PointResult> {
  const { name, group, test, clause, quantity, limit_percent, lowest_percent, against, beside } = point;
  const measured = await bed.measure(point.load, runLengthOf(bed, point), undefined, quantity);
  const reference = against ? await references.of(against, quantity) : undefined;
  const judgements = judge(measured.deviations, {
    quantity,
    limits: { ...beside, [quantity]: limit_percent },
    lowest_percent,
    reference,
    ...bed.stillness,
  });
  const saturated =
    measured.saturated > 0 ? [`the converter saturated at ${measured.saturated} samples`] : [];
  const failed = failures(judgements);
  const said = [...failed, ...saturated];
  return {
    name,
    group,
    test,
    clause,
    quantity,
    current_A: point.load.current_A,
    power_factor: point.powerFactor,
    limit_percent,
    ...(lowest_percent === undefined ? {} : { lowest_percent }),
    error_percent: measured.error_percent - (reference?.error_percent ?? 0),
    stddev_percent: Math.hypot(measured.stddev_percent, reference?.stddev_percent ?? 0),
    uncertainty_percent: expanded_percent(measured, ...(reference ? [reference] : [])),
    ...(measured.pulseError_percent === undefined || reference
      ? {}
      : { pulse_error_percent: measured.pulseError_percent }),
    ...(point.at ? { at: point.at } : {}),
    ...(said.length > 0 ? { detail: said.join('; ') } : {}),
    judged: judgements.length,
    registers: reported(judgements),
    pass: judgements.every((j) => j.pass),
  };
}
