// Creep: when an element carries so little that it counts as no load at all.
// Legally relevant (IR46). Changes alter the software identification.
import { channel } from '../inputs/channel';
import { ELEMENTS } from '../inputs/element';
import { squareRoot } from '../math/arithmetic';
import { parameters } from '../parameters/parameters';
import { countedInput } from '../quantities/counted-current';
import { COUNTS2_PER_mW, quantities } from '../quantities/quantities';
import { elementInUse, elementVoltage_mV } from '../parameters/wiring';

/** Active, reactive and apparent energy may begin at currents of their own (IEC 62053-23: reactive meters have one). */
export namespace Kind {
  export const ACTIVE: i32 = 0;
  export const REACTIVE: i32 = 1;
  export const APPARENT: i32 = 2;
}
const KINDS: i32 = 3;
/** A bit for each element of each kind. */
const ALL: u32 = 511;
/** The longest window, and a little more for what of its last samples the next one takes; fewer samples say nothing. */
const LONGEST_ms: i64 = 310;
const LEAST_SAMPLES: i64 = 4;

/** Bit 3 k + n: element n carried less than the threshold of kind k in the window measured last, and in the one before it. */
let low: u32 = 0;
let lowBefore: u32 = 511;
/** A window was measured. */
let judged: bool = false;

/** Until the first whole window was measured every element counts. */
export function resetCreep(): void {
  low = 0;
  lowBefore = ALL;
  judged = false;
}

function bitOf(element: i32, kind: i32): u32 {
  return 1 << (kind * ELEMENTS + element);
}

/** Starting current of a kind of energy; where none is sealed for it that of the active energy. */
function startingCurrent_uA(kind: i32): i64 {
  const p = parameters();
  const own = kind == Kind.REACTIVE ? p.reactive_starting_uA : kind == Kind.APPARENT ? p.apparent_starting_uA : 0;
  return <i64>(own ? own : p.starting_current_uA);
}

/**
 * The threshold of an element, mVA: half of its nominal voltage times starting current. A load of the starting current (R46 3.3.4,
 * at 0.8 to 1.2 of the nominal voltage) lies above it by 1.6 at least; a meter without load below it by the ratio
 * of half the starting current to the noise of a current input.
 */
export function creepThreshold_mVA(element: i32 = 0, kind: i32 = Kind.ACTIVE): i64 {
  return (elementVoltage_mV(element) * startingCurrent_uA(kind)) / 2_000_000;
}

/**
 * Judges the elements anew after a measured window, by V x I and not by P: a load of any power factor, with an
 * element of a three-wire service at power factor zero among them, counts in full once its current has started.
 * Exactly at the threshold an element counts.
 */
export function judgeCreep(): void {
  if (judged) lowBefore = low;
  judged = true;
  low = 0;
  for (let kind: i32 = 0; kind < KINDS; kind++) {
    for (let element: i32 = 0; element < ELEMENTS; element++) {
      const rests = <i64>quantities(element + 1).apparent_power_mVA < creepThreshold_mVA(element, kind);
      if (rests) low |= bitOf(element, kind);
    }
  }
}

/**
 * True when an element 0..2 takes part and carries a load: only then it adds to a register or pulse of a kind. The first window
 * below the threshold still counts, since readings within it have shown it already: no register may go back.
 */
export function elementCounts(element: i32, kind: i32 = Kind.ACTIVE): bool {
  return elementInUse(element) && (low & lowBefore & bitOf(element, kind)) == 0;
}

/** True when an element's open window counts as far as it is: it carried a load in the window before, or does now. */
export function openElementCounts(element: i32, kind: i32, samples: i64): bool {
  if (!elementInUse(element)) return false;
  if ((low & bitOf(element, kind)) == 0) return true;
  const i = channel(countedInput(element));
  return isLoad(element, kind, loadSum(channel(element).squares, i.squares, i.sum, samples));
}

/** Takes a window that was closed without being measured, as the first one after an interruption: a load in it counts. */
export function noteLoads(samples: i64): void {
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    const i = channel(countedInput(element));
    const load = loadSum(channel(element).closedSquares, i.closedSquares, i.closedSum, samples);
    for (let kind: i32 = 0; kind < KINDS; kind++) {
      if (isLoad(element, kind, load)) low &= ~bitOf(element, kind);
    }
  }
}

/**
 * V x I of a window that is open, times its samples: squares only grow; those of the current are taken about their mean.
 * Roots of sums below 2^62 are below 2^31.
 */
function loadSum(voltages: i64, currents: i64, currentSum: i64, samples: i64): i64 {
  if (samples < LEAST_SAMPLES) return 0;
  const sum = abs(currentSum);
  const alternating = currents - sum * (sum / samples + 1);
  if (voltages <= 0 || alternating <= 0) return 0;
  return <i64>squareRoot(<u64>voltages) * <i64>squareRoot(<u64>alternating);
}

/**
 * True when that is a load already, however the window goes on: over the longest window, were nothing to come. A
 * threshold of 450 V x 209 A / 2 in counts squared times 310 ms at 32 kHz is below 2^58.
 */
function isLoad(element: i32, kind: i32, sum: i64): bool {
  const longest = (<i64>parameters().sampling_rate_mHz * LONGEST_ms) / 1_000_000;
  return sum > 0 && sum >= creepThreshold_mVA(element, kind) * COUNTS2_PER_mW * longest;
}
