// The vector diagram: of the meter as it is, or set by hand; what is wrong with the wiring has a name.
import type { State } from '../../told.ts';
import { csvText, el, saveButtons, section, svg } from '../dom.ts';
import { COLOURS, type MakeView } from '../view.ts';
import { turned, wiringFaults, type Element } from '../wiring.ts';

const [SIZE, REACH] = [320, 140];
const [U, I] = [
  ['1-0:32.7.0.255', '1-0:52.7.0.255', '1-0:72.7.0.255'],
  ['1-0:31.7.0.255', '1-0:51.7.0.255', '1-0:71.7.0.255'],
];
/** U1 is where angles begin. */
const U_ANGLE = [undefined, '1-0:81.7.10.255', '1-0:81.7.20.255'];
const I_ANGLE = ['1-0:81.7.40.255', '1-0:81.7.50.255', '1-0:81.7.60.255'];
const BY_HAND = { volts: 230, amps: 5 } as const;
const MADE = [
  'none',
  'voltage missing',
  'current reversed',
  'phases swapped',
  'current of another phase',
] as const;
type Made = (typeof MADE)[number];

/** Elements that the meter tells of. */
export function elementsOf({ instantaneous, phases }: Pick<State, 'instantaneous' | 'phases'>): Element[] {
  const value = (obis: string) => instantaneous[obis]?.value;
  return phases.map((phase) => {
    const [u, i] = [phase - 1, phase - 1];
    const angle = U_ANGLE[u];
    const volts = value(U[u]) ?? 0;
    return {
      ...{ volts, amps: value(I[i]) ?? 0, current_deg: value(I_ANGLE[i]) },
      voltage_deg: angle === undefined ? (volts > 0 ? 0 : undefined) : value(angle),
    };
  });
}

/** A balanced load that lags by so much, with a fault made on purpose in L2. */
export function elementsByHand(lag_deg: number, made: Made): Element[] {
  const at = made === 'phases swapped' ? [0, 240, 120] : [0, 120, 240];
  const elements = at.map((voltage_deg) => ({ ...BY_HAND, voltage_deg, current_deg: voltage_deg + lag_deg }));
  const [first, second, third] = elements as Element[];
  if (made === 'voltage missing')
    return [first, { volts: 0, amps: 0, voltage_deg: undefined, current_deg: undefined }, third];
  if (made === 'current reversed')
    return [first, { ...second, current_deg: second.current_deg! + 180 }, third];
  if (made !== 'current of another phase') return elements;
  return [
    first,
    { ...second, current_deg: third.current_deg },
    { ...third, current_deg: second.current_deg },
  ];
}

/** An arrow from the middle; angles lag, so they turn clockwise from the reference. */
function arrow(
  length: number,
  lag_deg: number,
  reference_deg: number,
  colour: string,
  name: string,
  dashed: boolean,
) {
  const angle = ((reference_deg - lag_deg) * Math.PI) / 180;
  const [x, y] = [SIZE / 2 + length * Math.cos(angle), SIZE / 2 - length * Math.sin(angle)];
  const line = svg('line', {
    ...{ x1: SIZE / 2, y1: SIZE / 2, x2: x, y2: y, stroke: `var(${colour})`, 'stroke-width': dashed ? 2 : 3 },
    'stroke-dasharray': dashed ? '6 3' : undefined,
  });
  const [tx, ty] = [SIZE / 2 + (length + 12) * Math.cos(angle), SIZE / 2 - (length + 12) * Math.sin(angle)];
  const label = svg(
    'text',
    { x: tx, y: ty + 4, 'text-anchor': 'middle', style: `fill: var(${colour})` },
    name,
  );
  return svg('g', { 'data-vector': name, 'data-lag': turned(lag_deg).toFixed(2) }, line, label);
}

