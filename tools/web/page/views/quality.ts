// What happened to the supply: the events that the meter tells of, and dips, swells and interruptions on the ITIC curve.
import type { State, ToldEvent } from '../../told.ts';
import { csvText, el, saveButtons, section } from '../dom.ts';
import { iticOf, iticPicture } from '../itic.ts';
import type { MakeView } from '../view.ts';
import { eventWaves } from './event-waves.ts';

const HEADINGS = ['time', 'event', 'duration', 'extreme'];

function row({ time_s, name, duration_s, extreme, unit }: ToldEvent): HTMLElement {
  const lasted = duration_s === null ? '…' : `${duration_s.toFixed(3)} s`;
  const cells = [`${time_s.toFixed(3)} s`, name, lasted, unit === '' ? '' : `${extreme} ${unit}`];
  return el('tr', {}, ...cells.map((text) => el('td', {}, text)));
}

export const qualityView: MakeView = (context) => {
  const { words } = context;
  const waves = eventWaves(context);
  const body = el('tbody', { id: 'events' });
  const [none, curve] = [el('p', {}, words('no events yet')), el('div', { id: 'itic' })];
  const head = el('tr', {}, ...HEADINGS.map((of) => el('th', { scope: 'col' }, words(of))));
  const label = { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': words('events') };
  const list = el('div', label, el('table', {}, el('thead', {}, head), body));
  let told: Pick<State, 'events'> = { events: [] };
  const csv = () =>
    csvText(
      ['duration_s', 'percent'],
      iticOf(told).map(({ duration_s, percent }) => [duration_s, percent]),
    );
  const draw = () => {
    none.hidden = told.events.length > 0;
    body.replaceChildren(...[...told.events].reverse().map(row));
    curve.replaceChildren(iticPicture(words, iticOf(told)));
  };
  draw();
  return {
    parts: [
      section(words('ITIC curve'), {}, curve, saveButtons('itic', curve, csv, words)),
      section(words('events'), {}, none, list),
      ...waves.parts,
    ],
    records: (records) => waves.show(records),
    state(state) {
      told = state;
      draw();
    },
  };
};
