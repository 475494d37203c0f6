// Consistency of a batch: how far the error of each meter of a bench lies from the mean of all at the same point.
import { withinLimits } from '../bench/judge.ts';
import type { PointResult } from '../typetest/result.ts';
import type { PositionReport } from './position-report.ts';

/** The step's key, and the test of its points. */
export const CONSISTENCY = 'consistency';

const isConsistency = ({ test }: PointResult): boolean => test === CONSISTENCY;

/** Mean error by point. */
function means(positions: readonly PositionReport[]): Map<string, number> {
  const errors = new Map<string, number[]>();
  for (const point of positions.flatMap(({ points }) => points.filter(isConsistency)))
    errors.set(point.name, [...(errors.get(point.name) ?? []), point.error_percent]);
  return new Map([...errors].map(([name, all]) => [name, all.reduce((a, b) => a + b, 0) / all.length]));
}

/** The distance from the mean takes the place of the error, which is told beside it. */
function judged(
  { uncertainty_percent: _, pulse_error_percent: __, ...point }: PointResult,
  mean_percent: number,
): PointResult {
  const error_percent = point.error_percent - mean_percent;
  return {
    ...point,
    error_percent,
    detail: `error ${point.error_percent.toFixed(4)} %, mean of the bench ${mean_percent.toFixed(4)} %`,
    pass: withinLimits(error_percent, point.limit_percent),
  };
}

/** The positions with their points of consistency judged, once; all others as they are. A meter alone is its own mean. */
export function withConsistency(positions: readonly PositionReport[]): PositionReport[] {
  const mean = means(positions);
  return positions.map((report) => {
    if (!report.points.some(isConsistency)) return report;
    const points = report.points.map((point) =>
      isConsistency(point) ? judged(point, mean.get(point.name)!) : point,
    );
    const failed = points.filter(({ pass }) => !pass).map(({ name }) => name);
    return { ...report, points, failed, pass: failed.length === 0 };
  });
}
