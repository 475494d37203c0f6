// Waveforms as on a scope: what is fed into the front end, voltages and currents.
import type { State, Waves } from '../../told.ts';
import { el, saveButtons, section } from '../dom.ts';
import { csvOf, plot, type Axes, type Line } from '../plot.ts';
import { COLOURS, type MakeView } from '../view.ts';

const INPUTS = ['1', '2', '3', 'N'];

/** Inputs of a letter, V or I, as lines over milliseconds. */
export function linesOf({ rate_Hz, inputs }: Waves, letter: string): Line[] {
  return INPUTS.flatMap((input, i) => {
    const values = inputs[`${letter}${input}`];
    if (!values || values.length === 0) return [];
    const points = values.map((value, n) => [(1000 * n) / rate_Hz, value] as const);
    return [{ name: `${letter}${input}`, colour: COLOURS[i], points }];
  });
}

export const wavesView: MakeView = ({ words }) => {
  let told: State['waves'] = { rate_Hz: 1, inputs: {} };
  const parts = [
    ['V', 'V'],
    ['I', 'A'],
  ].map(([letter, unit]) => {
    const place = el('div', { 'data-scope': letter });
    const axes: Axes = { x: 'ms', y: unit };
    const title = `${words('scope')} ${letter}`;
    const draw = () => place.replaceChildren(plot(title, linesOf(told, letter), axes));
    const saves = saveButtons(
      `waves-${letter}`,
      () => place.querySelector('svg')!,
      () => csvOf(linesOf(told, letter), axes),
      words,
    );
    return { part: section(title, {}, el('p', {}, words('two cycles as fed in')), place, saves), draw };
  });
  return {
    parts: parts.map(({ part }) => part),
    state({ waves }) {
      told = waves;
      parts.forEach(({ draw }) => draw());
    },
  };
};
