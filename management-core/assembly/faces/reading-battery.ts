// In an outage, on the reading battery: dark, but for a while behind each press of the scroll button the registers of the last minute record, with its time.
import {
  DISPLAY_BATTERY, DISPLAY_BATTERY_ASSOCIATION, DISPLAY_BATTERY_ON_PAGE, DISPLAY_BATTERY_ROWS,
} from '../../../shared-protocol/generated/assembly/lists';
import { UNITS } from '../../../shared-protocol/generated/assembly/objects';
import { civilOf, dayOf, DAY_s, monthOf, yearOf } from '../../../shared-protocol/assembly/objects/calendar';
import { putBytes, putCharacter, putDigits } from '../../../shared-protocol/assembly/objects/text';
import { clearValue, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { putUnit, putValue } from '../../../shared-protocol/assembly/objects/value-text';
import { listRow, putShown } from '../objects/shown';
import { formatOf, objectRow } from '../objects/tables';
import { books, daylightOfTime, totalOf } from '../registers/books';
import { supplyChanged_us, supplyFails } from '../time/supply';
import { localOf, offsetIsKnown } from '../time/zone';

/** What runs so long behind the comparator's edge runs on no capacitor any more. */
const HOLD_UP_us: i64 = 1_000_000;
/** So long a press shows something. */
const SHOWN_us: i64 = 10_000_000;
const DARK: i64 = -1;
/** A minute record counts hundredths of Wh; its objects are told in Wh. */
const PARTS: i64 = 100;
/** The third register of the total on the first page: of a minute record's quantities the seventh. Its unit is a column longer. */
const APPARENT: i32 = 2;
const APPARENT_IMPORT: i32 = 6;
const HOUR_s: i64 = 3600;
const MINUTE_s: i64 = 60;
const DASH: i32 = 45;
const BLANK: i32 = 32;
const COLON: i32 = 58;

// @ts-ignore: decorator
@lazy const UTC = memory.data<u8>([32, 85, 84, 67]); // " UTC"
// @ts-ignore: decorator
@lazy const NO_RECORD = memory.data<u8>([78, 111, 32, 114, 101, 99, 111, 114, 100]); // "No record"
// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

let until_us: i64 = -1;
let page: i32 = 0;

export function resetReadingBattery(): void {
  until_us = DARK;
  page = 0;
}

/** True while nothing but the reading battery gives power. */
export function onReadingBattery(now_us: i64): bool {
  return supplyFails && now_us - supplyChanged_us >= HOLD_UP_us;
}

/** A press of the scroll button: the first page, or the one behind that which is shown; each for as long. */
export function batteryPressed(now_us: i64): void {
  page = now_us < until_us ? (page + 1) % (DISPLAY_BATTERY_ROWS / DISPLAY_BATTERY_ON_PAGE) : 0;
  until_us = now_us + SHOWN_us;
}

/** True while a press is to show something. */
export function batteryShows(now_us: i64): bool {
  return now_us < until_us;
}

function putTwo(to: usize, character: i32, value: i64): usize {
  return putDigits(putCharacter(to, character), value, 2);
}

/** "2026-11-28 10:29", local where the zone is known, else with " UTC". */
function putRecordTime(to: usize): usize {
  const utc_s = <i64>books().time_s;
  const daylight = daylightOfTime(utc_s);
  const isLocal = offsetIsKnown(daylight);
  const time_s = isLocal ? localOf(utc_s, daylight) : utc_s;
  const date = civilOf(<i32>(time_s / DAY_s));
  to = putTwo(putDigits(to, yearOf(date), 4), DASH, monthOf(date));
  to = putTwo(putTwo(to, DASH, dayOf(date)), BLANK, (time_s % DAY_s) / HOUR_s);
  to = putTwo(to, COLON, (time_s % HOUR_s) / MINUTE_s);
  return isLocal ? to : putBytes(to, UTC, 4);
}

/** The title of a page. */
export function putBatteryTitle(to: usize): usize {
  return books().record == 0 ? putBytes(to, NO_RECORD, 9) : putRecordTime(to);
}

/** Which entry of the list a row shows. */
export function batteryIndex(row: i32): i32 {
  return page * DISPLAY_BATTERY_ON_PAGE + row;
}

function putTotal(to: usize, index: i32, decimals: i32): usize {
  const shown = listRow(DISPLAY_BATTERY, index);
  const format = formatOf(objectRow(shown.row), shown.attribute);
  const value = changetype<Value>(VALUE);
  clearValue(value);
  setNumber(value, <i64>totalOf(index == APPARENT ? APPARENT_IMPORT : index) / PARTS);
  return putUnit(putValue(to, value, format, index == APPARENT ? decimals - 1 : decimals), UNITS, format);
}

/** The value of an entry: registers of the total from the record, as the mirror is empty or stands still; the others count by it themselves. */
export function putBatteryValue(to: usize, index: i32, snapshot: usize, decimals: i32): usize {
  if (books().record == 0) return to;
  if (index < DISPLAY_BATTERY_ON_PAGE) return putTotal(to, index, decimals);
  return putShown(to, listRow(DISPLAY_BATTERY, index), DISPLAY_BATTERY_ASSOCIATION, snapshot, decimals);
}
