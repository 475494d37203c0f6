// Curves as inline SVG: error over an axis, limits as staircases; lines are told apart without colour.

/** A line of a picture, its points in the order of the axis. */
export interface Series {
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly x: number;
  readonly error: number;
  /** Half of the bar around the point. */
  readonly bar?: number;
}

/** A limit that holds from one place of the axis up to the next. */
export interface Stair {
  readonly name: string;
  readonly steps: readonly { readonly from: number; readonly to: number; readonly limit: number }[];
}

export interface Picture {
  readonly label: string;
  readonly unit: string;
  readonly logarithmic: boolean;
  readonly series: readonly Series[];
  readonly stairs: readonly Stair[];
  /** Text below a place of the axis. */
  readonly ticks: readonly { readonly x: number; readonly text: string }[];
}

const WIDTH = 960;
const HEIGHT = 340;
const LEFT = 70;
const RIGHT = 230;
const TOP = 16;
const BOTTOM = 36;

/** Dark enough to print grey; dashes and markers tell the lines apart there. */
const STYLES = [
  { colour: '#0b5fa5', dash: '', marker: 'circle' },
  { colour: '#a33a08', dash: '7 4', marker: 'square' },
  { colour: '#116330', dash: '2 3', marker: 'diamond' },
  { colour: '#5b2bb0', dash: '10 3 2 3', marker: 'triangle' },
  { colour: '#7a5200', dash: '5 2 1 2 1 2', marker: 'cross' },
  { colour: '#333333', dash: '14 4', marker: 'plus' },
] as const;
type Style = (typeof STYLES)[number];

interface Scale {
  x(value: number): number;
  y(error: number): number;
  readonly most: number;
}

/** Errors linear, up to the largest error or limit. */
function scaleOf(picture: Picture): Scale {
  const xs = [
    ...picture.series.flatMap((s) => s.points.map((p) => p.x)),
    ...picture.stairs.flatMap((s) => s.steps.flatMap((t) => [t.from, t.to])),
  ];
  const place = (value: number): number => (picture.logarithmic ? Math.log10(value) : value);
  const [low, high] = [place(Math.min(...xs)), place(Math.max(...xs))];
  const errors = picture.series.flatMap((s) => s.points.map((p) => Math.abs(p.error) + (p.bar ?? 0)));
  const limits = picture.stairs.flatMap((s) => s.steps.map((t) => t.limit));
  const most = 1.15 * Math.max(0.005, ...errors, ...limits);
  return {
    x: (value) => LEFT + ((WIDTH - LEFT - RIGHT) * (place(value) - low)) / (high - low || 1),
    y: (error) => TOP + ((HEIGHT - TOP - BOTTOM) * (most - error)) / (2 * most),
    most,
  };
}

function axes(picture: Picture, scale: Scale): string {
  const lines = [-0.8, -0.4, 0, 0.4, 0.8].map((share) => {
    const y = scale.y(share * scale.most).toFixed(1);
    const stroke = share === 0 ? '#555' : '#ddd';
    return (
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" stroke="${stroke}"/>` +
      `<text x="${LEFT - 8}" y="${y}" dy="4" text-anchor="end">${(share * scale.most).toPrecision(2)} ${picture.unit}</text>`
    );
  });
  const ticks = picture.ticks.map(({ x, text }) => {
    const at = scale.x(x).toFixed(1);
    return (
      `<line x1="${at}" x2="${at}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" stroke="#eee"/>` +
      `<text x="${at}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${text}</text>`
    );
  });
  return [...lines, ...ticks].join('');
}

