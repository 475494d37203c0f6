// How the load switch stands, as the board tells it: whether it followed, and whether there is voltage where none may be.
import { Status } from '../../../shared-protocol/generated/assembly/protocol';

let known: bool = false;
let closed: bool = false;
let loadVoltage: bool = false;
let followed: bool = true;

/** Nothing is known before the board told it. */
export function resetLoadSwitch(): void {
  known = false;
  followed = true;
}

/** Takes contact, voltage behind the switch, and the outcome of the last operation. Returns a Status. */
export function loadSwitchChanged(contact: i32, voltage: i32, outcome: i32): i32 {
  if ((contact & ~1) != 0 || (voltage & ~1) != 0) return Status.OUT_OF_RANGE;
  known = true;
  closed = contact == 1;
  loadVoltage = voltage == 1;
  followed = outcome == Status.OK;
  return Status.OK;
}

/** The board told how it stands. */
export function isSwitchKnown(): bool {
  return known;
}

export function switchIsOpen(): bool {
  return known && !closed;
}

/** The auxiliary contact did not follow the last operation. */
export function switchDidNotFollow(): bool {
  return known && !followed;
}

/** Open, and voltage behind it all the same: a welded pole, a wire around the switch, or a feed from behind. */
export function voltageBehindOpenSwitch(): bool {
  return switchIsOpen() && loadVoltage;
}
