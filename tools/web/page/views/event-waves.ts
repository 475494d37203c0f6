// Waveforms that were kept around dips, swells and interruptions: chosen, drawn, saved as COMTRADE; and the buttons that make such events.
import { comtradeText } from '../../../signals/waves/comtrade/write-comtrade.ts';
import { DISTURBANCES, type ToldWave, type WaveChannel, type WaveRecord } from '../../told-waves.ts';
import { curvePart } from '../curve-part.ts';
import { el, save, section, setText } from '../dom.ts';
import type { Line } from '../plot.ts';
import { COLOURS, type Context } from '../view.ts';

/** Rows of a plot have this many points at most: more than a screen shows. */
const MOST_POINTS = 1600;

/** Milliseconds beside what set the record off. */
function lineOf({ name, counts, scale }: WaveChannel, record: WaveRecord): Line {
  const { rate_Hz, first_us, trigger_us } = record;
  const step = Math.ceil(counts.length / MOST_POINTS);
  const points = Array.from({ length: Math.ceil(counts.length / step) }, (_, n) => {
    const at = n * step;
    return [(1000 * at) / rate_Hz - (trigger_us - first_us) / 1000, counts[at] * scale] as const;
  });
  const input = Number(name[1]) - 1;
  return { name, colour: COLOURS[Number.isNaN(input) ? COLOURS.length - 1 : input], points };
}

export const linesOf = (record: WaveRecord | undefined, unit: string): Line[] =>
  record ? record.channels.filter((of) => of.unit === unit).map((of) => lineOf(of, record)) : [];

/** As it is saved. */
export const comtradeOf = ({ events, serial, channels, ...record }: WaveRecord): string =>
  comtradeText({
    ...record,
    ...{ station: 'Twinmeter', device: serial, channels },
    header: `${events.join(', ')}: as fed to the front end of the meter`,
  });

const nameOf = ({ number, events, trigger_s }: ToldWave): string =>
  `${number}: ${events.join(', ')} (${trigger_s.toFixed(3)} s)`;

function makers({ words, connection }: Context): HTMLElement {
  const buttons = DISTURBANCES.map((by) => {
    const button = el('button', { type: 'button', 'data-disturb': by }, words(by));
    button.addEventListener('click', () => void connection.command({ kind: 'disturb', by }));
    return button;
  });
  return el('div', { class: 'row' }, `${words('make a disturbance of all phases')}:`, ...buttons);
}

export function eventWaves(context: Context) {
  const { words, connection } = context;
  const choice = el('select', { id: 'record' });
  const none = el('p', { role: 'status', id: 'no-record' }, words('no waveform was kept yet'));
  const asComtrade = el('button', { type: 'button', id: 'comtrade', disabled: true }, words('save COMTRADE'));
  let record: WaveRecord | undefined;
  const plots = ['V', 'A'].map((unit) =>
    curvePart(words, {
      title: `${words('waveforms of events')} ${unit}`,
      note: words('before and behind an event, as fed in'),
      name: `event-${unit}`,
      place: el('div', { 'data-event-wave': unit }),
      axes: { x: 'ms', y: unit },
      lines: () => linesOf(record, unit),
    }),
  );
  const draw = () => plots.forEach((plot) => plot.draw());
  const choose = async () => {
    if (choice.value === '') return;
    record = await connection.ask<WaveRecord>(`wave/${choice.value}`);
    asComtrade.disabled = false;
    draw();
  };
  choice.addEventListener('input', () => void choose());
  asComtrade.addEventListener('click', () => {
    if (record) save(`event-${record.number}.cff`, 'text/plain', comtradeOf(record));
  });
  draw();
  const chooser = section(
    words('waveforms of events'),
    {},
    makers(context),
    none,
    el('label', { class: 'row' }, words('waveform'), choice),
    el('div', { class: 'row' }, asComtrade),
  );
  return {
    parts: [chooser, ...plots.map(({ part }) => part)],
    show(records: readonly ToldWave[]) {
      setText(none, records.length > 0 ? '' : words('no waveform was kept yet'));
      choice.replaceChildren(
        ...[...records].reverse().map((told) => el('option', { value: told.place }, nameOf(told))),
      );
      void choose();
    },
  };
}
