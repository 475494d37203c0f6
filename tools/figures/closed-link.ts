// The error that grows from position to position where links are closed, and what isolating transformers make of it: table and picture.
import { builtFile } from '../build/paths.ts';
import type { ArrangementKind } from '../metrology/instruments/arrangement.ts';
import { testPosition } from '../metrology/positions/position.ts';
import type { PositionReport } from '../metrology/positions/position-report.ts';
import { drawn, type Series } from '../metrology/typetest/svg-curve.ts';

const POSITIONS = 12;
const LIMIT_percent = 1;

/** Single-phase meters of class B that take 1 W and 5 VA for themselves. */
const PROGRAMME = `name = "closed links"
standard = "IEC 62053-21"
[meter]
class = "B"
service = "1p2w"
currents = { Ist = 0.02, Imin = 0.2, Itr = 0.5, Imax = 60 }
consumption_W = 1
consumption_VA = 5
[[step]]
current = ["Itr", "10 Itr"]
limit_percent = ${LIMIT_percent}
`;
const CURRENTS = ['0.5 A', '5 A'];
const SHOWN: readonly (readonly [links: ArrangementKind, name: string])[] = [
  ['closed', 'links closed'],
  ['ict', 'isolating CTs'],
];

/** Errors at each current by position, of the real metering core. */
export async function closedLinkSeries(): Promise<Series[]> {
  const common = {
    file: 'closed-link',
    text: PROGRAMME,
    frontEnd: 'ideal',
    metering: builtFile('metering-core.wasm'),
  } as const;
  const series: Series[] = [];
  for (const [links, name] of SHOWN) {
    const reports: PositionReport[] = [];
    for (let position = 1; position <= POSITIONS; position++)
      reports.push(await testPosition({ ...common, links }, { position, seed: position }, () => {}));
    CURRENTS.forEach((current, n) => {
      const points = reports.map(({ position, points }) => ({ x: position, error: points[n].error_percent }));
      series.push({ name: `${name}, ${current}`, points });
    });
  }
  return series;
}

/** A file by itself, on white. */
export function closedLinkPicture(series: readonly Series[]): string {
  const ticks = Array.from({ length: POSITIONS }, (_, n) => ({ x: n + 1, text: `${n + 1}` }));
  const svg = drawn({
    label: 'Error by position of a bench, with links closed and behind isolating current transformers',
    unit: '%',
    logarithmic: false,
    series,
    stairs: [{ name: 'limit, class 1', steps: [{ from: 1, to: POSITIONS, limit: LIMIT_percent }] }],
    ticks,
  });
  return `${svg.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" style="background:#fff" ')}\n`;
}
