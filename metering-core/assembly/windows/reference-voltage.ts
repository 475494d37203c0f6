// The voltage that keeps the time: the first of V1, V2, V3 that is there, low-passed against harmonics and notches.
// Legally relevant (IR46). Changes alter the software identification.
import { channel } from '../inputs/channel';
import { SET_BYTES } from '../memory';
import { elementInUse } from '../parameters/wiring';
import { PRESENT_counts } from './fundamental';

/** Mean square of a voltage that keeps the time. */
const PRESENT_counts2: i64 = PRESENT_counts * PRESENT_counts;

/** Input that keeps the time, 0..2. */
export let referenceInput: i32 = 0;

/** The low-passed voltage after the sample taken last and after the one before it, counts, Q6. */
export let referenceNow_Q6: i32 = 0;
export let referenceBefore_Q6: i32 = 0;

let shift: i32 = 3;
let first: i32 = 0;

/** Two equal poles at rate / (2 pi 2^shift), 60 to 120 Hz: the 3rd harmonic loses 10 dB, the 13th 34 dB. */
export function resetReference(rate_mHz: u64): void {
  shift = 3;
  while (rate_mHz >> shift > 750_000) shift++;
  referenceInput = 0;
  restart();
}

function restart(): void {
  first = 0;
  referenceNow_Q6 = 0;
  referenceBefore_Q6 = 0;
}

/**
 * Takes sample sets from an address on, up to and with the first after which the low-passed voltage has changed its
 * sign; count (1 at least) at most. Returns how many. It is the input as it comes: a direct component or a delay moves
 * all crossings alike. Worst case in bits: 23 + 6, differences one more.
 */
export function followReference(set: usize, count: i32): i32 {
  let at = set + (referenceInput << 2);
  const end = at + count * SET_BYTES;
  let low = first;
  let now = referenceNow_Q6;
  let before = now;
  do {
    before = now;
    low += ((load<i32>(at) << 6) - low) >> shift;
    now += (low - now) >> shift;
    at += SET_BYTES;
  } while (at < end && (now ^ before) >= 0);
  first = low;
  referenceNow_Q6 = now;
  referenceBefore_Q6 = before;
  return count - <i32>(end - at) / SET_BYTES;
}

/** True when a voltage in use was there over a window. */
export function isPresent(input: i32, length_Q16: i64): bool {
  return elementInUse(input) && (channel(input).closedSquares / length_Q16) << 16 > PRESENT_counts2;
}

/** Chooses anew after a window; true when another voltage keeps the time from now on. */
export function chooseReference(length_Q16: i64): bool {
  for (let input: i32 = 0; input < 3; input++) {
    if (!isPresent(input, length_Q16)) continue;
    if (input == referenceInput) return false;
    referenceInput = input;
    restart();
    return true;
  }
  return false;
}
