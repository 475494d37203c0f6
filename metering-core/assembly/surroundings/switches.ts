// The switches of the metering board: jumper, covers, clock battery, and the sample at which one last changed.
// Legally relevant (IR46). Changes alter the software identification.
import { Status, SWITCH_CALIBRATION_JUMPER, SWITCHES } from '../../../shared-protocol/generated/assembly/protocol';

/** Bit n: switch n is closed; bit n of `known`: its state was told. */
let closed: u32 = 0;
let known: u32 = 0;
/** Sample index, since start, at which a switch last changed. */
export let changedAt: i64 = 0;

/** Nothing is known before the board told it; the jumper counts as open until then. */
export function resetSwitches(): void {
  closed = 0;
  known = 0;
  changedAt = 0;
}

/** Takes a change at a sample. Returns OK, or OUT_OF_RANGE for a switch, state or sample that does not exist. */
export function switchChanged(input: i32, state: i32, at: i64): i32 {
  if (at < 0 || input < 0 || input >= SWITCHES || state < 0 || state > 1) return Status.OUT_OF_RANGE;
  const bit: u32 = 1 << input;
  known |= bit;
  changedAt = at;
  closed = state ? closed | bit : closed & ~bit;
  return Status.OK;
}

export function isClosed(input: i32): bool {
  return (closed & (1 << input)) != 0;
}

/** True when a switch was told to be open: an unknown one raises no event. */
export function isOpen(input: i32): bool {
  return (known & ~closed & (1 << input)) != 0;
}

/** The seal is open: calibration and configuration may be written. */
export function isUnsealed(): bool {
  return isClosed(SWITCH_CALIBRATION_JUMPER);
}
