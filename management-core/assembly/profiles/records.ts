// Leads what is counted and captured of the minute records: takes each as it comes, writes the rows it ends, and keeps all of it at once.
import { EVENT_LOCAL_TIME_SET, RECORD_FLAG_CLOCK_CHANGED, RECORD_FLAG_STARTED, RESET_BY_SCHEDULE, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { MinuteRecord } from '../../../shared-protocol/generated/assembly/layouts';
import { newestOfEvent } from '../link/events';
import { Asked, askForFreeze, forgetFreeze, freezeFound, freezeIsDamaged, resetFreezeReader } from '../link/freeze-reader';
import {
  followRecords, isNewestRecord, recordsPassedOver, recordTaken, recordThatWaits, resetRecordsFollower,
} from '../link/records-follower';
import { followZone, readZone, resetZoneReader, zonesRead } from '../link/zone-reader';
import { beginRow, resetRows, Ring, Writing, writingOfRow } from '../storage/rows';
import { Began, began, intervalBegan, minuteOfTime } from '../time/schedule';
import { daylightOf, learnOffset, localOf, offset_min, offsetIsKnown, resetZone, zoneKnown } from '../time/zone';
import { beginPeriods, closePeriod, freezeIsMet, makeBillingRow, makeDayRow } from '../registers/billing';
import { bookRecord, recordFollows, resetBooking } from '../registers/booking';
import { books, loadBooks, openBooks, storeBooks } from '../registers/books';
import { resetTariffDay } from '../registers/tariff-day';
import { loadTariff } from '../registers/tariff-tables';
import { makeProfileRow, noteRecord } from './capture';
import { resetProfileRows } from './selection';
import { loadProfileSettings } from './settings';

/** How old what is known of the zone may be; after a start that knows it, it is looked at sooner. */
const DAY_us: i64 = 86_400_000_000;
const HOUR_us: i64 = 3_600_000_000;
/** Where daylight saving in force was never seen, it is taken to be as long as nearly everywhere. */
const USUAL_DAYLIGHT_min: i32 = 60;
/** How long a record waits for the FRAM that did not take the one before. */
const PAUSE_us: i64 = 1_000_000;
/** A freeze stands in its ring a moment behind the record of its minute. */
const FREEZE_us: i64 = 3_000_000;
const MINUTE_s: i64 = 60;
const HOUR_min: i32 = 60;

/** What is done with the record that waits. */
namespace Step {
  export const ARRIVES: i32 = 0;
  /** It is booked; bits of `due` are rows that are to be written. */
  export const ROWS: i32 = 1;
}

/** When the zone was read last, and the readings up to then. */
let zoneRead_us: i64 = 0;
let readings: u32 = 0;
let notBefore_us: i64 = 0;
let arrived_us: i64 = 0;
let step: i32 = 0;
/** Bit n: a row of ring n is to be written; and which one is. */
let due: i32 = 0;
let writes: i32 = 0;
/** What ends the period, 0 for nothing: RESET_BY_*. */
let source: i32 = 0;
let isLate: bool = false;
/** Records that could not be kept since the start. */
export let recordsUnkept: u32 = 0;

export function resetRecords(): void {
  resetZone();
  resetZoneReader();
  resetFreezeReader();
  resetBooking();
  resetTariffDay();
  resetRows();
  resetProfileRows();
  loadTariff();
  loadProfileSettings();
  loadBooks();
  recallZone();
  resetRecordsFollower(books().record, books().time_s);
  zoneRead_us = zoneKnown() ? HOUR_us - DAY_us : -DAY_us;
  readings = 0;
  notBefore_us = 0;
  recordsUnkept = 0;
  beginStep();
}

function beginStep(): void {
  step = Step.ARRIVES;
  openBooks(false);
  arrived_us = -1;
  due = 0;
  writes = -1;
  source = 0;
  isLate = false;
}

function recallZone(): void {
  const b = books();
  if (b.zone_known & 1) learnOffset(0, b.zone_min_0);
  if (b.zone_known & 2) learnOffset(1, b.zone_min_1);
}

function keepZone(): void {
  books().zone_min_0 = <i16>offset_min(0);
  books().zone_min_1 = <i16>offset_min(1);
  books().zone_known = <u8>zoneKnown();
}

/** Reads the zone where it is not known, or not for a day, or an event tells of another one. */
function keepZoneFresh(now_us: i64): void {
  followZone(now_us);
  const event = newestOfEvent(EVENT_LOCAL_TIME_SET);
  if (zonesRead != readings) {
    readings = zonesRead;
    zoneRead_us = now_us;
    books().zone_event = max(event, books().zone_event);
  }
  if (now_us - zoneRead_us >= DAY_us || event > books().zone_event) readZone(now_us);
}

/** The offset of a record is known, or the other one is and that must do. */
function offsetServes(record: MinuteRecord): bool {
  const daylight = daylightOf(record.quality);
  if (offsetIsKnown(daylight)) return true;
  if (readings == 0 || !offsetIsKnown(1 - daylight)) return false;
  learnOffset(daylight, offset_min(1 - daylight) + (daylight ? USUAL_DAYLIGHT_min : -USUAL_DAYLIGHT_min));
  return true;
}

/** A billing period begins at an hour; where the meter was off or its clock set, it may have begun meanwhile. */
function mayEndPeriod(record: MinuteRecord): bool {
  if (books().record == 0 || record.time_s == 0) return false;
  if (record.flags & <u16>(RECORD_FLAG_STARTED | RECORD_FLAG_CLOCK_CHANGED)) return true;
  const before_s = localOf(<i64>books().time_s, daylightOf(books().quality));
  const local_s = localOf(<i64>record.time_s, daylightOf(record.quality));
  return minuteOfTime(local_s) % HOUR_min == 0 || intervalBegan(before_s, local_s, HOUR_min);
}

/** Of a damaged one only the time can say it, and whoever follows the newest record knows that it is made. */
function freezeFoundIsMet(record: MinuteRecord): bool {
  if (!freezeIsDamaged) return freezeIsMet(freezeFound(), record);
  return isNewestRecord() || freezeFound().time_s <= record.time_s;
}

/** True when it is known whether the metering core froze a period up to this record. */
function freezeIsKnown(record: MinuteRecord, now_us: i64): bool {
  if (!mayEndPeriod(record)) return true;
  if (isNewestRecord() && now_us - arrived_us < FREEZE_us) return false;
  const asked = askForFreeze(books().billing_freeze, min(books().billing_from_s, record.time_s), now_us);
  if (asked == Asked.FOUND && freezeFoundIsMet(record)) source = RESET_BY_SCHEDULE;
  return asked == Asked.FOUND || asked == Asked.NONE;
}

/** What ends with a record that was booked. */
function findDue(before_s: i64, before_utc_s: i64, record: MinuteRecord): void {
  const local_s = localOf(<i64>record.time_s, daylightOf(record.quality));
  const bits = before_utc_s == 0 || record.time_s == 0 ? 0 : began(before_s, local_s, <i64>record.time_s - before_utc_s);
  isLate = minuteOfTime(local_s) != 0 || local_s % MINUTE_s != 0;
  due = noteRecord(record, recordFollows(), before_s, local_s);
  if (bits & Began.DAY) due |= 1 << Ring.DAYS;
  if (source == 0) source = books().reset_asked;
  if (source != 0) due |= 1 << Ring.BILLING;
}

/** Books a record, and finds what it ends. */
function book(record: MinuteRecord): void {
  const before_utc_s = <i64>books().time_s;
  const before_s = localOf(before_utc_s, daylightOf(books().quality));
  const isFirst = books().record == 0;
  const isAnew = bookRecord(record, recordsPassedOver());
  if (isAnew) beginPeriods(record);
  if (!isFirst) findDue(before_s, before_utc_s, record);
  keepZone();
  step = Step.ROWS;
  openBooks(true);
}

function makeRowOf(ring: i32): usize {
  if (ring < Ring.DAYS) return makeProfileRow(ring, changetype<MinuteRecord>(recordThatWaits()));
  if (ring == Ring.DAYS) return makeDayRow(isLate);
  return makeBillingRow(source, source == RESET_BY_SCHEDULE ? changetype<usize>(freezeFound()) : 0);
}

/** Rows in the order of their rings: a period is closed behind all of them. */
function rowIsWritten(status: i32): void {
  if (status == Writing.FAILED) books().rows_lost++;
  if (writes == Ring.BILLING) closePeriod(source, source == RESET_BY_SCHEDULE ? freezeFound().sequence : 0);
  due &= ~(1 << writes);
  writes = -1;
}

/** Writes what is due, one row after the other; true when all of them stand in the NOR. */
function rowsAreWritten(): bool {
  if (writes >= 0) {
    const status = writingOfRow();
    if (status == Writing.UNDER_WAY) return false;
    rowIsWritten(status);
  }
  if (due == 0) return true;
  writes = <i32>ctz(due);
  beginRow(writes, makeRowOf(writes));
  return false;
}

/** Keeps what a record made of the books, or nothing of it. */
function keep(now_us: i64): void {
  const status = storeBooks();
  if (status == Status.OK) recordTaken();
  else {
    recordsUnkept++;
    notBefore_us = now_us + PAUSE_us;
    loadBooks();
  }
  forgetFreeze();
  beginStep();
}

/** Takes the record that waits, and sees to the next one; call with each tick. */
export function recordsTick(now_us: i64): void {
  followRecords(now_us);
  const waits = recordThatWaits();
  if (waits == 0 && books().record == 0) return; // nothing was recorded yet: nobody needs the zone
  keepZoneFresh(now_us);
  if (waits == 0 || now_us < notBefore_us || !offsetServes(changetype<MinuteRecord>(waits))) return;
  if (arrived_us < 0) arrived_us = now_us;
  if (step == Step.ARRIVES && freezeIsKnown(changetype<MinuteRecord>(waits), now_us)) book(changetype<MinuteRecord>(waits));
  if (step == Step.ROWS && rowsAreWritten()) keep(now_us);
}
