// Power and energy over time for as long as the page is open, and demand and tariff as they are read at the optical port.
import type { Reading, ToldDemand, ToldPower } from '../../told-readings.ts';
import type { State } from '../../told.ts';
import { curvePart } from '../curve-part.ts';
import { el, section } from '../dom.ts';
import type { Line } from '../plot.ts';
import { readingControl } from '../reading.ts';
import { COLOURS, shown, type Context, type MakeView } from '../view.ts';
import { table } from './logs.ts';

const MOST = 3600;
const IMPORT = '1-0:1.8.0.255';
const [POWER_IN, POWER_OUT] = ['1-0:1.7.0.255', '1-0:2.7.0.255'];
/** Wall time between two readings where they follow each other, ms. */
const FOLLOW_ms = 5000;

type Row = [number, number][];

/** What was told since the page was opened, whatever view was seen. */
export class History {
  readonly power: Row = [];
  readonly energy: Row = [];
  readonly demand: Row = [];
  readonly rate: Row = [];
  #first: number | undefined;

  take({ time_s, instantaneous, registers }: State): void {
    const [last] = this.power.at(-1) ?? [-1];
    const power = (instantaneous[POWER_IN]?.value ?? 0) - (instantaneous[POWER_OUT]?.value ?? 0);
    const energy = registers[IMPORT]?.value;
    if (energy === undefined || time_s <= last) return;
    this.#first ??= energy;
    this.power.push([time_s, power]);
    this.energy.push([time_s, energy - this.#first]);
    if (this.power.length > MOST) [this.power, this.energy].forEach((row) => row.shift());
  }

  /** A reading of demand that is done. */
  takeDemand({ time_s, value }: Reading<ToldDemand>): void {
    if (!value || time_s === null || time_s <= (this.rate.at(-1)?.[0] ?? -1)) return;
    this.rate.push([time_s, value.rate]);
    if (value.current) this.demand.push([time_s, value.current.value]);
  }
}

const orNone = (power: ToldPower | null): string => (power ? shown(power) : '–');

/** What was read last, by name. */
function readingTable({ words }: Context) {
  const list = table(words, 'demand', 'demand', ['quantity', 'value']);
  const row = (name: string, key: string, text: string) =>
    el('tr', {}, el('th', { scope: 'row' }, name), el('td', { class: 'number', 'data-demand': key }, text));
  const show = ({ rate, current, last, maximum, byRate }: ToldDemand) =>
    list.body.replaceChildren(
      row(words('rate in force'), 'rate', String(rate)),
      row(words('demand so far'), 'current', orNone(current)),
      row(words('last demand'), 'last', orNone(last)),
      row(`${words('highest demand')} ${maximum?.time ?? ''}`, 'maximum', orNone(maximum)),
      ...byRate.map((each) =>
        row(`${words('rate')} ${each.rate}`, `rate-${each.rate}`, shown({ value: each.value, unit: 'Wh' })),
      ),
    );
  return { part: list.part, show };
}

/** Demand and tariff, read by hand or again and again while they are seen. */
function demandPart(context: Context) {
  const { words } = context;
  const control = readingControl(context, 'demand');
  const follow = el('input', { id: 'follow', type: 'checkbox' });
  const list = readingTable(context);
  follow.addEventListener('input', () => {
    if (!follow.checked) return;
    control.ask();
    const timer = setInterval(
      () => (follow.checked && follow.isConnected ? control.ask() : clearInterval(timer)),
      FOLLOW_ms,
    );
  });
  const label = el('label', { class: 'row' }, follow, words('again every five seconds'));
  const part = section(words('demand and tariff'), {}, control.row, label, list.part);
  return {
    part,
    show(reading: Reading<ToldDemand>) {
      control.show(reading);
      if (reading.value) list.show(reading.value);
    },
  };
}

export const energyView =
  (history: History): MakeView =>
  (context) => {
    const { words } = context;
    const curves: [string, string, string, () => Line[]][] = [
      ['power', 'W', 'since this page was opened', () => [line('P', 0, history.power)]],
      ['energy', 'Wh', 'since this page was opened', () => [line(IMPORT, 2, history.energy)]],
      ['demand', 'W', 'as it was read', () => [line('1-0:1.4.0.255', 0, history.demand)]],
      ['tariff', '', 'as it was read', () => [line('0-0:96.14.0.255', 2, history.rate)]],
    ];
    const parts = curves.map(([name, unit, note, lines]) => ({
      name,
      ...curvePart(words, {
        ...{ title: words(name), note: words(note), name, axes: { x: 's', y: unit }, lines },
        place: el('div', { 'data-curve': name }),
      }),
    }));
    const draw = (...names: string[]) => parts.forEach((part) => names.includes(part.name) && part.draw());
    draw('power', 'energy', 'demand', 'tariff');
    const demand = demandPart(context);
    return {
      parts: [...parts.map(({ part }) => part), demand.part],
      state: () => draw('power', 'energy'),
      demand(reading) {
        demand.show(reading);
        draw('demand', 'tariff');
      },
    };
  };

const line = (name: string, colour: number, points: Row): Line => ({ name, colour: COLOURS[colour], points });