/** A marker of 7 pixels around a place. */
function marker(style: Style, x: number, y: number): string {
  const points = (list: readonly (readonly [number, number])[]): string =>
    list.map(([dx, dy]) => `${(x + dx).toFixed(1)},${(y + dy).toFixed(1)}`).join(' ');
  const stroke = `stroke="${style.colour}" stroke-width="1.4"`;
  switch (style.marker) {
    case 'circle':
      return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.5" fill="${style.colour}"/>`;
    case 'square':
      return `<polygon points="${points([
        [-3.5, -3.5],
        [3.5, -3.5],
        [3.5, 3.5],
        [-3.5, 3.5],
      ])}" fill="#fff" ${stroke}/>`;
    case 'diamond':
      return `<polygon points="${points([
        [0, -4.5],
        [4.5, 0],
        [0, 4.5],
        [-4.5, 0],
      ])}" fill="${style.colour}"/>`;
    case 'triangle':
      return `<polygon points="${points([
        [0, -4.5],
        [4.5, 3.5],
        [-4.5, 3.5],
      ])}" fill="#fff" ${stroke}/>`;
    case 'cross':
      return `<path d="M${points([[-4, -4]])} L${points([[4, 4]])} M${points([[-4, 4]])} L${points([[4, -4]])}" ${stroke}/>`;
    default:
      return `<path d="M${points([[-4, 0]])} L${points([[4, 0]])} M${points([[0, -4]])} L${points([[0, 4]])}" ${stroke}/>`;
  }
}

function curve(series: Series, scale: Scale, n: number): string {
  const style = STYLES[n % STYLES.length];
  const place = (p: CurvePoint, error = p.error): string =>
    `${scale.x(p.x).toFixed(1)},${scale.y(error).toFixed(1)}`;
  const bars = series.points
    .filter((p) => p.bar)
    .map(
      (p) =>
        `<polyline points="${place(p, p.error - p.bar!)} ${place(p, p.error + p.bar!)}" stroke="${style.colour}" stroke-opacity=".5"/>`,
    );
  const line = `<polyline points="${series.points.map((p) => place(p)).join(' ')}" stroke="${style.colour}" stroke-dasharray="${style.dash}" fill="none"/>`;
  const markers = series.points.map((p) => marker(style, scale.x(p.x), scale.y(p.error)));
  return line + bars.join('') + markers.join('');
}

/** Steps drawn both ways; neighbours are joined, so that a limit is one line. */
function stair(limit: Stair, scale: Scale, n: number): string {
  const side = (sign: number): string =>
    limit.steps
      .map(
        ({ from, to, limit: most }) =>
          `${scale.x(from).toFixed(1)},${scale.y(sign * most).toFixed(1)} ${scale.x(to).toFixed(1)},${scale.y(sign * most).toFixed(1)}`,
      )
      .join(' ');
  const dash = n === 0 ? '' : '6 3';
  return [1, -1]
    .map(
      (sign) =>
        `<polyline points="${side(sign)}" stroke="#b00020" stroke-width="1.6" stroke-dasharray="${dash}" fill="none"/>`,
    )
    .join('');
}

function legend(picture: Picture): string {
  const x = WIDTH - RIGHT + 14;
  const entry = (y: number, line: string, name: string): string =>
    `${line}<text x="${x + 44}" y="${y + 4}">${name}</text>`;
  const lines = picture.series.map((s, n) => {
    const [style, y] = [STYLES[n % STYLES.length], TOP + 10 + 18 * n];
    const sample = `<line x1="${x}" x2="${x + 36}" y1="${y}" y2="${y}" stroke="${style.colour}" stroke-dasharray="${style.dash}"/>${marker(style, x + 18, y)}`;
    return entry(y, sample, s.name);
  });
  const stairs = picture.stairs.map((s, n) => {
    const y = TOP + 16 + 18 * (picture.series.length + n);
    return entry(
      y,
      `<line x1="${x}" x2="${x + 36}" y1="${y}" y2="${y}" stroke="#b00020" stroke-width="1.6" stroke-dasharray="${n === 0 ? '' : '6 3'}"/>`,
      s.name,
    );
  });
  return [...lines, ...stairs].join('');
}

/** One picture. */
export function drawn(picture: Picture): string {
  const scale = scaleOf(picture);
  const stairs = picture.stairs.map((s, n) => stair(s, scale, n)).join('');
  const curves = picture.series.map((s, n) => curve(s, scale, n)).join('');
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${picture.label}" font-size="11" font-family="sans-serif">` +
    `${axes(picture, scale)}${stairs}${curves}${legend(picture)}</svg>`
  );
}
