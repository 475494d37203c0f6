// The error curve of a position, point by point as it is tested, against the staircase of its limits; and its points in words.
import type { Bench, FoundPoint, Plan } from '../../told-bench.ts';
import type { Connection } from '../connection.ts';
import { el, saveButtons, section, setText, svg } from '../dom.ts';
import { curveCsv, curvePicture, curvesOf, legendOf, type ErrorCurve } from '../error-curve.ts';
import type { Context, MakeView } from '../view.ts';

type Words = (of: string) => string;

/** The points of each position as they were told last; asked for again only when there are more. */
export class FoundPoints {
  readonly #known = new Map<number, { readonly mark: string; readonly points: readonly FoundPoint[] }>();
  #isAsking = false;

  of(position: number): readonly FoundPoint[] {
    return this.#known.get(position)?.points ?? [];
  }

  /** `told`: called where there is something new. */
  async update(connection: Connection, { positions, pass }: Bench, position: number, told: () => void) {
    const now = positions.find((each) => each.position === position);
    // A verdict over all may change points that were there before.
    const mark = `${now?.done} ${now?.state} ${pass}`;
    if (!now || this.#isAsking || this.#known.get(position)?.mark === mark) return;
    this.#isAsking = true;
    try {
      const points = await connection.ask<FoundPoint[]>(`position/${position}`);
      this.#known.set(position, { mark, points });
      told();
    } catch {
      // The bench is gone; what is known stays.
    } finally {
      this.#isAsking = false;
    }
  }
}

/** What stands behind ? in the address: which position, which curve. */
const asked = () => new URLSearchParams(location.hash.split('?')[1] ?? '');

function remember(position: string, curve: string): void {
  const query = new URLSearchParams({ position, curve });
  history.replaceState(null, '', `#/test?${query.toString()}`);
}

/** What can be chosen; what was chosen stays so. */
function offer(select: HTMLSelectElement, values: readonly string[], text: (value: string) => string): void {
  if (values.join('\n') === Array.from(select.options, ({ value }) => value).join('\n')) return;
  const chosen = select.value || (asked().get(select.id) ?? '');
  select.replaceChildren(...values.map((value) => el('option', { value }, text(value))));
  if (values.includes(chosen)) select.value = chosen;
}

function legend(curve: ErrorCurve): HTMLElement {
  const items = legendOf(curve).map(({ name, colour, dash }) => {
    const stroke = { stroke: `var(${colour})`, 'stroke-dasharray': dash, 'stroke-width': 2 };
    const sample = svg('line', { x1: 0, x2: 36, y1: 6, y2: 6, ...stroke });
    return el('li', {}, svg('svg', { viewBox: '0 0 36 12', 'aria-hidden': 'true' }, sample), name);
  });
  return el('ul', { class: 'legend' }, ...items);
}

const COLUMN_NAMES = ['point', 'error', 'limit', 'verdict'] as const;

function row(words: Words, point: FoundPoint): HTMLElement {
  const { name, error_percent, limit_percent, lowest_percent, unit = '%', pass, detail } = point;
  const limit = lowest_percent === undefined ? `±${limit_percent}` : `${lowest_percent} … ${limit_percent}`;
  const [figure, range] = [`${Number(error_percent.toPrecision(4))} ${unit}`, `${limit} ${unit}`];
  return el(
    'tr',
    { 'data-name': name, 'data-error': error_percent },
    el('td', {}, name, ...(pass || detail === undefined ? [] : [el('div', {}, detail)])),
    el('td', { class: 'number' }, figure),
    el('td', { class: 'number' }, range),
    el('td', { class: pass ? 'good' : 'bad' }, words(pass ? 'pass' : 'FAIL')),
  );
}

/** What the view is made of. */
interface Elements {
  readonly position: HTMLSelectElement;
  readonly curve: HTMLSelectElement;
  readonly enlarged: HTMLInputElement;
  readonly place: HTMLElement;
  readonly keys: HTMLElement;
  readonly progress: HTMLElement;
  readonly body: HTMLElement;
}

const newElements = (): Elements => ({
  position: el('select', { id: 'position' }),
  curve: el('select', { id: 'curve' }),
  enlarged: el('input', { id: 'enlarged', type: 'checkbox' }),
  place: el('div', { id: 'error-curve' }),
  keys: el('div', { id: 'legend' }),
  progress: el('p', { id: 'progress', role: 'status' }),
  body: el('tbody', { id: 'points' }),
});

function partsOf(
  words: Words,
  { position, curve, enlarged, place, keys, progress, body }: Elements,
  csv: () => string,
): HTMLElement[] {
  const chosen = [
    ['position', position],
    ['curve', curve],
    ['errors enlarged', enlarged],
  ] as const;
  const labels = chosen.map(([name, select]) => el('label', { class: 'row' }, words(name), select));
  const saves = saveButtons('errors', place, csv, words);
  const head = el('tr', {}, ...COLUMN_NAMES.map((of) => el('th', { scope: 'col' }, words(of))));
  const around = { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': words('points') };
  const table = el('div', around, el('table', {}, el('thead', {}, head), body));
  const wide = { class: 'wide' };
  return [
    section(words('error curve'), wide, el('div', { class: 'row' }, ...labels), progress, place, keys, saves),
    section(words('points'), wide, table),
  ];
}

class TestView {
  readonly #words: Words;
  readonly #store: FoundPoints;
  readonly #connection: Connection;
  readonly #elements = newElements();
  #curves: readonly ErrorCurve[] = [];
  #bench: Bench | undefined;
  readonly parts: readonly HTMLElement[];

  constructor(store: FoundPoints, { words, connection }: Context) {
    this.#words = words;
    this.#store = store;
    this.#connection = connection;
    const csv = () => (this.#curve ? curveCsv(this.#curve, this.#points) : '');
    this.parts = partsOf(words, this.#elements, csv);
    const { position, curve, enlarged } = this.#elements;
    enlarged.addEventListener('input', () => this.#draw());
    for (const select of [position, curve])
      select.addEventListener('input', () => {
        remember(position.value, curve.value);
        this.#update();
      });
  }

  plan(plan: Plan): void {
    this.#curves = curvesOf(plan);
    const names = this.#curves.map(({ name }) => name);
    offer(this.#elements.curve, names, this.#words);
    this.#update();
  }

  bench(bench: Bench): void {
    this.#bench = bench;
    const positions = bench.positions.map(({ position }) => String(position));
    offer(this.#elements.position, positions, (of) => of);
    this.#update();
  }

  get #curve(): ErrorCurve | undefined {
    return this.#curves.find(({ name }) => name === this.#elements.curve.value) ?? this.#curves[0];
  }

  get #position(): number {
    return Number(this.#elements.position.value);
  }

  get #points(): readonly FoundPoint[] {
    return this.#store.of(this.#position);
  }

  #update(): void {
    this.#draw();
    if (this.#bench)
      void this.#store.update(this.#connection, this.#bench, this.#position, () => this.#draw());
  }

  #draw(): void {
    const words = this.#words;
    const { enlarged, place, keys, progress, body } = this.#elements;
    const [curve, points] = [this.#curve, this.#points];
    if (curve) place.replaceChildren(curvePicture(words('error curve'), curve, points, enlarged.checked));
    if (curve) keys.replaceChildren(legend(curve));
    body.replaceChildren(...[...points].reverse().map((point) => row(words, point)));
    const told = this.#bench?.positions.find(({ position }) => position === this.#position);
    const said = `${points.length} ${words('points')}, ${told?.failed ?? 0} ${words('FAIL')}`;
    setText(progress, told ? `${words(told.state)} · ${said}` : '');
  }
}

export const testView =
  (store: FoundPoints): MakeView =>
  (context) =>
    new TestView(store, context);
