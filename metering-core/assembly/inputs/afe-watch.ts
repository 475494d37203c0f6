// Watches the raw sets of the AFE: inputs at the end of their range, sets that repeat, frames that failed.
// Legally relevant (IR46). Changes alter the software identification.
import { AFE_FULL_SCALE, INPUTS, SAMPLE_FLAG_INVALID } from '../../../shared-protocol/generated/assembly/protocol';
import { missedSamples } from '../clock/sample-clock';
import { SET_BYTES } from '../memory';

const LIMIT: u32 = AFE_FULL_SCALE;
const FLAGS_OFFSET: i32 = INPUTS << 2;

// @ts-ignore: decorator
@lazy const SATURATED = memory.data(INPUTS * 4, 8);

/** AFE frames that failed their check or never came in the open window; those that failed since start. */
export let invalidInWindow: i32 = 0;
export let invalidSamples: u32 = 0;
/** Longest run of equal sets that ended, or goes on, in the open window. */
export let longestRepeat: i32 = 0;
let repeat: i32 = 0;

export function resetAfeWatch(): void {
  invalidSamples = 0;
  repeat = 0;
  openAfeWatch();
}

/** Samples of which nothing true is known, since start. */
export function lostSamples(): u64 {
  return <u64>missedSamples + <u64>invalidSamples;
}

/** Clears what is counted for a window; a repetition under way goes on. */
export function openAfeWatch(): void {
  memory.fill(SATURATED, 0, INPUTS * 4);
  invalidInWindow = 0;
  longestRepeat = 0;
}

/** Samples of the open window in which an input 0..6 stood at the end of its range. */
export function saturatedSamples(input: i32): i32 {
  return load<i32>(SATURATED + (input << 2));
}

/** True at -full scale and below or +full scale: one comparison for both ends. */
// @ts-ignore: decorator
@inline
function isSaturated(set: usize, input: i32): bool {
  return load<u32>(set + (input << 2)) + (LIMIT - 1) > 2 * LIMIT - 2;
}

function countSaturated(set: usize): void {
  for (let i: i32 = 0; i < INPUTS; i++) {
    if (isSaturated(set, i)) store<i32>(SATURATED + (i << 2), saturatedSamples(i) + 1);
  }
}

/** All words equal to those of the set before. All zero is no repetition: an input without noise at rest. */
function repeats(set: usize): bool {
  let any: i32 = 0;
  for (let i: i32 = 0; i < INPUTS; i++) {
    const word = load<i32>(set + (i << 2));
    if (word != load<i32>(set - SET_BYTES + (i << 2))) return false;
    any |= word;
  }
  return any != 0;
}

// @ts-ignore: decorator
@inline
function watchSet(set: usize): void {
  const invalid = (load<u32>(set + FLAGS_OFFSET) & SAMPLE_FLAG_INVALID) != 0;
  if (invalid) {
    invalidInWindow++;
    invalidSamples++;
  }
  if (isSaturated(set, 0) || isSaturated(set, 1) || isSaturated(set, 2) || isSaturated(set, 3) ||
      isSaturated(set, 4) || isSaturated(set, 5) || isSaturated(set, 6)) countSaturated(set);
  // A set that stands in for a damaged frame repeats the one before it by rule.
  const same = load<i32>(set) == load<i32>(set - SET_BYTES) && !invalid && repeats(set);
  repeat = same ? repeat + 1 : 0;
  if (repeat > longestRepeat) longestRepeat = repeat;
}

/** So many sets never came: the window in which the next one lies has them. */
export function watchMissing(count: u64): void {
  invalidInWindow += <i32>min<u64>(count, 0x3fffffff);
}

/** Takes count sets from an address on; the set before the first one lies in front of it. */
export function watchSets(first: usize, count: i32): void {
  for (let i: i32 = 0; i < count; i++) watchSet(first + i * SET_BYTES);
}
