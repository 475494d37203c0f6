// Single phase: which of phase and neutral current counts, and at what voltage, judged anew by each measured window.
// Legally relevant (IR46). Changes alter the software identification.
import { FIRST_CURRENT, NEUTRAL, NEUTRAL_LARGER_OR_ALONE } from '../../../shared-protocol/generated/assembly/protocol';
import { parameters } from '../parameters/parameters';
import { NEUTRAL_ELEMENT } from '../parameters/wiring';

/** A voltage below this share of the nominal one is none: a wire is missing. A deep dip is above it. */
const ABSENT_percent: i64 = 10;

/** The neutral current counts. */
let neutralCounts: bool = false;
/** There is no voltage, and the nominal one counts in its place. */
export let voltageIsAssumed: bool = false;
/** The window measured last had no voltage: the first one of them may be a short circuit that a fuse ends. */
let wasAbsent: bool = false;

/** Until a window was measured the phase current counts. */
export function resetCountedCurrent(): void {
  neutralCounts = false;
  voltageIsAssumed = false;
  wasAbsent = false;
}

/** A window that is no whole number of cycles says nothing: it counts by what was measured, not by what is assumed. */
export function dropAssumedVoltage(): void {
  voltageIsAssumed = false;
  wasAbsent = false;
}

/** Judges by the window's rms values: the neutral counts where it is higher by more than the sealed difference. */
export function judgeCurrents(voltage_mV: i64, phase: i64, neutral: i64): void {
  const p = parameters();
  neutralCounts = neutral * 1000 > phase * (1000 + <i64>p.neutral_difference_permille);
  if (p.neutral_method != <u8>NEUTRAL_LARGER_OR_ALONE) return;
  const isAbsent = voltage_mV * 100 < <i64>p.nominal_voltage_mV * ABSENT_percent;
  voltageIsAssumed = isAbsent && wasAbsent;
  wasAbsent = isAbsent;
}

/** True when the neutral current counts in place of an element's own. */
function isReplaced(element: i32): bool {
  return neutralCounts && element == 0;
}

/** Input of the current that counts for an element. */
export function countedInput(element: i32): i32 {
  return isReplaced(element) ? NEUTRAL : element + FIRST_CURRENT;
}

/** The element whose products count for one. */
export function countedElement(element: i32): i32 {
  return isReplaced(element) ? NEUTRAL_ELEMENT : element;
}

/** A power or energy by the current that counts: the neutral's flows back, so that its sign is the other one. */
export function signedAsPhase(element: i32, value: i64): i64 {
  return isReplaced(element) ? -value : value;
}
