// Waveforms as on a scope: what is fed into the front end, voltages and currents.
import type { State, Waves } from '../../told.ts';
import { curvePart } from '../curve-part.ts';
import { el } from '../dom.ts';
import type { Line } from '../plot.ts';
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
  ].map(([letter, unit]) =>
    curvePart(words, {
      title: `${words('scope')} ${letter}`,
      note: words('two cycles as fed in'),
      name: `waves-${letter}`,
      place: el('div', { 'data-scope': letter }),
      axes: { x: 'ms', y: unit },
      lines: () => linesOf(told, letter),
    }),
  );
  return {
    parts: parts.map(({ part }) => part),
    state({ waves }) {
      told = waves;
      parts.forEach(({ draw }) => draw());
    },
  };
};
