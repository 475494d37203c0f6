// The alarm page: what the metering core marks its readings with, and by name which of its events are under way.
import {
  EVENT_AFE_SATURATED, EVENTS, MESSAGE_READ_STATUS, METERING_FLAG_AFE, METERING_FLAG_ALARM, METERING_FLAG_BANK_DAMAGED,
  METERING_FLAG_DAMAGED, METERING_FLAG_PARAMETERS_DEFAULT, METERING_FLAG_REGISTERS_LOST, METERING_FLAG_STORAGE_FAILED,
} from '../../../shared-protocol/generated/assembly/protocol';
import { Status } from '../../../shared-protocol/generated/assembly/layouts';
import { EVENT_TEXT_BYTES, eventText } from '../../../shared-protocol/generated/assembly/event-texts';
import { scopeOfEvent } from '../link/events';
import { boardAlarms, putBoardAlarm } from './board-alarms';
import { frontBank, isMirrored, mirrored } from '../link/mirror';
import { slotOf } from '../link/slots';
import { putBytes, putCharacter, putNumber, putTerminated } from '../../../shared-protocol/assembly/objects/text';

const SHOWN: u32 =
  METERING_FLAG_AFE | METERING_FLAG_ALARM | METERING_FLAG_BANK_DAMAGED | METERING_FLAG_DAMAGED |
  METERING_FLAG_PARAMETERS_DEFAULT | METERING_FLAG_REGISTERS_LOST | METERING_FLAG_STORAGE_FAILED;

/** What has a line of its own. */
const MARKS: u32 =
  METERING_FLAG_AFE | METERING_FLAG_BANK_DAMAGED | METERING_FLAG_DAMAGED | METERING_FLAG_PARAMETERS_DEFAULT | METERING_FLAG_REGISTERS_LOST |
  METERING_FLAG_STORAGE_FAILED;

/** Rows below the one that counts the events. */
const ROWS: i32 = 2;
const PHASES: i32 = 3;
const BLANK: i32 = 32;
const LINE_L: i32 = 76; // L

// @ts-ignore: decorator
@lazy const DEFAULTS = memory.data<u8>([78, 79, 84, 32, 65, 68, 74, 85, 83, 84, 69, 68]); // "NOT ADJUSTED"
// @ts-ignore: decorator
@lazy const LOST = memory.data<u8>([82, 69, 71, 73, 83, 84, 69, 82, 83, 32, 76, 79, 83, 84]); // "REGISTERS LOST"
// @ts-ignore: decorator
@lazy const BANK = memory.data<u8>([83, 69, 65, 76, 69, 68, 32, 66, 65, 78, 75]); // "SEALED BANK"
// @ts-ignore: decorator
@lazy const DAMAGE = memory.data<u8>([83, 84, 79, 82, 65, 71, 69, 32, 68, 65, 77, 65, 71, 69]); // "STORAGE DAMAGE"
// @ts-ignore: decorator
@lazy const STORAGE = memory.data<u8>([83, 84, 79, 82, 65, 71, 69]); // "STORAGE"
// @ts-ignore: decorator
@lazy const AFE = memory.data<u8>([65, 70, 69]); // "AFE"
// @ts-ignore: decorator
@lazy const EVENTS_TEXT = memory.data<u8>([101, 118, 101, 110, 116, 115]); // "events"
// @ts-ignore: decorator
@lazy const ALARMS = memory.data<u8>([65, 76, 65, 82, 77]); // "ALARM"

/** METERING_FLAG_* as last received; 0 before. */
function flags(): u32 {
  const slot = slotOf(MESSAGE_READ_STATUS, 0);
  return isMirrored(frontBank(), slot) ? changetype<Status>(mirrored(frontBank(), slot)).flags : 0;
}

function activeEvents(): u64 {
  const slot = slotOf(MESSAGE_READ_STATUS, 0);
  return isMirrored(frontBank(), slot) ? changetype<Status>(mirrored(frontBank(), slot)).active_events : 0;
}

/** True when the metering core or this board has something to say that a reader must see. */
export function alarmsShow(): bool {
  return (flags() & SHOWN) != 0 || boardAlarms() != 0;
}

/** True when its readings come without adjustment: every page is then marked. */
export function readingsAreMarked(): bool {
  return (flags() & METERING_FLAG_PARAMETERS_DEFAULT) != 0;
}

/** The gravest mark of the readings, "NOT ADJUSTED" before all others. */
function putMark(at: usize): usize {
  const marks = flags();
  if (marks & METERING_FLAG_PARAMETERS_DEFAULT) return putBytes(at, DEFAULTS, 12);
  if (marks & METERING_FLAG_REGISTERS_LOST) return putBytes(at, LOST, 14);
  if (marks & METERING_FLAG_BANK_DAMAGED) return putBytes(at, BANK, 11);
  if (marks & METERING_FLAG_STORAGE_FAILED) return putBytes(at, STORAGE, 7);
  if (marks & METERING_FLAG_DAMAGED) return putBytes(at, DAMAGE, 14);
  return marks & METERING_FLAG_AFE ? putBytes(at, AFE, 3) : at;
}

/** Events of the metering core under way, and alarms of this board. */
function alarmCount(): i32 {
  return <i32>popcnt(activeEvents()) + <i32>popcnt(boardAlarms());
}

/** Lines that the page has to show: the mark of the readings, then each event under way, then this board's alarms. */
export function alarmLines(): i32 {
  return (hasMark() ? 1 : 0) + alarmCount();
}

function hasMark(): bool {
  return (flags() & MARKS) != 0;
}

/** The event under way with this number among them, from 0 on. */
function activeEvent(index: i32): i32 {
  let events = activeEvents();
  for (; index > 0; index--) events &= events - 1;
  return <i32>ctz(events);
}

/** Name of an event, and its phase where it has one. */
function putEvent(at: usize, event: i32): usize {
  if (event >= EVENTS) return putNumber(at, event);
  at = putTerminated(at, eventText(event), EVENT_TEXT_BYTES);
  const scope = scopeOfEvent(event);
  if (event >= EVENT_AFE_SATURATED || scope < 1 || scope > PHASES) return at;
  return putNumber(putCharacter(putCharacter(at, BLANK), LINE_L), scope);
}

/** Writes a line; those that are more than the page has rows come round, one further each second. */
function putLine(line: i32, at: usize): usize {
  if (hasMark() && line-- == 0) return putMark(at);
  const events = <i32>popcnt(activeEvents());
  return line < events ? putEvent(at, activeEvent(line)) : putBoardAlarm(line - events, at);
}

/** Writes row 0..2 of the page, shown for so many seconds, from an address on; returns the end of what was written. */
export function putAlarmRow(row: i32, shown_s: i32, at: usize): usize {
  const lines = alarmLines();
  if (row > 0) {
    if (row > lines) return at;
    const first = lines > ROWS ? shown_s % lines : 0;
    return putLine((first + row - 1) % lines, at);
  }
  at = putCharacter(putBytes(at, ALARMS, 5), BLANK);
  return putBytes(putCharacter(putNumber(at, alarmCount()), BLANK), EVENTS_TEXT, 6);
}
