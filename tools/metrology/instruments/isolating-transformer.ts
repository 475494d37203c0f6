// An isolating current transformer 1:1 with electronic compensation: its ratio and phase error, burden limits and protection.
import { mixSeed, uniform, within } from '../../signals/afe/random.ts';
import { polar, type Complex } from '../../signals/afe/complex.ts';

/** As published (CL2030-D): errors from this current on, percent and minutes of angle. */
export const BANDS = [
  { from_A: 0.2, ratio_percent: 0.01, phase_min: 0.3 },
  { from_A: 0.05, ratio_percent: 0.03, phase_min: 3 },
  { from_A: 0.01, ratio_percent: 0.05, phase_min: 8 },
] as const;
export const NOMINAL_A = 100;
/** 120 % of it, for as long as one likes. */
export const LARGEST_A = 1.2 * NOMINAL_A;
export const SECONDARY_V = 0.7;
const SMALL_CURRENT_A = 2;
const SMALL_CURRENT_Ohm = 0.2;

/** The largest burden at a current: 200 mOhm below 2 A, 0.7 V over the current from there on. */
export const largestBurden_Ohm = (current_A: number): number =>
  current_A < SMALL_CURRENT_A ? SMALL_CURRENT_Ohm : SECONDARY_V / current_A;

/** Why its controller closed the secondary: nothing flows through the meter then. */
export type Protection = 'open secondary' | 'burden too high' | 'current too high';

/** What its protection does with a burden; undefined where it may go on. An open circuit is an infinite burden. */
export function protectionAt(current_A: number, burden_Ohm: number): Protection | undefined {
  if (burden_Ohm === Infinity) return 'open secondary';
  if (current_A > LARGEST_A) return 'current too high';
  return burden_Ohm > largestBurden_Ohm(current_A) ? 'burden too high' : undefined;
}

const RADIANS_PER_MINUTE = Math.PI / 10_800;

/** One transformer of a phase at a position. Below its smallest band it is no better than there. */
export class IsolatingTransformer {
  readonly #errors: readonly { readonly from_A: number; readonly gain: Complex }[];

  constructor(seed: number) {
    const next = uniform(mixSeed(seed, 0x696374));
    this.#errors = BANDS.map(({ from_A, ratio_percent, phase_min }) => {
      const ratio = 1 + within(next, ratio_percent) / 100;
      return { from_A, gain: polar(ratio, within(next, phase_min) * RADIANS_PER_MINUTE) };
    });
  }

  /** Secondary over primary current at a primary current, RMS. */
  gainAt(current_A: number): Complex {
    const found = this.#errors.find(({ from_A }) => current_A >= from_A);
    return (found ?? this.#errors[this.#errors.length - 1]).gain;
  }
}
