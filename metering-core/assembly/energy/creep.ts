// Creep: when an element carries so little that it counts as no load at all.
// Legally relevant (IR46). Changes alter the software identification.
import { ELEMENTS } from '../inputs/element';
import { parameters } from '../parameters/parameters';
import { quantities } from '../quantities/quantities';
import { elementInUse, elementVoltage_mV } from '../parameters/wiring';

/** Bit n: element n carries less than the threshold. */
let resting: u32 = 0;

/** Until the first whole window was measured every element counts. */
export function resetCreep(): void {
  resting = 0;
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
  resting = 0;
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    if (<i64>quantities(element + 1).apparent_power_mVA < creepThreshold_mVA(element)) resting |= 1 << element;
  }
}

/** True when an element 0..2 takes part and carries a load: only then it adds to any register or pulse. */
export function elementCounts(element: i32): bool {
  return elementInUse(element) && (resting & (1 << element)) == 0;
}
