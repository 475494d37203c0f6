// Creep: when an element carries so little that it counts as no load at all.
// Legally relevant (IR46). Changes alter the software identification.
import { FIRST_CURRENT } from '../../../shared-protocol/generated/assembly/protocol';
import { channel } from '../inputs/channel';
import { ELEMENTS } from '../inputs/element';
import { squareRoot } from '../math/arithmetic';
import { parameters } from '../parameters/parameters';
import { COUNTS2_PER_mW, quantities } from '../quantities/quantities';
import { elementInUse, elementVoltage_mV } from '../parameters/wiring';

const ALL: u32 = 7;
/** The longest window, and a little more for what of its last samples the next one takes; fewer samples say nothing. */
const LONGEST_ms: i64 = 310;
const LEAST_SAMPLES: i64 = 4;

/** Bit n: element n carried less than the threshold in the window measured last, and in the one before it. */
let low: u32 = 0;
let lowBefore: u32 = 7;
/** A window was measured. */
let judged: bool = false;

/** Until the first whole window was measured every element counts. */
export function resetCreep(): void {
  low = 0;
  lowBefore = ALL;
  judged = false;
}

/**
 * The threshold of an element, mVA: half of its nominal voltage times starting current. A load of the starting current (R46 3.3.4,
 * at 0.8 to 1.2 of the nominal voltage) lies above it by 1.6 at least; a meter without load below it by the ratio
 * of half the starting current to the noise of a current input.
 */
export function creepThreshold_mVA(element: i32 = 0): i64 {
  return (elementVoltage_mV(element) * <i64>parameters().starting_current_uA) / 2_000_000;
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
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    if (<i64>quantities(element + 1).apparent_power_mVA < creepThreshold_mVA(element)) low |= 1 << element;
  }
}

/**
 * True when an element 0..2 takes part and carries a load: only then it adds to any register or pulse. The first window
 * below the threshold still counts, since readings within it have shown it already: no register may go back.
 */
export function elementCounts(element: i32): bool {
  return elementInUse(element) && (low & lowBefore & (1 << element)) == 0;
}

/** True when an element's open window counts as far as it is: it carried a load in the window before, or does now. */
export function openElementCounts(element: i32, samples: i64): bool {
  if (!elementInUse(element)) return false;
  if ((low & (1 << element)) == 0) return true;
  const i = channel(element + FIRST_CURRENT);
  return isLoad(element, channel(element).squares, i.squares, i.sum, samples);
}

/** Takes a window that was closed without being measured, as the first one after an interruption: a load in it counts. */
export function noteLoads(samples: i64): void {
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    const i = channel(element + FIRST_CURRENT);
    if (isLoad(element, channel(element).closedSquares, i.closedSquares, i.closedSum, samples)) low &= ~(1 << element);
  }
}

/**
 * True when a window that is open holds a load already, however it goes on: V x I over the longest window, were nothing
 * to come. Squares only grow; those of the current are taken about their mean. Roots of sums below 2^62 are below 2^31,
 * a threshold of 450 V x 209 A / 2 in counts squared times 310 ms at 32 kHz is below 2^58.
 */
function isLoad(element: i32, voltages: i64, currents: i64, currentSum: i64, samples: i64): bool {
  if (samples < LEAST_SAMPLES) return false;
  const sum = abs(currentSum);
  const alternating = currents - sum * (sum / samples + 1);
  if (voltages <= 0 || alternating <= 0) return false;
  const longest = (<i64>parameters().sampling_rate_mHz * LONGEST_ms) / 1_000_000;
  const product = <i64>squareRoot(<u64>voltages) * <i64>squareRoot(<u64>alternating);
  return product >= creepThreshold_mVA(element) * COUNTS2_PER_mW * longest;
}
