// The voltage that keeps the time: the first of V1, V2, V3 that is there, low-passed against harmonics and notches.
// Legally relevant (IR46). Changes alter the software identification.
import { channel } from './channel';
import { elementInUse } from './service';

/** A voltage keeps the time from about 8 V on: mean square of 100,000 counts of 80 uV. */
const PRESENT_counts2: i64 = 100_000 * 100_000;

/** Input that keeps the time, 0..2. */
export let referenceInput: i32 = 0;

let shift: i64 = 3;
let first: i64 = 0;
let second: i64 = 0;

/** Two equal poles at rate / (2 pi 2^shift), 60 to 120 Hz: the 3rd harmonic loses 10 dB, the 13th 34 dB. */
export function resetReference(rate_mHz: u64): void {
  shift = 3;
  while (rate_mHz >> shift > 750_000) shift++;
  referenceInput = 0;
  first = 0;
  second = 0;
}

/**
 * The low-passed reference voltage after the sample set at an address, counts, Q8. It is the input as it comes: a direct
 * component or a delay moves all crossings alike.
 */
// @ts-ignore: decorator
@inline
export function referenceValue_Q8(set: usize): i64 {
  first += ((<i64>load<i32>(set + (referenceInput << 2)) << 8) - first) >> shift;
  second += (first - second) >> shift;
  return second;
}

function isPresent(input: i32, length_Q16: i64): bool {
  return elementInUse(input) && (channel(input).closedSquares / length_Q16) << 16 > PRESENT_counts2;
}

/** Chooses anew after a window; true when another voltage keeps the time from now on. */
export function chooseReference(length_Q16: i64): bool {
  for (let input: i32 = 0; input < 3; input++) {
    if (!isPresent(input, length_Q16)) continue;
    if (input == referenceInput) return false;
    referenceInput = input;
    first = 0;
    second = 0;
    return true;
  }
  return false;
}