/** Lengths to the longest of their kind; currents shorter and dashed. */
function diagram(label: string, elements: readonly Element[], reference: string): SVGSVGElement {
  const [most_V, most_A] = [
    Math.max(1e-9, ...elements.map((e) => e.volts)),
    Math.max(1e-9, ...elements.map((e) => e.amps)),
  ];
  const reference_deg = reference === 'I' ? (elements[0]?.current_deg ?? 0) : 90;
  const arrows = elements.flatMap(({ volts, amps, voltage_deg, current_deg }, i) => [
    ...(voltage_deg === undefined
      ? []
      : [arrow((REACH * volts) / most_V, voltage_deg, reference_deg, COLOURS[i], `U${i + 1}`, false)]),
    ...(current_deg === undefined
      ? []
      : [arrow((0.75 * REACH * amps) / most_A, current_deg, reference_deg, COLOURS[i], `I${i + 1}`, true)]),
  ]);
  const ring = svg('circle', { cx: SIZE / 2, cy: SIZE / 2, r: REACH, fill: 'none', stroke: 'var(--line)' });
  return svg('svg', { viewBox: `0 0 ${SIZE} ${SIZE}`, role: 'img', 'aria-label': label }, ring, ...arrows);
}

const csv = (elements: readonly Element[]): string =>
  csvText(
    ['phase', 'volts', 'voltage_deg', 'amps', 'current_deg'],
    elements.map((e, i) => [i + 1, e.volts, e.voltage_deg ?? '', e.amps, e.current_deg ?? '']),
  );

type Words = (of: string) => string;

/** What is chosen: from where the vectors come, what stands where, and what is set by hand. */
function controlsOf(words: Words) {
  const choice = (id: string, ...values: readonly (readonly [string, string])[]) =>
    el('select', { id }, ...values.map(([value, text]) => el('option', { value }, words(text))));
  const same = (text: string) => [text, text] as const;
  const source = choice('source', same('live'), same('set by hand'));
  const reference = choice('reference', ['U', 'voltage up (90°)'], ['I', 'current to the right (0°)']);
  const lag = el('input', { id: 'lag', type: 'range', min: -90, max: 90, value: 30 });
  const made = choice('made', ...MADE.map(same));
  const label = (text: string, of: HTMLElement) => el('label', { class: 'row' }, words(text), of);
  const hand = el('div', {}, label('angle of the current', lag), label('wrong on purpose', made));
  const part = section(words('reference'), {}, label('vectors', source), label('reference', reference), hand);
  return {
    part,
    isLive: () => source.value === 'live',
    reference: () => reference.value,
    byHand: () => elementsByHand(Number(lag.value), made.value as Made),
    onChange(draw: () => void) {
      for (const control of [source, reference, lag, made]) control.addEventListener('input', draw);
    },
    showHand: (isShown: boolean) => void (hand.hidden = !isShown),
  };
}

/** Faults as the entries of a list. */
function faultItems(words: Words, elements: readonly Element[]): HTMLElement[] {
  const found = wiringFaults(elements).map((fault) =>
    el('li', {}, 'phase' in fault ? `L${fault.phase}: ${words(fault.kind)}` : words(fault.kind)),
  );
  return found.length > 0 ? found : [el('li', { class: 'none' }, words('no fault seen'))];
}

export const vectorsView: MakeView = ({ words }) => {
  const place = el('div', { id: 'diagram' });
  const faults = el('ul', { class: 'faults', id: 'faults', 'aria-live': 'polite' });
  const controls = controlsOf(words);
  let told: Element[] = [];
  const elements = () => (controls.isLive() ? told : controls.byHand());
  const draw = () => {
    controls.showHand(!controls.isLive());
    place.replaceChildren(diagram(words('vector diagram'), elements(), controls.reference()));
    faults.replaceChildren(...faultItems(words, elements()));
  };
  controls.onChange(draw);
  draw();
  const saves = saveButtons('vectors', place, () => csv(elements()), words);
  return {
    parts: [
      section(words('vector diagram'), {}, place, saves),
      controls.part,
      section(words('wiring'), {}, faults),
    ],
    state(state) {
      told = elementsOf(state);
      if (controls.isLive()) draw();
    },
  };
};
