// The frequency over ten seconds of the clock: the whole cycles in them over what these took (IEC 61000-4-30, 5.1).
// Legally relevant (IR46). Changes alter the software identification.
import { NOT_MEASURED } from '../../../shared-protocol/generated/assembly/protocol';

const TEN_s: u64 = 10;

/** Crossings of the stretch under way, and where the first and the last lie, samples since the first, Q16. */
let crossings: u32 = 0;
let first_Q16: i64 = 0;
let last_Q16: i64 = 0;
/** A cycle may be missing: it began in the middle of ten seconds, or the mains or samples were lost in it. */
let isBroken: bool = true;
let lostBefore: u64 = 0;

/** Stretches completed since the start, and the frequency of the last one, NOT_MEASURED where a cycle may be missing. */
export let tenSeconds: u32 = 0;
export let tenSecondFrequency_mHz: u32 = 0xffffffff; // NOT_MEASURED

export function resetTenSeconds(): void {
  crossings = 0;
  isBroken = true;
  tenSeconds = 0;
  tenSecondFrequency_mHz = NOT_MEASURED;
}

/** The voltage that keeps the time rose through zero. */
export function takeCrossing(at_Q16: i64): void {
  if (crossings++ == 0) first_Q16 = at_Q16;
  last_Q16 = at_Q16;
}

/** Crossings may be missing: no voltage keeps the time, or another one. */
export function breakCycles(): void {
  isBroken = true;
}

/** Cycles over their length; ten seconds have 700 cycles at most, so below 2^10 x 2^28 x 2^16. */
function frequency_mHz(rate_mHz: u64): u32 {
  if (isBroken || crossings < 2) return NOT_MEASURED;
  const length_Q16 = <u64>(last_Q16 - first_Q16);
  return <u32>((((<u64>(crossings - 1) * rate_mHz) << 16) + (length_Q16 >> 1)) / length_Q16);
}

/** A second of the clock (or of the samples since the start) begins; `lost` samples were missed since the start. */
export function followSecondOfTen(second: u64, rate_mHz: u64, lost: u64): void {
  if (second % TEN_s != 0) return;
  if (lost != lostBefore) isBroken = true;
  tenSecondFrequency_mHz = frequency_mHz(rate_mHz);
  tenSeconds++;
  lostBefore = lost;
  crossings = 0;
  isBroken = false;
}
