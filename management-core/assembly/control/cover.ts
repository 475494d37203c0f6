// What follows on an open terminal cover: an entry in the log of access, and outside the service window, by the utility's
// settings, an alarm and the opening of the load switch, which is asked for here and done by load control.
import {
  COVER_POLICY_ALARM, COVER_POLICY_TRIP, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { ACT_COVER } from '../../../shared-protocol/generated/assembly/programming';
import { enter, newEntry } from '../access/log';
import { isServiceWindow, settings } from '../access/settings';
import { told_s } from '../access/told-time';
import { coverIsOpen } from '../surroundings/contacts';
import { now_us } from '../time/clock';

/** Behind a start no time is known yet; for so long it is waited for, since the window depends on it. */
const TIME_us: i64 = 10_000_000;

let wasOpen: bool = false;
/** The cover was opened, and what follows is not decided yet. */
let undecided: bool = false;
let opened_us: i64 = 0;
let trips: bool = false;

export function resetCover(): void {
  wasOpen = false;
  undecided = false;
  opened_us = 0;
  trips = false;
}

/** True of an open cover that is nobody's by right: outside the service window, where the settings want that known. */
export function coverAlarms(): bool {
  return coverIsOpen() && (settings().cover_policy & <u8>COVER_POLICY_ALARM) != 0 && !isServiceWindow(told_s());
}

/** True while an opened cover wants the load switch open: one input of whoever decides about it. */
export function coverTrips(): bool {
  return trips;
}

function logCover(open: bool): void {
  newEntry(ACT_COVER, 0, isServiceWindow(told_s()) ? 0 : 1).digest = open ? 1 : 0;
  enter(Status.OK);
}

/** Decides once the time is known, or was waited for. */
function decide(): void {
  if (told_s() == 0 && now_us - opened_us < TIME_us) return;
  undecided = false;
  logCover(true);
  trips = (settings().cover_policy & <u8>COVER_POLICY_TRIP) != 0 && !isServiceWindow(told_s());
}

/** The load switch was opened for it, or cannot be by its mode. */
export function coverWasFollowed(): void {
  trips = false;
}

/** Follows the cover; call it each tick. */
export function coverTick(): void {
  const open = coverIsOpen();
  if (open && !wasOpen) {
    undecided = true;
    opened_us = now_us;
  }
  if (!open && wasOpen && !undecided) logCover(false);
  wasOpen = open;
  if (undecided) decide();
}
