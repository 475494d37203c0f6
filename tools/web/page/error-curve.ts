// Errors over current, or over the axis of an influence, against the staircase of their limits; planned points show where others will be.
import type { FoundPoint, PlannedPoint } from '../told-bench.ts';
import { csvText, svg } from './dom.ts';
import { ticks } from './plot.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 340, 56, 14, 12, 34];

/** A test's points by name, in the order of the axis. */
export interface Series {
  readonly name: string;
  readonly points: readonly PlannedPoint[];
}

/** Points that are drawn in one picture. */
export interface ErrorCurve {
  readonly name: string;
  readonly axis: string;
  readonly isLogarithmic: boolean;
  readonly series: readonly Series[];
}

const CURRENT = 'A';
const placeOf = ({ at, current_A }: PlannedPoint): number => at?.value ?? current_A;
const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
/** What tells the lines of an influence apart: all of a point's name but where it lies on the axis. */
const lineOf = ({ name, test, at }: PlannedPoint): string =>
  at === undefined ? test : name.split(', ').slice(2).join(', ') || test;

function seriesOf(points: readonly PlannedPoint[]): Series[] {
  return distinct(points.map(lineOf))
    .map((name) => ({
      name,
      points: points.filter((point) => lineOf(point) === name).sort((a, b) => placeOf(a) - placeOf(b)),
    }))
    .filter(({ points: of }) => distinct(of.map(placeOf)).length > 1);
}

/** Every curve that a plan has points for: by group over current, by influence over its axis. */
export function curvesOf(plan: readonly PlannedPoint[]): ErrorCurve[] {
  const overCurrent = plan.filter(({ at, group }) => at === undefined && group !== 'influence');
  const byGroup = distinct(overCurrent.map(({ group }) => group)).map((group) => ({
    name: group,
    axis: CURRENT,
    isLogarithmic: true,
    series: seriesOf(overCurrent.filter((point) => point.group === group)),
  }));
  const along = plan.filter(({ at }) => at !== undefined);
  const byInfluence = distinct(along.map(({ test }) => test)).map((test) => {
    const points = along.filter((point) => point.test === test);
    const { axis } = points[0].at!;
    return { name: test, axis, isLogarithmic: axis === 'kHz', series: seriesOf(points) };
  });
  return [...byGroup, ...byInfluence].filter(({ series }) => series.length > 0);
}

const lowestOf = ({ limit_percent, lowest_percent = -limit_percent }: PlannedPoint): number => lowest_percent;

interface Scale {
  readonly x: (value: number) => number;
  readonly y: (percent: number) => number;
  readonly least: number;
  readonly most: number;
}

/** Enlarged, what was found fills the picture, and a limit beyond stands at its edge. */
function scaleOf(
  { series, isLogarithmic }: ErrorCurve,
  found: readonly FoundPoint[],
  isEnlarged: boolean,
): Scale {
  const points = series.flatMap((each) => each.points);
  const place = (value: number) => (isLogarithmic ? Math.log10(value) : value);
  const places = points.map((point) => place(placeOf(point)));
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const values = [
    ...(isEnlarged && found.length > 0
      ? [0]
      : points.flatMap((point) => [point.limit_percent, lowestOf(point)])),
    ...found.map(({ error_percent }) => error_percent),
  ];
  const room = 0.05 * (Math.max(...values) - Math.min(...values)) || 0.001;
  const [least, most] = [Math.min(...values) - room, Math.max(...values) + room];
  return {
    x: (value) => LEFT + 8 + ((place(value) - first) / (last - first || 1)) * (WIDTH - LEFT - RIGHT - 16),
    y: (percent) =>
      TOP + ((most - Math.min(most, Math.max(least, percent))) / (most - least)) * (HEIGHT - TOP - BOTTOM),
    least,
    most,
  };
}

/** A limit holds from its point up to the next one; what many tests have in common is drawn once. */
function stairs({ series }: ErrorCurve, { x, y }: Scale): SVGElement[] {
  const lines = series.flatMap(({ points }) =>
    [({ limit_percent }: PlannedPoint) => limit_percent, lowestOf].map((limit) =>
      points
        .flatMap((point, n) => {
          const until = points[n + 1] ?? point;
          return [placeOf(point), placeOf(until)].map(
            (value) => `${x(value).toFixed(1)},${y(limit(point)).toFixed(1)}`,
          );
        })
        .join(' '),
    ),
  );
  return distinct(lines).map((points) =>
    svg('polyline', { points, class: 'limit', fill: 'none', stroke: 'var(--alarm)', 'stroke-width': 1.4 }),
  );
}

