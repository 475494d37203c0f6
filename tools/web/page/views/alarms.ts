// Alarms and errors bit by bit, and who came to the meter: read at the optical port.
import { ALARM_REGISTERS, type Reading, type ToldAlarms } from '../../told-readings.ts';
import { csvText, el, saveCsvButton, section } from '../dom.ts';
import { readingControl } from '../reading.ts';
import type { MakeView } from '../view.ts';
import { entryCells, table } from './logs.ts';

const SESSION_HEADINGS = ['time', 'event', 'part', 'value', 'object'] as const;
const HEADS = {
  alarms: 'lasts or was momentary',
  descriptor: 'since it was cleared',
  filter: 'let through',
  errors: 'error',
} as const;

const rowOf = ({ registers }: ToldAlarms, bit: string): (0 | 1)[] =>
  ALARM_REGISTERS.map((name) => (registers[name].bits.includes(bit) ? 1 : 0));

const csvOf = (told: ToldAlarms | null): string =>
  csvText(['alarm', ...ALARM_REGISTERS], told ? told.bits.map((bit) => [bit, ...rowOf(told, bit)]) : []);

export const alarmsView: MakeView = (context) => {
  const { words } = context;
  const control = readingControl(context, 'alarms');
  const headings = ['alarm', ...ALARM_REGISTERS.map((name) => HEADS[name])];
  const bits = table(words, 'alarms', 'bits', headings);
  const sessions = table(words, 'sessions', 'sessions', SESSION_HEADINGS);
  let told: ToldAlarms | null = null;
  const draw = (alarms: ToldAlarms) => {
    bits.body.replaceChildren(
      ...alarms.bits.map((bit) => {
        const cells = rowOf(alarms, bit).map((is, n) =>
          el('td', { 'data-register': ALARM_REGISTERS[n] }, is ? '●' : '–'),
        );
        return el('tr', { 'data-bit': bit }, el('th', { scope: 'row' }, words(bit)), ...cells);
      }),
    );
    sessions.body.replaceChildren(
      ...[...alarms.sessions]
        .reverse()
        .map((entry) =>
          el('tr', { 'data-code': entry.code }, ...entryCells(entry).map((text) => el('td', {}, text))),
        ),
    );
  };
  return {
    parts: [
      section(
        words('alarms'),
        {},
        control.row,
        bits.part,
        saveCsvButton('alarms', () => csvOf(told), words),
      ),
      section(words('sessions'), {}, sessions.part),
    ],
    alarms(reading: Reading<ToldAlarms>) {
      control.show(reading);
      if (!reading.value || reading.value === told) return;
      told = reading.value;
      draw(told);
    },
  };
};
