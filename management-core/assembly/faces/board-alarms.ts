// The alarms of this board itself, by name: cover, magnet, latch, terminals, load switch and why it is open, credit; and the alarm output.
import { alarmOutput } from '../host';
import { NO_ACTOR } from '../../../shared-protocol/generated/assembly/protocol';
import { coverAlarms } from '../control/cover';
import { isCreditLow } from '../control/prepayment/prepayment';
import { switchDidNotFollow, voltageBehindOpenSwitch } from '../control/load-switch';
import { currentFlowsOpen } from '../control/switching/anomalies';
import { switchFails } from '../control/switching/driver';
import { closesByItself, reasonOpen } from '../control/switching/load-control';
import { secondsToOpening } from '../control/switching/wishes';
import { coverWasOpened, latchIsLost, magnetIsNear, terminalsAreHot } from '../surroundings/contacts';
import { putBytes, putCharacter, putNumber, putTerminated } from '../../../shared-protocol/assembly/objects/text';

const ALARMS: i32 = 13;
const TEXT_BYTES: i32 = 16;

/** By the number of the alarm; shorter ones end with a NUL. */
// @ts-ignore: decorator
@lazy const TEXTS = memory.data<u8>([
  84, 101, 114, 109, 105, 110, 97, 108, 115, 32, 111, 112, 101, 110, 0, 0, // "Terminals open"
  77, 97, 103, 110, 101, 116, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // "Magnet"
  79, 112, 101, 110, 101, 100, 32, 117, 110, 112, 111, 119, 101, 114, 101, 100, // "Opened unpowered"
  67, 111, 118, 101, 114, 32, 108, 97, 116, 99, 104, 0, 0, 0, 0, 0, // "Cover latch"
  84, 101, 114, 109, 105, 110, 97, 108, 115, 32, 104, 111, 116, 0, 0, 0, // "Terminals hot"
  83, 119, 105, 116, 99, 104, 32, 115, 116, 117, 99, 107, 0, 0, 0, 0, // "Switch stuck"
  76, 111, 97, 100, 32, 118, 111, 108, 116, 97, 103, 101, 0, 0, 0, 0, // "Load voltage"
  76, 111, 119, 32, 99, 114, 101, 100, 105, 116, 0, 0, 0, 0, 0, 0, // "Low credit"
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // why it is open, by a table of its own
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // in how many seconds it opens
  67, 117, 114, 114, 101, 110, 116, 32, 98, 121, 112, 97, 115, 115, 101, 115, // "Current bypasses"
  83, 119, 105, 116, 99, 104, 32, 102, 97, 105, 108, 117, 114, 101, 0, 0, // "Switch failure"
  67, 108, 111, 115, 101, 115, 32, 115, 111, 111, 110, 0, 0, 0, 0, 0, // "Closes soon"
]);

const OPEN: i32 = 8;
const OPENS: i32 = 9;
const BYPASSED: i32 = 10;
const FAILS: i32 = 11;
const CLOSES: i32 = 12;

/** Why the load switch is open, by the ACTOR_*, from 1 on. */
// @ts-ignore: decorator
@lazy const REASONS = memory.data<u8>([
  79, 112, 101, 110, 58, 32, 112, 114, 111, 116, 101, 99, 116, 105, 111, 110, // "Open: protection"
  79, 112, 101, 110, 58, 32, 99, 111, 118, 101, 114, 0, 0, 0, 0, 0, // "Open: cover"
  79, 112, 101, 110, 58, 32, 99, 111, 109, 109, 97, 110, 100, 0, 0, 0, // "Open: command"
  79, 112, 101, 110, 58, 32, 110, 111, 32, 99, 114, 101, 100, 105, 116, 0, // "Open: no credit"
  79, 112, 101, 110, 58, 32, 103, 114, 105, 100, 32, 108, 105, 109, 105, 116, // "Open: grid limit"
  79, 112, 101, 110, 58, 32, 112, 111, 119, 101, 114, 0, 0, 0, 0, 0, // "Open: power"
  79, 112, 101, 110, 58, 32, 115, 99, 104, 101, 100, 117, 108, 101, 0, 0, // "Open: schedule"
  79, 112, 101, 110, 58, 32, 112, 114, 101, 115, 115, 32, 53, 32, 115, 0, // "Open: press 5 s"
]);
// @ts-ignore: decorator
@lazy const OPENS_IN = memory.data<u8>([79, 112, 101, 110, 115, 32, 105, 110, 32]); // "Opens in "
const OPENS_IN_BYTES: i32 = 9;
const BLANK: i32 = 32;
const SMALL_S: i32 = 115; // s

/** What the output was set to; -1: not yet. */
let shown: i32 = -1;

export function resetBoardAlarms(): void {
  shown = -1;
}

/** Bit n: alarm n. */
export function boardAlarms(): u32 {
  return (
    u32(coverAlarms()) |
    (u32(magnetIsNear()) << 1) |
    (u32(coverWasOpened()) << 2) |
    (u32(latchIsLost()) << 3) |
    (u32(terminalsAreHot()) << 4) |
    (u32(switchDidNotFollow()) << 5) |
    (u32(voltageBehindOpenSwitch()) << 6) |
    (u32(isCreditLow()) << 7) |
    (u32(reasonOpen() != NO_ACTOR) << OPEN) |
    (u32(secondsToOpening() > 0) << OPENS) |
    (u32(currentFlowsOpen) << BYPASSED) |
    (u32(switchFails()) << FAILS) |
    (u32(closesByItself()) << CLOSES)
  );
}

/** An opening that comes: in how many seconds. */
function putOpens(at: usize): usize {
  const end = putNumber(putBytes(at, OPENS_IN, OPENS_IN_BYTES), secondsToOpening());
  return putCharacter(putCharacter(end, BLANK), SMALL_S);
}

/** The load switch is open, or opens soon. */
export function switchMatters(): bool {
  return reasonOpen() != NO_ACTOR || secondsToOpening() > 0;
}

/** Writes the name of the alarm with this number among those that are, from 0 on. */
export function putBoardAlarm(index: i32, at: usize): usize {
  let alarms = boardAlarms();
  for (; index > 0; index--) alarms &= alarms - 1;
  const alarm = <i32>ctz(alarms);
  if (alarm == OPEN) return putTerminated(at, REASONS + (reasonOpen() - 1) * TEXT_BYTES, TEXT_BYTES);
  if (alarm == OPENS) return putOpens(at);
  return alarm < ALARMS ? putTerminated(at, TEXTS + alarm * TEXT_BYTES, TEXT_BYTES) : at;
}

/** Sets the alarm output when it has to change. */
export function driveAlarmOutput(on: bool): void {
  if (shown == i32(on)) return;
  shown = i32(on);
  alarmOutput(shown);
}
