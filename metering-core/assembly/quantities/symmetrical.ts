// Symmetrical components of three fundamentals: positive, negative and zero sequence, unbalance, and phase sequence.
// Legally relevant (IR46). Changes alter the software identification.
import { SEQUENCE_NEGATIVE, SEQUENCE_NONE, SEQUENCE_POSITIVE } from '../../../shared-protocol/generated/assembly/protocol';
import { squareRoot } from '../math/arithmetic';

/** Root of 3/4, Q24: the imaginary part of the operator a = e^(j 120 deg); its real part is -1/2. */
const ROOT_3_4_Q24: i64 = 14529495;

/** Lengths of the positive, negative and zero sequence, times three, units of the phasors, after analyse. */
export let positive: i64 = 0;
export let negative: i64 = 0;
export let zero: i64 = 0;

function length(real: i64, imaginary: i64): i64 {
  // Three phasors of 31 bits make 33 bits: two are shifted out, so that the squares stay below 2^63.
  const r = real >> 2;
  const i = imaginary >> 2;
  return <i64>squareRoot(<u64>(r * r + i * i)) << 2;
}

/** Sum a + x b + x* c with x = e^(j 120 deg) for turn 1 and its conjugate for turn -1. */
function turned(ar: i64, ai: i64, br: i64, bi: i64, cr: i64, ci: i64, turn: i64): i64 {
  const real = ar - ((br + cr) >> 1) - ((turn * ROOT_3_4_Q24 * (bi - ci)) >> 24);
  const imaginary = ai - ((bi + ci) >> 1) + ((turn * ROOT_3_4_Q24 * (br - cr)) >> 24);
  return length(real, imaginary);
}

/** Analyses three phasors a, b, c of up to 31 bits an axis. */
export function analyse(ar: i64, ai: i64, br: i64, bi: i64, cr: i64, ci: i64): void {
  positive = turned(ar, ai, br, bi, cr, ci, 1);
  negative = turned(ar, ai, br, bi, cr, ci, -1);
  zero = length(ar + br + cr, ai + bi + ci);
}

/**
 * Analyses the two ends a, b of a winding about its middle: the difference takes the place of the positive sequence, the
 * sum, by which the middle has moved, that of the zero sequence; a negative one there is none.
 */
export function analyseLegs(ar: i64, ai: i64, br: i64, bi: i64): void {
  positive = length(ar - br, ai - bi);
  negative = 0;
  zero = length(ar + br, ai + bi);
}

/** A component against the positive sequence, ppm; 0 without a positive sequence, 10^6 at most. */
export function unbalance_ppm(component: i64, least: i64): u32 {
  if (positive < least) return 0;
  const ppm = (component * 1_000_000 + (positive >> 1)) / positive;
  return <u32>min(ppm, 1_000_000);
}

/** Order in which the phases follow each other; none where both systems are below the least. */
export function phaseSequence(least: i64): u8 {
  if (max(positive, negative) < least || positive == negative) return <u8>SEQUENCE_NONE;
  return <u8>(positive > negative ? SEQUENCE_POSITIVE : SEQUENCE_NEGATIVE);
}
