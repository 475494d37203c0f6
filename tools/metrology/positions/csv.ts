// The points of a bench as a table with commas (RFC 4180), one row a point of a position.
import type { PointResult } from '../typetest/result.ts';
import type { BenchReport } from './report.ts';

/** Columns of a point, by the names the report has for them. */
const COLUMNS = [
  ...(['name', 'group', 'test', 'clause', 'quantity', 'current_A', 'power_factor'] as const),
  ...(['limit_percent', 'lowest_percent', 'error_percent', 'stddev_percent', 'uncertainty_percent'] as const),
  ...(['pulse_error_percent', 'unit', 'judged', 'pass', 'detail'] as const),
] satisfies readonly (keyof PointResult)[];

const quoted = (value: unknown): string => {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const row = (values: readonly unknown[]): string => `${values.map(quoted).join(',')}\r\n`;

/** Columns: position, seed of its meter, number of the point, then what was found there. */
export function csvOf({ positions }: BenchReport): string {
  const head = row(['position', 'seed', 'number', ...COLUMNS]);
  return (
    head +
    positions
      .flatMap(({ position, seed, points }) =>
        points.map((point, n) => row([position, seed, n + 1, ...COLUMNS.map((column) => point[column])])),
      )
      .join('')
  );
}
