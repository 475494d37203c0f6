// The combined error of R46-2, Annex B: what the errors of single influences add up to in service.
import type { PointResult } from './result.ts';
import type { TestBed } from './test-bed.ts';

const sum = (parts: readonly number[]): number => 2 * Math.sqrt(parts.reduce((s, v) => s + v ** 2 / 3, 0));

interface Part {
  readonly error: number;
  readonly limit: number;
}

/** The largest error of a test, and the largest limit it was judged by; base points from Itr on count. */
function worstOf(points: readonly PointResult[], test: string, least_A: number): Part | undefined {
  const own = points.filter(
    (p) => p.test.startsWith(test) && p.current_A >= least_A * 0.999 && p.quantity === 'active',
  );
  if (own.length === 0) return undefined;
  return {
    error: Math.max(...own.map((p) => Math.abs(p.error_percent))),
    limit: Math.max(...own.map((p) => p.limit_percent)),
  };
}

/** Coefficients count over a span of temperature that a report names. */
const scaled = (part: Part | undefined, factor: number): Part | undefined =>
  part && { error: part.error * factor, limit: part.limit * factor };

/** Undefined when a part was not measured: services with one element have no unbalance, ideal front ends no temperature. */
export function combinedError(bed: TestBed, points: readonly PointResult[]): PointResult | undefined {
  const { clause, tests, temperature_K } = bed.options.limits.combinedError;
  const { Itr } = bed.ratings;
  const named = Object.entries(tests).map(([name, test]) => [name, worstOf(points, test, Itr)] as const);
  if (named.some(([name, part]) => (name === 'base' || name === 'voltage') && !part)) return undefined;
  const climate = scaled(worstOf(points, 'ambient temperature', Itr), temperature_K);
  const all = [...named, ['temperature', climate] as const];
  const present = all.flatMap(([name, part]) => (part ? [{ name, ...part }] : []));
  const error = sum(present.map((p) => p.error));
  const limit = Number(sum(present.map((p) => p.limit)).toPrecision(4));
  return {
    name: 'combined error',
    group: 'influence',
    test: 'combined error',
    clause,
    quantity: 'active',
    current_A: Itr,
    power_factor: 1,
    limit_percent: limit,
    error_percent: error,
    stddev_percent: 0,
    detail: present.map((p) => `${p.name} ${p.error.toPrecision(2)}`).join(', '),
    pass: error <= limit,
  };
}
