// Error over current as an inline SVG: one line a power factor, the limit as a staircase behind.
import type { PointResult } from './result.ts';

const WIDTH = 960;
const HEIGHT = 300;
const LEFT = 70;
const RIGHT = 150;
const TOP = 16;
const BOTTOM = 36;
const COLOURS = ['#0b5fa5', '#c2410c', '#15803d', '#7c3aed', '#a16207'];

interface Scale {
  x(current_A: number): number;
  y(error: number): number;
  readonly most: number;
}

/** Currents on a logarithmic axis; errors linear, scaled to the largest error and never to less than 0.005 %. */
function scaleOf(points: readonly PointResult[]): Scale {
  const currents = points.map((p) => p.current_A);
  const [low, high] = [Math.log10(Math.min(...currents)), Math.log10(Math.max(...currents))];
  const most = 1.25 * Math.max(0.005, ...points.map((p) => Math.abs(p.error_percent) + p.stddev_percent));
  const width = WIDTH - LEFT - RIGHT;
  return {
    x: (current) => LEFT + (width * (Math.log10(current) - low)) / (high - low || 1),
    y: (error) => TOP + ((HEIGHT - TOP - BOTTOM) * (most - error)) / (2 * most),
    most,
  };
}

function axes(points: readonly PointResult[], scale: Scale): string {
  const lines: string[] = [];
  for (const share of [-0.8, -0.4, 0, 0.4, 0.8]) {
    const value = share * scale.most;
    const y = scale.y(value).toFixed(1);
    lines.push(
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" stroke="${share === 0 ? '#555' : '#ddd'}"/>`,
    );
    lines.push(`<text x="${LEFT - 8}" y="${y}" dy="4" text-anchor="end">${value.toPrecision(2)} %</text>`);
  }
  for (const current of new Set(points.map((p) => p.current_A))) {
    const x = scale.x(current).toFixed(1);
    lines.push(`<line x1="${x}" x2="${x}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" stroke="#eee"/>`);
    lines.push(`<text x="${x}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${current} A</text>`);
  }
  return lines.join('');
}

function curve(points: readonly PointResult[], scale: Scale, n: number): string {
  const colour = COLOURS[n % COLOURS.length];
  const sorted = [...points].sort((a, b) => a.current_A - b.current_A);
  const place = (p: PointResult, error = p.error_percent): string =>
    `${scale.x(p.current_A).toFixed(1)},${scale.y(error).toFixed(1)}`;
  const bars = sorted.map((p) => {
    const [low, high] = [p.error_percent - p.stddev_percent, p.error_percent + p.stddev_percent];
    return `<polyline points="${place(p, low)} ${place(p, high)}" stroke="${colour}" stroke-opacity=".4"/>`;
  });
  const dots = sorted.map((p) => {
    const [x, y] = place(p).split(',');
    return `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`;
  });
  const legend = `<text x="${WIDTH - RIGHT + 12}" y="${TOP + 14 + 18 * n}" fill="${colour}">${points[0].test}</text>`;
  return `<polyline points="${sorted.map((p) => place(p)).join(' ')}" stroke="${colour}" fill="none"/>${bars.join('')}${dots.join('')}${legend}`;
}

/** The curves of all power factors in one picture; limits lie outside it when the errors are small, and it says so. */
export function errorCurves(points: readonly PointResult[]): string {
  const scale = scaleOf(points);
  const tests = [...new Set(points.map((p) => p.test))];
  const curves = tests.map((t, n) =>
    curve(
      points.filter((p) => p.test === t),
      scale,
      n,
    ),
  );
  const least = Math.min(...points.map((p) => p.limit_percent));
  const note =
    least > scale.most
      ? `<text x="${WIDTH - RIGHT}" y="${TOP + 10}" text-anchor="end" fill="#666">limits from ±${least} % lie outside the picture</text>`
      : `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${scale.y(least)}" y2="${scale.y(least)}" stroke="#b00020"/>` +
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${scale.y(-least)}" y2="${scale.y(-least)}" stroke="#b00020"/>`;
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="error over current" font-size="11" font-family="sans-serif">` +
    `${axes(points, scale)}${note}${curves.join('')}</svg>`
  );
}
