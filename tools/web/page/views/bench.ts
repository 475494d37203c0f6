// All positions of a bench at a glance: state, how far each is, verdict and worst error, as a picture and as a table.
import type { Bench, ToldPosition } from '../../told-bench.ts';
import { csvText, el, saveButtons, section, setText, svg } from '../dom.ts';
import type { MakeView } from '../view.ts';

type Words = (of: string) => string;

/** Cells of the picture; narrow screens have half as many side by side. */
const [CELL, HEIGHT, GAP, COLUMNS] = [86, 64, 6, 8];
const NARROW = '(max-width: 40rem)';

/** What has failed already is told before all is done. */
const verdictOf = ({ pass, failed, state }: ToldPosition): 'pass' | 'FAIL' | '' =>
  failed > 0 || pass === false ? 'FAIL' : state === 'done' ? 'pass' : '';

const COLOURS = { pass: 'var(--good)', FAIL: 'var(--alarm)', '': 'var(--quiet)' } as const;

const percent = (value: number): string => `${value.toPrecision(3)} %`;

function cell(words: Words, told: ToldPosition, tests: number, at: readonly [number, number]): SVGElement {
  const { position, done, worst, state } = told;
  const [x, y] = at;
  const verdict = verdictOf(told);
  const width = ((CELL - 12) * done) / tests;
  const text = (dy: number, of: string) => svg('text', { x: x + 6, y: y + dy }, of);
  return svg(
    'a',
    {
      href: `#/test?position=${position}`,
      ...{ 'data-position': position, 'data-state': state, 'data-verdict': verdict, 'data-done': done },
    },
    svg('rect', { x, y, width: CELL, height: HEIGHT, rx: 5, fill: 'var(--paper)', stroke: COLOURS[verdict] }),
    text(16, `${position} ${words(verdict)}`),
    svg('rect', { x: x + 6, y: y + 24, width: CELL - 12, height: 8, fill: 'var(--line)' }),
    svg('rect', { x: x + 6, y: y + 24, width, height: 8, fill: COLOURS[verdict === '' ? 'pass' : verdict] }),
    text(52, worst ? percent(worst.error_percent) : words(state)),
  );
}

function picture(words: Words, { positions, tests }: Bench): SVGSVGElement {
  const columns = Math.min(positions.length, matchMedia(NARROW).matches ? COLUMNS / 2 : COLUMNS);
  const rows = Math.ceil(positions.length / columns);
  const cells = positions.map((told, n) => {
    const [column, row] = [n % columns, Math.floor(n / columns)];
    return cell(words, told, tests, [GAP + column * (CELL + GAP), GAP + row * (HEIGHT + GAP)]);
  });
  const size = [GAP + columns * (CELL + GAP), GAP + rows * (HEIGHT + GAP)];
  const attributes = { viewBox: `0 0 ${size.join(' ')}`, role: 'group', 'aria-label': words('positions') };
  return svg('svg', { ...attributes, style: `max-width: ${size[0] * 1.4}px` }, ...cells);
}

/** The whole bench in one line. */
function headline(words: Words, { programme, class: of, service, front_end, positions }: Bench): string {
  const passed = positions.filter((told) => verdictOf(told) === 'pass').length;
  const failed = positions.filter((told) => verdictOf(told) === 'FAIL').length;
  const counts = `${passed} ${words('pass')}, ${failed} ${words('FAIL')} / ${positions.length}`;
  return `${programme} · ${words('class')} ${of} · ${service} · ${front_end} · ${counts}`;
}

const COLUMN_NAMES = ['position', 'state', 'tests', 'verdict', 'worst error', 'point'] as const;

const rowOf = (words: Words, told: ToldPosition, tests: number): string[] => [
  String(told.position),
  words(told.state),
  `${told.done} / ${tests}`,
  words(verdictOf(told)),
  told.worst ? `${percent(told.worst.error_percent)} (±${told.worst.limit_percent})` : '',
  told.worst?.name ?? '',
];

const csvOf = ({ positions }: Bench): string =>
  csvText(
    [
      'position',
      'meter',
      'state',
      'done',
      'failed',
      'pass',
      'worst_error_percent',
      'worst_limit_percent',
      'point',
    ],
    positions.map(({ position, seed, state, done, failed, pass, worst }) => [
      ...[position, seed, state, done, failed, String(pass ?? '')],
      ...[worst?.error_percent ?? '', worst?.limit_percent ?? '', `"${worst?.name ?? ''}"`],
    ]),
  );

/** Draws anew what changed, and leaves the focus where it was. */
function replaced(place: HTMLElement, drawn: SVGSVGElement): void {
  const focused = document.activeElement?.getAttribute('data-position');
  place.replaceChildren(drawn);
  if (focused) place.querySelector<SVGAElement>(`[data-position="${focused}"]`)?.focus();
}

export const benchView: MakeView = ({ words }) => {
  const [place, told] = [el('div', { id: 'positions' }), el('p', { id: 'headline', role: 'status' })];
  const body = el('tbody', { id: 'seats' });
  const head = el('tr', {}, ...COLUMN_NAMES.map((of) => el('th', { scope: 'col' }, words(of))));
  const label = { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': words('positions') };
  let bench: Bench | undefined;
  const saves = saveButtons('bench', place, () => (bench ? csvOf(bench) : ''), words);
  return {
    parts: [
      section(words('bench'), { class: 'wide' }, told, place, saves),
      section(
        words('positions'),
        { class: 'wide' },
        el('div', label, el('table', {}, el('thead', {}, head), body)),
      ),
    ],
    bench(now) {
      bench = now;
      setText(told, headline(words, now));
      replaced(place, picture(words, now));
      body.replaceChildren(
        ...now.positions.map((position) =>
          el('tr', {}, ...rowOf(words, position, now.tests).map((text) => el('td', {}, text))),
        ),
      );
    },
  };
};
