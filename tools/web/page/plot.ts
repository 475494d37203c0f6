// A plot of lines as SVG: axes with round numbers, a legend by colour and name.
import { csvText, svg } from './dom.ts';

const [WIDTH, HEIGHT] = [640, 260];
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 10, 10, 28];

export interface Line {
  readonly name: string;
  /** A colour of the style sheet, such as --l1. */
  readonly colour: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Axes {
  readonly x: string;
  readonly y: string;
}

/** Steps of 1, 2 or 5 times a power of ten, about so many. */
export function ticks(from: number, to: number, about: number): number[] {
  const raw = (to - from) / about || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((n) => n * power >= raw) ?? 10);
  const first = Math.ceil(from / step - 1e-9) * step;
  return Array.from({ length: Math.floor((to - first) / step + 1e-9) + 1 }, (_, i) => first + i * step);
}

function rangeOf(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!Number.isFinite(least)) return [0, 1];
  return least === most ? [least - 1, most + 1] : [least, most];
}

const shown = (value: number): string => String(Number(value.toPrecision(6)));

/** A new picture of these lines. */
export function plot(label: string, lines: readonly Line[], axes: Axes): SVGSVGElement {
  const points = lines.flatMap((line) => line.points);
  const [x0, x1] = rangeOf(points.map(([x]) => x));
  const [y0, y1] = rangeOf(points.map(([, y]) => y));
  const at = (x: number) => LEFT + ((x - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT);
  const up = (y: number) => HEIGHT - BOTTOM - ((y - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM);
  const across = ticks(y0, y1, 5).map((y) =>
    svg(
      'g',
      {},
      svg('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: up(y), y2: up(y), stroke: 'var(--line)' }),
      svg('text', { x: LEFT - 6, y: up(y) + 4, 'text-anchor': 'end' }, shown(y)),
    ),
  );
  const along = ticks(x0, x1, 6).map((x) =>
    svg('text', { x: at(x), y: HEIGHT - BOTTOM + 16, 'text-anchor': 'middle' }, shown(x)),
  );
  const drawn = lines.map(({ colour, points: of }) =>
    svg('polyline', {
      points: of.map(([x, y]) => `${at(x).toFixed(1)},${up(y).toFixed(1)}`).join(' '),
      ...{ fill: 'none', stroke: `var(${colour})`, 'stroke-width': 1.6 },
    }),
  );
  const legend = lines.map(({ name, colour }, i) =>
    svg('text', { x: LEFT + 8 + i * 64, y: TOP + 12, style: `fill: var(${colour})` }, name),
  );
  const names = [
    svg('text', { x: WIDTH - RIGHT, y: HEIGHT - 2, 'text-anchor': 'end' }, axes.x),
    svg('text', { x: 4, y: TOP + 8 }, axes.y),
  ];
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
    ...across,
    ...along,
    ...drawn,
    ...legend,
    ...names,
  );
}

/** The same as numbers: a column of x, one of each line. */
export const csvOf = (lines: readonly Line[], axes: Axes): string =>
  csvText(
    [axes.x, ...lines.map(({ name }) => name)],
    (lines[0]?.points ?? []).map(([x], i) => [x, ...lines.map(({ points }) => points[i]?.[1] ?? '')]),
  );
