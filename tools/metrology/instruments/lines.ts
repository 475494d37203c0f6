// Work on the lines of a spectrum, word by word: what an instrument does to voltages and currents that pass it.
import type { Complex } from '../../signals/afe/complex.ts';
import type { SteadySignal } from '../../signals/afe/steady-signal.ts';
import { makeSpectrum, SIGNALS, type Spectrum } from '../../signals/waves/oscillator.ts';

/** V1 V2 V3 are words 0 to 2, I1 I2 I3 words 3 to 5, the neutral current is word 6. */
export const FIRST_CURRENT = 3;
export const NEUTRAL = 6;

/** Peak phasor of a word at a place of the spectrum's orders. */
export const lineAt = ({ orders, re, im }: Spectrum, word: number, k: number): Complex => {
  const at = word * orders.length + k;
  return { re: re[at], im: im[at] };
};

/** What becomes of one line: its word, its frequency in multiples of the fundamental, and what it was. */
export type LineChange = (
  line: Complex,
  word: number,
  multiple: number,
  spectrum: Spectrum,
  k: number,
) => Complex;

/** The signal with every line of every word changed. */
export function withLines(signal: SteadySignal, change: LineChange): SteadySignal {
  const { spectrum, base_Hz, fundamental_Hz } = signal;
  const { orders } = spectrum;
  const changed = makeSpectrum(orders);
  for (let word = 0; word < SIGNALS; word++) {
    orders.forEach((order, k) => {
      const multiple = (order * base_Hz) / fundamental_Hz;
      const line = change(lineAt(spectrum, word, k), word, multiple, spectrum, k);
      changed.re[word * orders.length + k] = line.re;
      changed.im[word * orders.length + k] = order === 0 ? 0 : line.im;
    });
  }
  return { ...signal, spectrum: changed };
}

/** RMS value of a word over all its lines. */
export function rmsOf({ orders, re, im }: Spectrum, word: number): number {
  const sum = orders.reduce((total, order, k) => {
    const at = word * orders.length + k;
    return total + (re[at] ** 2 + im[at] ** 2) * (order === 0 ? 1 : 0.5);
  }, 0);
  return Math.sqrt(sum);
}
