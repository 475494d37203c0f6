// The curves of a report: error over current with the staircase of its limits, over temperature, and over influences.
import { readLimits, type LimitFactor } from '../standard/limits.ts';
import { baseLimit_percent, type Ratings } from '../standard/ratings.ts';
import type { PointResult, TypetestReport } from './result.ts';
import { drawn, type CurvePoint, type Picture, type Series, type Stair } from './svg-curve.ts';

const grouped = (points: readonly PointResult[]): [string, PointResult[]][] =>
  [...new Set(points.map((p) => p.test))].map((test) => [test, points.filter((p) => p.test === test)]);

const byPlace = (a: CurvePoint, b: CurvePoint): number => a.x - b.x;

/** The bar is the expanded uncertainty. */
const placed = (p: PointResult, x: number): CurvePoint => ({
  x,
  error: p.error_percent,
  bar: p.uncertainty_percent,
});

/** Parts of a decade in which the limit below Imin, a hyperbola, is drawn. */
const PARTS = 24;

/** The limit from current to current: flat between the marked ones, falling as 1/I below Imin. */
export function limitStair(ratings: Ratings, factor: LimitFactor, name: string): Stair {
  const limits = readLimits();
  const { Ist, Imin, Itr, Imax } = ratings;
  const below = Array.from({ length: PARTS }, (_, n) => Ist * (Imin / Ist) ** (n / PARTS));
  const places = [...below, Imin, Itr, Imax];
  const steps = places.slice(0, -1).flatMap((from, n) => {
    const limit = baseLimit_percent(limits, ratings, from, factor);
    return limit === undefined ? [] : [{ from, to: places[n + 1], limit }];
  });
  return { name, steps };
}

/** Error over current, both directions apart. */
function overCurrent(report: TypetestReport, exporting: boolean): string {
  const base = report.points.filter(
    (p) => p.group === 'base' && p.test.startsWith('PF ') && p.test.endsWith(', export') === exporting,
  );
  if (base.length === 0) return '';
  const ratings = report.ratings as unknown as Ratings;
  const series = grouped(base).map(
    ([name, points]): Series => ({
      name,
      points: points.map((p) => placed(p, p.current_A)).sort(byPlace),
    }),
  );
  const currents = [...new Set(base.map((p) => p.current_A))];
  return drawn({
    label: `error over current, ${exporting ? 'export' : 'import'}`,
    unit: '%',
    logarithmic: true,
    series,
    stairs: [
      limitStair(ratings, '1', 'limit, PF 1'),
      limitStair(ratings, '0.5 inductive to 0.8 capacitive', 'limit, other PF'),
    ],
    ticks: currents.map((x) => ({ x, text: `${x} A` })),
  });
}

function overTemperature(report: TypetestReport): string {
  const curves = report.temperature ?? [];
  if (curves.length === 0) return '';
  const places = [...new Set(curves.flatMap((c) => c.points.map((p) => p.temperature_C)))];
  return `<h2>Error over temperature</h2>${drawn({
    label: 'error over temperature',
    unit: '%',
    logarithmic: false,
    series: curves.map((c) => ({
      name: c.factor,
      points: c.points.map((p) => ({ x: p.temperature_C, error: p.error_percent, bar: p.stddev_percent })),
    })),
    stairs: [],
    ticks: places.map((x) => ({ x, text: `${x} °C` })),
  })}`;
}

/** One influence over its axis: each power factor and direction a line, the limit of the wider one a staircase. */
function overInfluence(test: string, points: readonly PointResult[]): Picture {
  const axis = points[0].at!.axis;
  const name = (p: PointResult): string =>
    `PF ${p.power_factor}${p.name.endsWith(', export') ? ', export' : ''}`;
  const names = [...new Set(points.map(name))];
  const xs = points.map((p) => p.at!.value);
  const limit = Math.max(...points.map((p) => p.limit_percent));
  return {
    label: `shift over ${axis}: ${test}`,
    unit: '%',
    logarithmic: axis === 'kHz',
    series: names.map((n) => ({
      name: n,
      points: points
        .filter((p) => name(p) === n)
        .map((p) => placed(p, p.at!.value))
        .sort(byPlace),
    })),
    stairs: [{ name: 'limit', steps: [{ from: Math.min(...xs), to: Math.max(...xs), limit }] }],
    ticks: [...new Set(xs)].map((x) => ({ x, text: `${Number(x.toPrecision(4))} ${axis}` })),
  };
}

/** A test that is a curve by itself: a sweep, or warming. */
function ownCurve(p: PointResult): Picture {
  const { axis, points } = p.curve!;
  const xs = points.map(([x]) => x);
  const every = Math.ceil(xs.length / 12);
  return {
    label: p.name,
    unit: '%',
    logarithmic: false,
    series: [{ name: axis, points: points.map(([x, error]) => ({ x, error })) }],
    stairs: [
      { name: 'limit', steps: [{ from: Math.min(...xs), to: Math.max(...xs), limit: p.limit_percent }] },
    ],
    ticks: xs.filter((_, n) => n % every === 0).map((x) => ({ x, text: `${x}` })),
  };
}

/** Curves of error over current, and over temperature. */
export const baseCurves = (report: TypetestReport): string =>
  overCurrent(report, false) + overCurrent(report, true);

export const temperatureCurves = overTemperature;

/** What stands above the table of a test. */
export function curvesOfTest(points: readonly PointResult[]): string {
  const along = points.filter((p) => p.at);
  const own = points.filter((p) => p.curve).map((p) => drawn(ownCurve(p)));
  return (along.length > 2 ? drawn(overInfluence(points[0].test, along)) : '') + own.join('');
}
