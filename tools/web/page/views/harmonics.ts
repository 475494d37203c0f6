// The harmonics of an input as the meter measured them, beside the limits of two standards.
import type { Spectrum, State } from '../../told.ts';
import { csvText, el, saveButtons, section, svg } from '../dom.ts';
import { en50160_percent, excesses } from '../harmonic-limits.ts';
import { offer, type MakeView } from '../view.ts';
import { harmonicsByHand } from './harmonics-by-hand.ts';

const [WIDTH, HEIGHT, BASE] = [640, 240, 210];
const SHOWN_ORDERS = 40;

export interface Bar {
  readonly order: number;
  readonly percent: number;
  /** Of EN 50160; undefined for currents and orders it says nothing of. */
  readonly limit: number | undefined;
  readonly isOver: boolean;
}

/** Orders 2 and up of an input, % of its fundamental. */
export function barsOf(input: string, { amplitude }: Spectrum): Bar[] {
  const isVoltage = input.startsWith('V');
  const [fundamental] = amplitude;
  return amplitude.slice(1, SHOWN_ORDERS).map((value, i) => {
    const order = i + 2;
    const percent = fundamental > 0 ? (100 * value) / fundamental : 0;
    const limit = isVoltage ? en50160_percent(order) : undefined;
    return { order, percent, limit, isOver: limit !== undefined && percent > limit };
  });
}

function picture(label: string, bars: readonly Bar[]): SVGSVGElement {
  const most = Math.max(1, ...bars.map(({ percent, limit }) => Math.max(percent, limit ?? 0)));
  const step = (WIDTH - 50) / Math.max(1, bars.length);
  const up = (percent: number) => BASE - (percent / most) * (BASE - 20);
  const drawn = bars.flatMap(({ order, percent, limit, isOver }, i) => {
    const x = 40 + i * step;
    const bar = svg('rect', {
      ...{ x, y: up(percent), width: step * 0.7, height: BASE - up(percent), 'data-order': order },
      fill: isOver ? 'var(--alarm)' : 'var(--accent)',
    });
    const line =
      limit === undefined
        ? []
        : [
            svg('line', {
              x1: x - 1,
              x2: x + step * 0.8,
              y1: up(limit),
              y2: up(limit),
              stroke: 'var(--ink)',
            }),
          ];
    const name =
      order % 2 === 1
        ? [svg('text', { x: x + step * 0.35, y: BASE + 16, 'text-anchor': 'middle' }, String(order))]
        : [];
    return [bar, ...line, ...name];
  });
  const scale = [0, most].map((percent) =>
    svg('text', { x: 34, y: up(percent) + 4, 'text-anchor': 'end' }, `${Number(percent.toPrecision(2))} %`),
  );
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
    ...scale,
    ...drawn,
  );
}

function csv(input: string, spectrum: Spectrum | undefined): string {
  const bars = spectrum ? barsOf(input, spectrum) : [];
  return csvText(
    ['order', 'amplitude', 'percent', 'angle_deg'],
    bars.map(({ order, percent }) => [
      order,
      spectrum!.amplitude[order - 1],
      percent,
      spectrum!.angle_deg[order - 1],
    ]),
  );
}

const headline = (input: string, { amplitude, unit, thd_percent }: Spectrum): string =>
  `${input}: ${Number(amplitude[0].toPrecision(5))} ${unit} · THD ${thd_percent.toFixed(2)} %`;

export const harmonicsView: MakeView = (context) => {
  const { words } = context;
  const hand = harmonicsByHand(context);
  const input = el('select', { id: 'input' });
  const [place, thd] = [el('div', { id: 'bars' }), el('p', { id: 'thd' })];
  const over = el('ul', { class: 'faults', id: 'over' });
  let told: State['spectra'] = {};
  const draw = () => {
    const spectrum: Spectrum | undefined = told[input.value];
    const bars = spectrum ? barsOf(input.value, spectrum) : [];
    place.replaceChildren(picture(`${words('spectrum')} ${input.value}`, bars));
    thd.textContent = spectrum ? headline(input.value, spectrum) : words('not measured yet');
    const onto = input.value.startsWith('V') ? 'voltages' : 'currents';
    const found = excesses(onto, bars, spectrum?.thd_percent ?? 0);
    over.replaceChildren(...found.map((text) => el('li', {}, text)));
  };
  input.addEventListener('input', draw);
  const saves = saveButtons('harmonics', place, () => csv(input.value, told[input.value]), words);
  return {
    parts: [
      section(
        words('spectrum'),
        { class: 'wide' },
        el('label', { class: 'row' }, words('input'), input),
        thd,
        place,
        saves,
      ),
      section(words('above a limit'), {}, over),
      hand.part,
    ],
    state(state) {
      const { spectra } = state;
      hand.show(state);
      told = spectra;
      offer(input, Object.keys(spectra));
      draw();
    },
  };
};
