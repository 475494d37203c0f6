// How long the starting-current and no-load tests take, by the formulas of R46, IEC 62053 and EN 50470-3.
import { LOAD_FACTOR } from '../../signals/waves/services.ts';
import type { Ratings } from './ratings.ts';

export interface TestTimes {
  /** Expected time between two pulses at Ist, PF 1: 3.6e6 / (m k Unom Ist), s. */
  readonly starting_s: number;
  /** IEC practice: time of two pulses and a fifth more, s. */
  readonly startingIec_s: number;
  /** R46-2: 100e3 / (b k m Unom Imin) hours, in s. */
  readonly noLoadR46_s: number;
  /** IEC 62052-11:2020: 240e3 / (k m U Ist) minutes at U = 1.1 Unom, in s. */
  readonly noLoadIec2020_s: number;
  /** EN 50470-3: the same at U = 1.15 Unom, in s. */
  readonly noLoadEn50470_s: number;
  /** IEC 62053-21:2003: 600e6 (class 1) or 480e6 (class 2) / (k m Un Imax) minutes, in s; classes A and B. */
  readonly noLoadIec2003_s: number | undefined;
  /** IEC 62053-22:2003: 900e6 (0.2 S) or 600e6 (0.5 S) / (k m Un Imax) minutes, in s; classes C and D. */
  readonly noLoadIec22_s: number | undefined;
}

const IEC_21: Partial<Record<string, number>> = { A: 480e6, B: 600e6 };
const IEC_22: Partial<Record<string, number>> = { C: 600e6, D: 900e6 };

/**
 * All times side by side, `base_percent` being the base maximum permissible error at Imin. m is what a balanced
 * load of PF 1 carries in U·I: √3 for the two elements of a 3p3w, 2√3 for a delta with its high leg.
 */
export function testTimes(ratings: Ratings, base_percent: number): TestTimes {
  const { constant_imp_per_kWh: k, service, Unom_V, Ist, Imin, Imax } = ratings;
  const m = LOAD_FACTOR[service];
  const starting_s = 3.6e6 / (m * k * Unom_V * Ist);
  const noLoadIst_s = (utest_V: number): number => (240e3 / (k * m * utest_V * Ist)) * 60;
  const noLoadImax_s = (constant: number | undefined): number | undefined =>
    constant === undefined ? undefined : (constant / (k * m * Unom_V * Imax)) * 60;
  return {
    starting_s,
    startingIec_s: 2 * starting_s * 1.2,
    noLoadR46_s: (100e3 / (base_percent * k * m * Unom_V * Imin)) * 3600,
    noLoadIec2020_s: noLoadIst_s(1.1 * Unom_V),
    noLoadEn50470_s: noLoadIst_s(1.15 * Unom_V),
    noLoadIec2003_s: noLoadImax_s(IEC_21[ratings.class]),
    noLoadIec22_s: noLoadImax_s(IEC_22[ratings.class]),
  };
}