/** Lines are told apart by colour and dashes. */
const STYLES = [
  ['--l1', ''],
  ['--l3', '6 3'],
  ['--n', '2 3'],
  ['--accent', '10 3 2 3'],
  ['--l2', '5 2 1 2'],
  ['--good', '14 4'],
] as const;

function line({ name, points }: Series, n: number, found: ReadonlyMap<string, FoundPoint>, scale: Scale) {
  const [colour, dash] = STYLES[n % STYLES.length];
  const known = points.flatMap((point) => found.get(point.name) ?? []);
  const at = (point: FoundPoint) => [scale.x(placeOf(point)), scale.y(point.error_percent)] as const;
  const marks = known.map((point) => {
    const [cx, cy] = at(point);
    const told = `${point.name}: ${point.error_percent.toFixed(4)} %`;
    return svg(
      'circle',
      {
        ...{ cx: cx.toFixed(1), cy: cy.toFixed(1), r: point.pass ? 3 : 5, 'data-point': point.name },
        fill: point.pass ? `var(${colour})` : 'var(--alarm)',
      },
      svg('title', {}, told),
    );
  });
  const stroke = { fill: 'none', stroke: `var(${colour})`, 'stroke-dasharray': dash, 'stroke-width': 1.6 };
  const drawn = known.map((point) =>
    at(point)
      .map((value) => value.toFixed(1))
      .join(','),
  );
  return svg('g', { 'data-series': name }, svg('polyline', { points: drawn.join(' '), ...stroke }), ...marks);
}

/** Colour, dashes and name of each line, beside the picture: as many as there are, and as long. */
export const legendOf = ({ series }: ErrorCurve): { name: string; colour: string; dash: string }[] =>
  series.map(({ name }, n) => {
    const [colour, dash] = STYLES[n % STYLES.length];
    return { name, colour, dash };
  });

export function curvePicture(
  label: string,
  curve: ErrorCurve,
  found: readonly FoundPoint[],
  isEnlarged = false,
): SVGSVGElement {
  const byName = new Map(found.map((point) => [point.name, point]));
  const points = curve.series.flatMap((each) => each.points);
  const known = points.flatMap(({ name }) => byName.get(name) ?? []);
  const scale = scaleOf(curve, known, isEnlarged);
  const { x, y, least, most } = scale;
  const across = ticks(least, most, 6).map((percent) =>
    svg(
      'g',
      {},
      svg('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: y(percent), y2: y(percent), stroke: 'var(--line)' }),
      svg(
        'text',
        { x: LEFT - 6, y: y(percent) + 4, 'text-anchor': 'end' },
        String(Number(percent.toPrecision(3))),
      ),
    ),
  );
  let right = -Infinity;
  const along = distinct(points.map(placeOf))
    .sort((a, b) => a - b)
    .flatMap((value) => {
      if (x(value) - right < 34) return [];
      right = x(value);
      const text = String(Number(value.toPrecision(4)));
      return [svg('text', { x: x(value), y: HEIGHT - BOTTOM + 16, 'text-anchor': 'middle' }, text)];
    });
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
    ...across,
    ...along,
    svg('text', { x: WIDTH - RIGHT, y: HEIGHT - 3, 'text-anchor': 'end' }, curve.axis),
    svg('text', { x: 4, y: TOP + 4 }, '%'),
    ...stairs(curve, scale),
    ...curve.series.map((each, n) => line(each, n, byName, scale)),
  );
}

/** The points of a curve as numbers, those that were not measured yet without an error. */
export function curveCsv(curve: ErrorCurve, found: readonly FoundPoint[]): string {
  const byName = new Map(found.map((point) => [point.name, point]));
  const rows = curve.series.flatMap(({ name, points }) =>
    points.map((point) => [
      ...[`"${name}"`, placeOf(point), byName.get(point.name)?.error_percent ?? ''],
      ...[lowestOf(point), point.limit_percent],
    ]),
  );
  return csvText(['test', curve.axis, 'error_percent', 'lowest_percent', 'limit_percent'], rows);
}
