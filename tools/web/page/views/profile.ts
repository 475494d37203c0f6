// The load profile of the meter as a heat map, read at its optical port.
import type { Reading, ToldProfile } from '../../told-readings.ts';
import { csvText, el, saveButtons, section, setText } from '../dom.ts';
import { cellsOf, cellText, cellUnit, heatMap, rangeOf, type Cell } from '../heat-map.ts';
import { readingControl } from '../reading.ts';
import { offer, type Context, type View } from '../view.ts';

/** Rows that can be asked for, by what they are of a profile of quarters of an hour. */
const LASTS = { day: 96, week: 672, 'four weeks': 2688 } as const;
/** Arrow keys, by how many cells they move. */
const steps = (perDay: number): Readonly<Record<string, number>> => ({
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -perDay,
  ArrowDown: perDay,
});

export const profileCsv = ({ columns, rows }: ToldProfile): string =>
  csvText(
    ['time', 'marks', ...columns.map(({ obis, unit }) => `${obis} ${unit}`)],
    rows.map(({ time, marks, values }) => [
      time ?? '',
      marks.join(' '),
      ...values.map((value) => value ?? ''),
    ]),
  );

class ProfileView implements View {
  readonly parts: readonly HTMLElement[];
  readonly #words: Context['words'];
  readonly #control;
  readonly #last = el('select', { id: 'last' });
  readonly #column = el('select', { id: 'column' });
  readonly #place = el('div', { id: 'heat-map', tabindex: 0, role: 'group' });
  readonly #told = el('p', { id: 'cell', role: 'status' });
  readonly #scale = el('p', { id: 'scale' });
  #profile: ToldProfile | undefined;
  #chosen = 0;

  constructor(context: Context) {
    const { words } = context;
    this.#words = words;
    this.#last.append(...Object.entries(LASTS).map(([of, rows]) => el('option', { value: rows }, words(of))));
    this.#control = readingControl(context, 'profile', () => Number(this.#last.value));
    this.#place.setAttribute('aria-label', words('load profile'));
    this.#column.addEventListener('input', () => this.#draw());
    this.#place.addEventListener('keydown', (event) => this.#move(event));
    this.#place.addEventListener('click', ({ target }) => this.#choose((target as Element).closest('rect')));
    const csv = () => (this.#profile ? profileCsv(this.#profile) : '');
    this.parts = [
      section(
        words('load profile'),
        { class: 'wide' },
        el('label', { class: 'row' }, words('rows'), this.#last),
        this.#control.row,
        el('label', { class: 'row' }, words('quantity'), this.#column),
        this.#scale,
        this.#place,
        this.#told,
        saveButtons('profile', this.#place, csv, words),
      ),
    ];
    this.#draw();
  }

  profile(reading: Reading<ToldProfile>): void {
    this.#control.show(reading);
    if (!reading.value || reading.value === this.#profile) return;
    this.#profile = reading.value;
    this.#chosen = reading.value.rows.length - 1;
    const names = reading.value.columns.map(({ obis, unit }) => `${obis} ${unit}`);
    offer(this.#column, names);
    this.#draw();
  }

  get #cells(): Cell[] {
    return this.#profile ? cellsOf(this.#profile, Math.max(0, this.#column.selectedIndex)) : [];
  }

  get #unit(): string {
    return cellUnit(this.#profile?.columns[Math.max(0, this.#column.selectedIndex)]?.unit ?? '');
  }

  #move(event: KeyboardEvent): void {
    const step = steps(86_400 / (this.#profile?.period_s ?? 900))[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = this.#chosen + step;
    if (to >= 0 && to < this.#cells.length) this.#chosen = to;
    this.#draw();
  }

  #choose(cell: Element | null): void {
    const at = this.#cells.findIndex(({ end }) => end === cell?.getAttribute('data-end'));
    if (at >= 0) this.#chosen = at;
    this.#draw();
  }

  #draw(): void {
    const [cells, unit, words] = [this.#cells, this.#unit, this.#words];
    const period_s = this.#profile?.period_s ?? 900;
    this.#place.replaceChildren(heatMap(words('load profile'), cells, unit, period_s, this.#chosen));
    const [least, most] = rangeOf(cells).map((value) => `${Number(value.toPrecision(5))} ${unit}`);
    setText(this.#scale, cells.length > 0 ? `${least} ░▒▓█ ${most}` : words('not read yet'));
    const chosen = cells[this.#chosen];
    setText(this.#told, chosen ? cellText(chosen, unit) : '');
  }
}

export const profileView = (context: Context): View => new ProfileView(context);
