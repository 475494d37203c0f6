// Harmonics as the reference standard shows them: amplitude and angle of each order to the 63rd, and their sum.
import { angleOf_deg, magnitudeOf } from '../../signals/afe/complex.ts';
import type { SteadySignal } from '../../signals/afe/steady-signal.ts';
import { lineAt } from './lines.ts';

export const HIGHEST_ORDER = 63;

/** One order of a word, against its fundamental. */
export interface Harmonic {
  readonly order: number;
  readonly percent: number;
  /** Of the harmonic when the fundamental crosses zero upwards, by sines, above -180, up to 180. */
  readonly phase_deg: number;
}

export interface Harmonics {
  readonly fundamental_rms: number;
  /** From the second order on; those that are not there are left out. */
  readonly orders: readonly Harmonic[];
  readonly thd_percent: number;
}

const ROUNDING_deg = 1e-6;

/** Sines' angles in place of cosines', each order counted from the fundamental's own zero crossing. */
function relative_deg(angle_deg: number, fundamental_deg: number, order: number): number {
  const turned = angle_deg + 90 - order * (fundamental_deg + 90);
  const within = turned - 360 * Math.round(turned / 360);
  // Rounding puts half a turn on either side.
  return within < -180 + ROUNDING_deg ? within + 360 : within;
}

/** Smaller ones are rounding. */
const LEAST_percent = 1e-9;

/** Of a word that has a fundamental; lines between the orders are no harmonics and are not counted. */
export function harmonicsOf({ spectrum, base_Hz, fundamental_Hz }: SteadySignal, word: number): Harmonics {
  const cycles = Math.round(fundamental_Hz / base_Hz);
  const first = lineAt(spectrum, word, spectrum.orders.indexOf(cycles));
  const size = magnitudeOf(first);
  const orders = spectrum.orders.flatMap((line, k): Harmonic[] => {
    const order = line / cycles;
    if (!Number.isInteger(order) || order < 2 || order > HIGHEST_ORDER) return [];
    const found = lineAt(spectrum, word, k);
    const percent = (magnitudeOf(found) / size) * 100;
    if (!(percent > LEAST_percent)) return [];
    return [{ order, percent, phase_deg: relative_deg(angleOf_deg(found), angleOf_deg(first), order) }];
  });
  return {
    fundamental_rms: size / Math.SQRT2,
    orders,
    thd_percent: Math.hypot(...orders.map(({ percent }) => percent)),
  };
}
