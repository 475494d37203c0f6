// Dips, swells and interruptions beside the curve of the Information Technology Industry Council (ITI (CBEMA) curve, 2000).
import type { State } from '../told.ts';
import { svg } from './dom.ts';

/** Seconds, and per cent of the nominal voltage, of the corners; between them the limits go in steps. */
const ABOVE = [
  [0.001, 200],
  [0.003, 140],
  [0.5, 120],
  [Infinity, 110],
] as const;
const BELOW = [
  [0.02, 0],
  [0.5, 70],
  [10, 80],
  [Infinity, 90],
] as const;
const EVENTS = ['dip', 'swell', 'interruption'];

export interface Point {
  readonly duration_s: number;
  readonly percent: number;
  /** Equipment after the curve goes on. */
  readonly isWithin: boolean;
}

const limitAt = (steps: readonly (readonly [number, number])[], duration_s: number): number =>
  steps.find(([until_s]) => duration_s <= until_s)![1];

/** Whether equipment after the curve bears so much for so long. */
export const isWithinItic = (duration_s: number, percent: number): boolean =>
  percent <= limitAt(ABOVE, duration_s) && percent >= limitAt(BELOW, duration_s);

/** Those that have ended; their extreme values are told in per cent of the nominal voltage. */
export function iticOf({ events }: Pick<State, 'events'>): Point[] {
  return events.flatMap(({ name, duration_s, extreme }) => {
    if (duration_s === null || !EVENTS.includes(name)) return [];
    return [{ duration_s, percent: extreme, isWithin: isWithinItic(duration_s, extreme) }];
  });
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, MOST_percent] = [640, 300, 56, 28, 220];
const [SHORTEST_s, LONGEST_s] = [0.001, 100];
const DECADES = [0.001, 0.01, 0.1, 1, 10, 100];

const at = (s: number): number => {
  const inside = Math.min(LONGEST_s, Math.max(SHORTEST_s, s));
  return LEFT + (Math.log10(inside / SHORTEST_s) / Math.log10(LONGEST_s / SHORTEST_s)) * (WIDTH - LEFT - 10);
};
const up = (percent: number): number =>
  HEIGHT - BOTTOM - (Math.min(percent, MOST_percent) / MOST_percent) * (HEIGHT - BOTTOM - 10);

function staircase(steps: readonly (readonly [number, number])[]): SVGPolylineElement {
  let from_s = SHORTEST_s;
  const corners = steps.flatMap(([until_s, percent]) => {
    const [begin_s, end_s] = [from_s, until_s];
    from_s = until_s;
    return [`${at(begin_s).toFixed(1)},${up(percent)}`, `${at(end_s).toFixed(1)},${up(percent)}`];
  });
  return svg('polyline', {
    points: corners.join(' '),
    fill: 'none',
    stroke: 'var(--ink)',
    'stroke-width': 1.5,
  });
}

export function iticPicture(words: (of: string) => string, points: readonly Point[]): SVGSVGElement {
  const marks = points.map(({ duration_s, percent, isWithin }) =>
    svg('circle', {
      ...{ cx: at(duration_s), cy: up(percent), r: 4, 'data-within': String(isWithin) },
      fill: isWithin ? 'var(--good)' : 'var(--alarm)',
    }),
  );
  const times = DECADES.map((s) =>
    svg('text', { x: at(s), y: HEIGHT - BOTTOM + 16, 'text-anchor': 'middle' }, `${s} s`),
  );
  const scale = [0, 70, 110, 200].map((percent) =>
    svg('text', { x: LEFT - 6, y: up(percent) + 4, 'text-anchor': 'end' }, `${percent} %`),
  );
  const inside = svg(
    'text',
    { x: at(1), y: up(98), 'text-anchor': 'middle' },
    words('no interruption in function'),
  );
  const frame = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': words('ITIC curve') };
  return svg('svg', frame, staircase(ABOVE), staircase(BELOW), ...times, ...scale, inside, ...marks);
}
