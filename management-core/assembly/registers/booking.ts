// Books a minute record: what the registers went ahead by goes to the rate that held in its minute.
import { MINUTE_RECORD_energy, MinuteRecord } from '../../../shared-protocol/generated/assembly/layouts';
import {
  BOOKS_MARK_ANEW, BOOKS_MARK_BACK, BOOKS_MARK_GAP, BOOKS_MARK_LOST, BOOKS_MARK_STEP, RECORD_FLAG_CLOCK_CHANGED,
  RECORD_FLAG_STARTED,
} from '../../../shared-protocol/generated/assembly/protocol';
import { daylightOf, localOf } from '../time/zone';
import { books, bookTo, clearRates, QUANTITIES, totalOf } from './books';
import { rateAt } from './tariff-day';
import { changeOver, tariffHead } from './tariff-tables';

const MINUTE_s: i64 = 60;
const ENERGY: i32 = 6;
/** What nothing was booked for is booked to the default rate. */
const UNSPLIT: i32 = 0;

/** Register of a minute record: six bytes. */
export function energyOf(record: usize, quantity: i32): u64 {
  const at = record + MINUTE_RECORD_energy + <usize>(quantity * ENERGY);
  return <u64>load<u32>(at) | (<u64>load<u16>(at, 4) << 32);
}

/** Another metering core, or registers that it lost: no difference can be made. */
function beganAnew(record: MinuteRecord): bool {
  if (books().record == 0) return true;
  if (record.sequence <= books().record) return true;
  for (let q: i32 = 0; q < QUANTITIES; q++) if (energyOf(changetype<usize>(record), q) < totalOf(q)) return true;
  return false;
}

/** The rates at both ends of what lies between the last record and this one; the change-over of tables lies between them. */
let rateBefore: i32 = 0;
let rateBehind: i32 = 0;

export function resetBooking(): void {
  rateBefore = 0;
  rateBehind = 0;
}

/** Where records follow each other the offset of the first holds up to the second: it changes at a minute. */
function findRates(record: MinuteRecord, follows: bool): void {
  const before_s = <i64>books().time_s;
  const behind_s = follows ? before_s : <i64>record.time_s - 1;
  const daylight = daylightOf(books().quality);
  changeOver(before_s, localOf(before_s, daylight));
  rateBefore = rateAt(localOf(before_s, daylight));
  if (follows) {
    rateBehind = rateBefore;
    return;
  }
  const local_s = localOf(behind_s, daylightOf(record.quality));
  changeOver(behind_s, local_s);
  rateBehind = rateAt(local_s);
}

/**
 * The rate of the time since the last record; UNSPLIT where no rate can be told. Over a start of the meter, where it did not
 * count, and over a step of its clock the energy is of the minutes at both ends.
 */
function rateSince(record: MinuteRecord): i32 {
  const elapsed_s = <i64>record.time_s - <i64>books().time_s;
  const isNext = record.sequence == books().record + 1;
  if (record.time_s == 0 || books().time_s == 0) return UNSPLIT;
  const follows = isNext && elapsed_s > 0 && elapsed_s <= MINUTE_s;
  findRates(record, follows);
  if (follows) return rateBefore;
  if (!isNext || rateBefore != rateBehind) return UNSPLIT;
  return record.flags & <u16>(RECORD_FLAG_STARTED | RECORD_FLAG_CLOCK_CHANGED) ? rateBefore : UNSPLIT;
}

function mark(bits: i32): void {
  books().marks |= <u16>bits;
}

/** Says in the marks why what was booked has no rate. */
function markUnsplit(record: MinuteRecord): void {
  mark(record.flags & <u16>RECORD_FLAG_CLOCK_CHANGED ? BOOKS_MARK_STEP : BOOKS_MARK_GAP);
  if (books().unrecorded < u16.MAX_VALUE) books().unrecorded++;
}

function bookDifferences(record: MinuteRecord, rate: i32, isUnsplit: bool): void {
  const at = changetype<usize>(record);
  for (let q: i32 = 0; q < QUANTITIES; q++) bookTo(q, rate, energyOf(at, q) - totalOf(q), isUnsplit);
}

/** The first record: all that was counted up to it has no rate. */
function beginWith(record: MinuteRecord): void {
  if (books().record != 0) mark(BOOKS_MARK_ANEW);
  clearRates();
  bookDifferences(record, tariffHead().default_rate, true);
  books().rate = tariffHead().default_rate;
}

function goOnWith(record: MinuteRecord): void {
  const rate = rateSince(record);
  if (rate == UNSPLIT) markUnsplit(record);
  if (record.time_s < books().time_s) mark(BOOKS_MARK_BACK);
  bookDifferences(record, rate == UNSPLIT ? <i32>tariffHead().default_rate : rate, rate == UNSPLIT);
  books().rate = rate == UNSPLIT ? tariffHead().default_rate : <u8>rate;
}

/** Books a record that follows the last one; `lost` records between them never can. */
export function bookRecord(record: MinuteRecord, lost: u32): void {
  const anew = beganAnew(record);
  if (anew) beginWith(record);
  else goOnWith(record);
  if (lost) mark(BOOKS_MARK_LOST);
  books().lost_records += lost;
  books().record = record.sequence;
  books().time_s = record.time_s;
  books().quality = record.quality;
}
