// The nominal scale of the analogue front end: what one count of each input is worth, and how it saturates.
import {
  AFE_FULL_SCALE,
  CURRENT_COUNT_nA,
  SAMPLE_WORDS,
  VOLTAGE_COUNT_nV,
} from '../../../shared-protocol/generated/ts/protocol.ts';

/** The words of one sample set, in the order the front end sends them. */
export const INPUTS = ['V1', 'V2', 'V3', 'I1', 'I2', 'I3', 'IN'] as const;
export type Input = (typeof INPUTS)[number];

/** Seven inputs and the status word. */
export const SET_WORDS = SAMPLE_WORDS;
export const STATUS_WORD = 7;

/** One count of a voltage input, in microvolts at the terminal (full scale 671 V peak). */
export const VOLTAGE_uV_PER_COUNT = VOLTAGE_COUNT_nV / 1000;
/** One count of a current input, the neutral's included, in microamperes (full scale 209.7 A peak). */
export const CURRENT_uA_PER_COUNT = CURRENT_COUNT_nA / 1000;
/** 24-bit two's complement, kept symmetrical: the code -8388608 is never produced. */
export const COUNT_MAX = AFE_FULL_SCALE;

/** Default sampling rate, in mHz. */
export const DEFAULT_RATE_mHz = 4_000_000;

/** Counts for one volt or one ampere on word `word` (0 to 6) of a set. */
export function countsPerUnit(word: number): number {
  return 1e6 / (word < 3 ? VOLTAGE_uV_PER_COUNT : CURRENT_uA_PER_COUNT);
}

/** The largest magnitude word `word` can carry, in volts or amperes. */
export function fullScale(word: number): number {
  return COUNT_MAX / countsPerUnit(word);
}

/** Nearest count (halves upwards), saturating at ±COUNT_MAX. */
export function toCount(scaled: number): number {
  if (scaled >= COUNT_MAX) return COUNT_MAX;
  if (scaled <= -COUNT_MAX) return -COUNT_MAX;
  return Math.floor(scaled + 0.5) | 0;
}

/** Position of an input's word in the set. */
export function wordOf(input: Input): number {
  return INPUTS.indexOf(input);
}
