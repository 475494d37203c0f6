// What happened to the supply: the events that the meter tells of, the newest first.
import type { ToldEvent } from '../../told.ts';
import { el, section } from '../dom.ts';
import type { MakeView } from '../view.ts';

export const qualityView: MakeView = ({ words }) => {
  const body = el('tbody', { id: 'events' });
  const none = el('p', {}, words('no events yet'));
  const head = el('tr', {}, ...['time', 'event'].map((of) => el('th', { scope: 'col' }, words(of))));
  const row = ({ time_s, name }: ToldEvent) =>
    el('tr', {}, el('td', {}, `${time_s.toFixed(3)} s`), el('td', {}, name));
  let newest = -1;
  return {
    parts: [
      section(
        words('events'),
        { class: 'wide' },
        none,
        el(
          'div',
          { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': words('events') },
          el('table', {}, el('thead', {}, head), body),
        ),
      ),
    ],
    state({ events }) {
      const last = events.at(-1)?.sequence ?? -1;
      if (last === newest) return;
      newest = last;
      none.hidden = events.length > 0;
      body.replaceChildren(...[...events].reverse().map(row));
    },
  };
};
