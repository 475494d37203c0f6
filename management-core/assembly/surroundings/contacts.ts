// What the board tells of itself: terminal cover, magnet, module in the house's slot, the latch of the cover, temperature of the terminals.
import {
  CONTACT_DOWNLINK_MODULE, CONTACT_MAGNET, CONTACT_TERMINAL_COVER, CONTACTS, COVER_LATCH_ARMED, COVER_LATCH_LOST, COVER_LATCH_OPENED, Status,
} from '../../../shared-protocol/generated/assembly/protocol';

/** The insulation of the wires bears 70 degrees for ever; more than this is a loose screw. */
const HOT_mC: i32 = 90_000;
const COLDEST_mC: i32 = -40_000;
const HOTTEST_mC: i32 = 150_000;

/** Bit n: contact n is closed, and it was told at all. */
let closed: u32 = 0;
let known: u32 = 0;
let latch: i32 = 0; // COVER_LATCH_ARMED
/** The latch was read since the start: it tells once what it kept, and is armed anew then. */
export let latchIsRead: bool = false;
/** Temperature of the terminals; meaningless while `sensorWorks` is false. */
export let terminals_mC: i32 = 0;
export let sensorWorks: bool = false;

/** Nothing is known before the board told it, and nothing unknown is an alarm. */
export function resetContacts(): void {
  closed = 0;
  known = 0;
  latch = COVER_LATCH_ARMED;
  latchIsRead = false;
  sensorWorks = false;
}

/** Takes a contact. Returns OK, or OUT_OF_RANGE for a contact or state that does not exist. */
export function contactChanged(contact: i32, state: i32): i32 {
  if (contact < 0 || contact >= CONTACTS || (state & ~1) != 0) return Status.OUT_OF_RANGE;
  const bit: u32 = 1 << contact;
  known |= bit;
  closed = state ? closed | bit : closed & ~bit;
  return Status.OK;
}

/** Takes what the latch of the cover kept. Returns a Status. */
export function latchRead(state: i32): i32 {
  if (state < COVER_LATCH_ARMED || state > COVER_LATCH_LOST) return Status.OUT_OF_RANGE;
  latch = state;
  latchIsRead = true;
  return Status.OK;
}

/** Takes a temperature, or that the sensor does not work. Returns a Status. */
export function terminalsMeasured(condition: i32, temperature_mC: i32): i32 {
  if (temperature_mC < COLDEST_mC || temperature_mC > HOTTEST_mC) return Status.OUT_OF_RANGE;
  sensorWorks = condition == Status.OK;
  terminals_mC = temperature_mC;
  return Status.OK;
}

/** The sealed button was pressed: what the latch kept was seen. */
export function acknowledge(): void {
  latch = COVER_LATCH_ARMED;
}

/** The board told how a contact is. */
export function contactIsKnown(contact: i32): bool {
  return ((known >> contact) & 1) != 0;
}

export function coverIsOpen(): bool {
  return (known & ~closed & (1 << CONTACT_TERMINAL_COVER)) != 0;
}

/** A module stands in the slot towards the premises. */
export function moduleIsInDownlink(): bool {
  return (closed & (1 << CONTACT_DOWNLINK_MODULE)) != 0;
}

export function magnetIsNear(): bool {
  return (closed & (1 << CONTACT_MAGNET)) != 0;
}

export function coverWasOpened(): bool {
  return latch == COVER_LATCH_OPENED;
}

export function latchIsLost(): bool {
  return latch == COVER_LATCH_LOST;
}

export function terminalsAreHot(): bool {
  return sensorWorks && terminals_mC >= HOT_mC;
}
