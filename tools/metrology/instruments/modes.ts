// The measuring modes of the reference standard: what each makes of three voltages and three currents, line by line.
import { multiply, polar, scaled, sum, type Complex } from '../../signals/afe/complex.ts';
import type { Spectrum } from '../../signals/waves/oscillator.ts';
import { FIRST_CURRENT, lineAt, rmsOf } from './lines.ts';

export const MODES = [
  ...([
    '3p4w-active',
    '3p4w-reactive',
    '3p4w-apparent',
    '3p3w-active',
    '3p3w-reactive',
    '3p3w-apparent',
  ] as const),
  ...(['1p-active', '1p-reactive', '1p-apparent', 'Q390', 'Q290', 'Q260'] as const),
] as const;
export type Mode = (typeof MODES)[number];

const minus = (a: Complex, b: Complex): Complex => sum(a, scaled(b, -1));
const ROOT3 = Math.sqrt(3);

/** Voltage of one line between two conductors, or from one to neutral. */
function voltage(spectrum: Spectrum, k: number, from: number, to?: number): Complex {
  const u = lineAt(spectrum, from, k);
  return to === undefined ? u : minus(u, lineAt(spectrum, to, k));
}

/** An element of a mode: the current of one conductor with a voltage; real and reactive part by one line. */
interface Element {
  readonly current: number;
  readonly from: number;
  readonly to?: number;
}

/** Half the product of peak phasors, the current conjugated: P + jQ. */
function powerOf(spectrum: Spectrum, k: number, { current, from, to }: Element): Complex {
  const i = lineAt(spectrum, FIRST_CURRENT + current, k);
  return scaled(multiply(voltage(spectrum, k, from, to), { re: i.re, im: -i.im }), 0.5);
}

const STAR: readonly Element[] = [0, 1, 2].map((n) => ({ current: n, from: n }));
const ONE: readonly Element[] = [{ current: 0, from: 0 }];
/** U12 with I1, U32 with I3 (Aron, Blondel): needs no neutral. */
const ARON: readonly Element[] = [
  { current: 0, from: 0, to: 1 },
  { current: 2, from: 2, to: 1 },
];
/** Each current with the voltage between the two other conductors, which stands 90 degrees behind its own. */
const CROSSED3: readonly Element[] = [
  { current: 0, from: 1, to: 2 },
  { current: 1, from: 2, to: 0 },
  { current: 2, from: 0, to: 1 },
];
const CROSSED2: readonly Element[] = [CROSSED3[0], CROSSED3[2]];
/** U23 with I1, U13 with I3, each turned by 30 degrees: the artificial lag of 60 in place of 90. */
const SIXTY: readonly Element[] = [
  { current: 0, from: 1, to: 2 },
  { current: 2, from: 0, to: 2 },
];

/** Sum over lines and elements. */
function total(spectrum: Spectrum, elements: readonly Element[], turn: Complex = { re: 1, im: 0 }): Complex {
  return spectrum.orders.reduce<Complex>(
    (all, _, k) =>
      elements.reduce((one, element) => sum(one, multiply(powerOf(spectrum, k, element), turn)), all),
    { re: 0, im: 0 },
  );
}

const apparent = (spectrum: Spectrum, elements: readonly Element[], share: number): number =>
  share *
  elements.reduce((all, { current, from, to }) => {
    const between =
      to === undefined
        ? rmsOf(spectrum, from)
        : Math.sqrt(
            spectrum.orders.reduce((squares, order, k) => {
              const { re, im } = voltage(spectrum, k, from, to);
              return squares + (re * re + im * im) * (order === 0 ? 1 : 0.5);
            }, 0),
          );
    return all + between * rmsOf(spectrum, FIRST_CURRENT + current);
  }, 0);

const OF_MODE: Record<Mode, (spectrum: Spectrum) => number> = {
  '3p4w-active': (s) => total(s, STAR).re,
  '3p4w-reactive': (s) => total(s, STAR).im,
  '3p4w-apparent': (s) => apparent(s, STAR, 1),
  '3p3w-active': (s) => total(s, ARON).re,
  '3p3w-reactive': (s) => total(s, ARON).im,
  '3p3w-apparent': (s) => apparent(s, ARON, ROOT3 / 2),
  '1p-active': (s) => total(s, ONE).re,
  '1p-reactive': (s) => total(s, ONE).im,
  '1p-apparent': (s) => apparent(s, ONE, 1),
  Q390: (s) => total(s, CROSSED3).re / ROOT3,
  Q290: (s) => (total(s, CROSSED2).re * ROOT3) / 2,
  Q260: (s) => total(s, SIXTY, polar(1, Math.PI / 6)).re,
};

/**
 * W, var or VA that a mode shows of phase voltages (to neutral) and currents. The cross-connected ones are right for
 * a sinusoidal, symmetrical system only: what they show of anything else is what they were built to show.
 */
export const shownBy = (mode: Mode, spectrum: Spectrum): number => OF_MODE[mode](spectrum);
