// Has something read at the optical port, and tells how far that is.
import type { Reading, ReadingName } from '../told-readings.ts';
import { el, setText } from './dom.ts';
import type { Context } from './view.ts';

type AnyReading = Pick<Reading<unknown>, 'state' | 'time_s' | 'done' | 'failure'>;

function textOf(words: (of: string) => string, { state, time_s, done, failure }: AnyReading): string {
  if (state === 'failed') return `${words('reading failed')}: ${failure}`;
  if (state === 'done') return `${words('read at')} ${time_s!.toFixed(1)} s`;
  return `${words('is being read')} … ${Math.round(100 * done)} %`;
}

export interface ReadingControl {
  readonly row: HTMLElement;
  /** Asks for it, unless it is being read. */
  ask(): void;
  show(reading: AnyReading): void;
}

/** `last`: rows of the profile, where it is that. */
export function readingControl(
  { words, connection }: Context,
  name: ReadingName,
  last = () => 1,
): ReadingControl {
  const button = el('button', { type: 'button', 'data-read': name }, words('read at the optical port'));
  const told = el('span', { role: 'status', 'data-reading': name }, words('not read yet'));
  let isBusy = false;
  const ask = () => {
    if (!isBusy) void connection.command({ kind: 'read', of: name, last: last() });
  };
  button.addEventListener('click', ask);
  return {
    row: el('div', { class: 'row' }, button, told),
    ask,
    show(reading) {
      isBusy = reading.state === 'waiting' || reading.state === 'reading';
      told.dataset.state = reading.state;
      setText(told, textOf(words, reading));
    },
  };
}
