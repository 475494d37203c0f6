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

function judged(point: PointResult, mean_percent: number): PointResult {
  const deviation = point.error_percent - mean_percent;
  return {
    ...point,
    detail: `${deviation.toFixed(4)} % from the mean ${mean_percent.toFixed(4)} % of the bench`,
    pass: withinLimits(deviation, point.limit_percent),
  };
}

/** The positions with their points of consistency judged; all others as they are. A meter alone is its own mean. */
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
