// The event logs of the management core, read at the optical port: one of them or all, the newest first.
import type { Reading, ToldLogEntry, ToldLogs } from '../../told-readings.ts';
import { csvText, el, saveCsvButton, section } from '../dom.ts';
import { readingControl } from '../reading.ts';
import type { MakeView } from '../view.ts';

const ALL = 'all';
const HEADINGS = ['time', 'log', 'event', 'part', 'value', 'object'] as const;

interface Row extends ToldLogEntry {
  readonly log: string;
}

const rowsOf = (logs: ToldLogs, chosen: string): Row[] =>
  Object.entries(logs)
    .filter(([log]) => chosen === ALL || log === chosen)
    .flatMap(([log, entries]) => entries.map((entry) => ({ log, ...entry })))
    .sort((a, b) => Date.parse(b.time ?? '') - Date.parse(a.time ?? '') || b.sequence - a.sequence);

export const entryCells = ({ time, name, scope, value, object }: ToldLogEntry): string[] => [
  ...[time ?? '–', name],
  ...[scope === 0 ? '' : String(scope), value === 0 ? '' : String(value), object ?? ''],
];

/** A table whose columns have these names, and its body. */
export function table(words: (of: string) => string, label: string, id: string, headings: readonly string[]) {
  const body = el('tbody', { id });
  const head = el('tr', {}, ...headings.map((of) => el('th', { scope: 'col' }, words(of))));
  const scroll = { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': words(label) };
  return { body, part: el('div', scroll, el('table', {}, el('thead', {}, head), body)) };
}

const csvOf = (rows: readonly Row[]): string =>
  csvText(
    ['time', 'log', 'sequence', 'code', 'event', 'part', 'value', 'object'],
    rows.map(({ time, log, sequence, code, name, scope, value, object }) => [
      ...[time ?? '', log, sequence, code, name, scope, value, object ?? ''],
    ]),
  );

export const logsView: MakeView = (context) => {
  const { words } = context;
  const control = readingControl(context, 'logs');
  const choice = el('select', { id: 'log' }, el('option', { value: ALL }, words(ALL)));
  const list = table(words, 'event logs', 'entries', HEADINGS);
  let logs: ToldLogs = {};
  const rows = () => rowsOf(logs, choice.value);
  const draw = () =>
    list.body.replaceChildren(
      ...rows().map((row) => {
        const [time, ...others] = entryCells(row);
        const cells = [time, words(row.log), ...others].map((text) => el('td', {}, text));
        return el(
          'tr',
          { 'data-log': row.log, 'data-sequence': row.sequence, 'data-code': row.code },
          ...cells,
        );
      }),
    );
  choice.addEventListener('input', draw);
  return {
    parts: [
      section(
        words('event logs'),
        { class: 'wide' },
        control.row,
        el('label', { class: 'row' }, words('log'), choice),
        list.part,
        saveCsvButton('logs', () => csvOf(rows()), words),
      ),
    ],
    logs(reading: Reading<ToldLogs>) {
      control.show(reading);
      if (!reading.value || reading.value === logs) return;
      logs = reading.value;
      const [chosen, names] = [choice.value, [ALL, ...Object.keys(logs)]];
      choice.replaceChildren(...names.map((name) => el('option', { value: name }, words(name))));
      choice.value = chosen;
      draw();
    },
  };
};
