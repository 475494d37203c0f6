// Power and energy over time, for as long as the page is open.
import type { State } from '../../told.ts';
import { curvePart } from '../curve-part.ts';
import { el } from '../dom.ts';
import type { Line } from '../plot.ts';
import { COLOURS, type MakeView } from '../view.ts';

const MOST = 3600;
const IMPORT = '1-0:1.8.0.255';
const [POWER_IN, POWER_OUT] = ['1-0:1.7.0.255', '1-0:2.7.0.255'];

/** What was told since the page was opened, whatever view was seen. */
export class History {
  readonly power: [number, number][] = [];
  readonly energy: [number, number][] = [];
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
}

export const energyView =
  (history: History): MakeView =>
  ({ words }) => {
    const curves: [string, string, () => Line[]][] = [
      ['power', 'W', () => [{ name: 'P', colour: COLOURS[0], points: history.power }]],
      ['energy', 'Wh', () => [{ name: IMPORT, colour: COLOURS[2], points: history.energy }]],
    ];
    const parts = curves.map(([name, unit, lines]) =>
      curvePart(words, {
        title: words(name),
        note: words('since this page was opened'),
        name,
        place: el('div', { 'data-curve': name }),
        axes: { x: 's', y: unit },
        lines,
      }),
    );
    const draw = () => parts.forEach((part) => part.draw());
    draw();
    return { parts: parts.map(({ part }) => part), state: draw };
  };
