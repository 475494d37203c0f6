// The alarm page: what the metering core marks its readings with, and which of its events are under way.
import { LCD_COLUMNS, MESSAGE_READ_STATUS, METERING_FLAG_AFE, METERING_FLAG_ALARM, METERING_FLAG_BANK_DAMAGED,
  METERING_FLAG_PARAMETERS_DEFAULT, METERING_FLAG_STORAGE_FAILED } from '../../../shared-protocol/generated/assembly/protocol';
import { Status } from '../../../shared-protocol/generated/assembly/layouts';
import { frontBank, isMirrored, mirrored } from '../link/mirror';
import { slotOf } from '../link/slots';
import { putBytes, putCharacter, putNumber } from '../../../shared-protocol/assembly/objects/text';

const SHOWN: u32 =
  METERING_FLAG_AFE | METERING_FLAG_ALARM | METERING_FLAG_BANK_DAMAGED | METERING_FLAG_PARAMETERS_DEFAULT |
  METERING_FLAG_STORAGE_FAILED;

// @ts-ignore: decorator
@lazy const DEFAULTS = memory.data<u8>([78, 79, 84, 32, 65, 68, 74, 85, 83, 84, 69, 68]); // "NOT ADJUSTED"
// @ts-ignore: decorator
@lazy const BANK = memory.data<u8>([83, 69, 65, 76, 69, 68, 32, 66, 65, 78, 75]); // "SEALED BANK"
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

/** True when the metering core has something to say that a reader must see. */
export function alarmsShow(): bool {
  return (flags() & SHOWN) != 0;
}

/** True when its readings come without adjustment: every page is then marked. */
export function readingsAreMarked(): bool {
  return (flags() & METERING_FLAG_PARAMETERS_DEFAULT) != 0;
}

/** The gravest mark of the readings, "NOT ADJUSTED" before all others. */
function putMark(at: usize): usize {
  const marks = flags();
  if (marks & METERING_FLAG_PARAMETERS_DEFAULT) return putBytes(at, DEFAULTS, 12);
  if (marks & METERING_FLAG_BANK_DAMAGED) return putBytes(at, BANK, 11);
  if (marks & METERING_FLAG_STORAGE_FAILED) return putBytes(at, STORAGE, 7);
  return marks & METERING_FLAG_AFE ? putBytes(at, AFE, 3) : at;
}

/** Codes of the events under way (EVENT_*), as many as the row holds. */
function putCodes(at: usize): usize {
  const end = at + LCD_COLUMNS - 3;
  for (let event: i32 = 0; event < 64 && at < end; event++) {
    if ((activeEvents() & ((<u64>1) << event)) == 0) continue;
    at = putCharacter(putNumber(at, event), 32);
  }
  return at;
}

/** Writes row 0..2 of the page from an address on; returns the end of what was written. */
export function putAlarmRow(row: i32, at: usize): usize {
  if (row == 1) return putMark(at);
  if (row == 2) return putCodes(at);
  at = putCharacter(putBytes(at, ALARMS, 5), 32);
  return putBytes(putCharacter(putNumber(at, <i64>popcnt(activeEvents())), 32), EVENTS_TEXT, 6);
}
