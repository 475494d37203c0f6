// The harmonics of an input as the meter measured them, beside the limits of two standards.
import type { Spectrum, State } from '../../told.ts';
import { csvText, el, saveButtons, section, svg } from '../dom.ts';
import { csvOf, plot, type Line } from '../plot.ts';
import { cycleOf, HarmonicsError, harmonicsOf, thdOf } from '../synthesis.ts';
import { offer, type Context, type MakeView } from '../view.ts';

const [WIDTH, HEIGHT, BASE] = [640, 240, 210];
const SHOWN_ORDERS = 40;

/** EN 50160, table of harmonic voltages at low voltage, % of the fundamental, orders 2 to 25. */
const EN_50160: Readonly<Record<number, number>> = {
  ...{ 2: 2, 3: 5, 4: 1, 5: 6, 6: 0.5, 7: 5, 8: 0.5, 9: 1.5, 10: 0.5, 11: 3.5, 12: 0.5, 13: 3 },
  ...{
    14: 0.5,
    15: 0.5,
    16: 0.5,
    17: 2,
    18: 0.5,
    19: 1.5,
    20: 0.5,
    21: 0.5,
    22: 0.5,
    23: 1.5,
    24: 0.5,
    25: 1.5,
  },
};
/** IEEE 519, individual voltage harmonics at 1 kV and below. */
const IEEE_519_percent = 5;

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
    const limit = isVoltage ? EN_50160[order] : undefined;
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

/** What is over a limit, with the limit. */
function excesses(input: string, bars: readonly Bar[]): string[] {
  const isVoltage = input.startsWith('V');
  return bars.flatMap(({ order, percent, limit, isOver }) => {
    if (isOver) return [`${order}: ${percent.toFixed(2)} % > ${limit} % (EN 50160)`];
    return isVoltage && percent > IEEE_519_percent
      ? [`${order}: ${percent.toFixed(2)} % > ${IEEE_519_percent} % (IEEE 519)`]
      : [];
  });
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

/** Harmonics set by hand: their sum and its distortion. */
function byHand({ words }: Context): HTMLElement {
  const text = el('input', { id: 'orders', type: 'text', value: '3:20, 5:10@180', spellcheck: 'false' });
  const told = el('p', { id: 'sum', role: 'status' });
  const place = el('div', { id: 'cycle' });
  let line: Line = { name: 'Σ', colour: '--l1', points: [] };
  const axes = { x: '°', y: '1' };
  const draw = () => {
    try {
      const harmonics = harmonicsOf(text.value);
      line = { ...line, points: cycleOf(harmonics) };
      told.textContent = `THD ${thdOf(harmonics).toFixed(2)} %`;
      place.replaceChildren(plot(words('sum of the harmonics'), [line], axes));
    } catch (error) {
      if (!(error instanceof HarmonicsError)) throw error;
      told.textContent = error.message;
    }
  };
  text.addEventListener('input', draw);
  draw();
  return section(
    words('set by hand'),
    {},
    el('label', { class: 'row' }, words('order:percent@degrees'), text),
    told,
    place,
    saveButtons('sum', place, () => csvOf([line], axes), words),
  );
}

export const harmonicsView: MakeView = (context) => {
  const { words } = context;
  const input = el('select', { id: 'input' });
  const [place, thd] = [el('div', { id: 'bars' }), el('p', { id: 'thd' })];
  const over = el('ul', { class: 'faults', id: 'over' });
  let told: State['spectra'] = {};
  const draw = () => {
    const spectrum: Spectrum | undefined = told[input.value];
    const bars = spectrum ? barsOf(input.value, spectrum) : [];
    place.replaceChildren(picture(`${words('spectrum')} ${input.value}`, bars));
    thd.textContent = spectrum ? headline(input.value, spectrum) : words('not measured yet');
    over.replaceChildren(...excesses(input.value, bars).map((text) => el('li', {}, text)));
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
      byHand(context),
    ],
    state({ spectra }) {
      told = spectra;
      offer(input, Object.keys(spectra));
      draw();
    },
  };
};
