// Books a minute record: what the registers went ahead by goes to the rate that held in its minute.
import { MinuteRecord } from '../../../shared-protocol/generated/assembly/layouts';
import {
  BOOKS_MARK_ANEW, BOOKS_MARK_BACK, BOOKS_MARK_GAP, BOOKS_MARK_LOST, BOOKS_MARK_STEP, RECORD_FLAG_CLOCK_CHANGED,
  RECORD_FLAG_STARTED,
} from '../../../shared-protocol/generated/assembly/protocol';
import { daylightOf, localOf } from '../time/zone';
import { clockWentBack } from './billing';
import { aheadOf, books, bookTo, clearRates, OPEN_WINDOW, QUANTITIES, totalOf } from './books';
import { beginDemandWith, takeDemand } from './demand';
import { energyOf } from './minute-energy';
import { rateAt } from './tariff-day';
import { changeOver, tariffHead } from './tariff-tables';

const MINUTE_s: i64 = 60;
/** What nothing was booked for is booked to the default rate. */
const UNSPLIT: i32 = 0;

/**
 * Another metering core, or registers that it lost: no difference can be made. One that fell by an open window's energy at most is the
 * same: where the direction of the power changes, the window took it back.
 */
function beganAnew(record: MinuteRecord): bool {
  if (books().record == 0) return true;
  if (record.sequence <= books().record) return true;
  for (let q: i32 = 0; q < QUANTITIES; q++) if (energyOf(changetype<usize>(record), q) + OPEN_WINDOW < totalOf(q)) return true;
  return false;
}

/** The record follows the last one within a minute; rates at both ends of what lies between them, where tables may change. */
let follows: bool = false;
let rateBefore: i32 = 0;
let rateBehind: i32 = 0;

export function resetBooking(): void {
  follows = false;
  rateBefore = 0;
  rateBehind = 0;
}

/** The record that was booked last follows the one before it within a minute. */
export function recordFollows(): bool {
  return follows;
}

/** Local time of the record followed last. */
function lastLocal_s(): i64 {
  return localOf(<i64>books().time_s, daylightOf(books().quality));
}

function recordLocal_s(record: MinuteRecord): i64 {
  return localOf(<i64>record.time_s, daylightOf(record.quality));
}

/** Where records follow each other the offset of the first holds up to the second: it changes at a minute. */
function findRates(record: MinuteRecord): void {
  changeOver(<i64>books().time_s, lastLocal_s());
  rateBefore = rateAt(lastLocal_s());
  rateBehind = rateBefore;
  if (follows) return;
  changeOver(<i64>record.time_s - 1, recordLocal_s(record) - 1);
  rateBehind = rateAt(recordLocal_s(record) - 1);
}

/**
 * The rate of the time since the last record; UNSPLIT where no rate can be told. Over a start of the meter, where it did not
 * count, and over a step of its clock the energy is of the minutes at both ends.
 */
function rateSince(record: MinuteRecord): i32 {
  const elapsed_s = <i64>record.time_s - <i64>books().time_s;
  const isNext = record.sequence == books().record + 1;
  const isTimed = record.time_s != 0 && books().time_s != 0;
  follows = isTimed && isNext && elapsed_s > 0 && elapsed_s <= MINUTE_s;
  if (!isTimed) return UNSPLIT;
  findRates(record);
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
  for (let q: i32 = 0; q < QUANTITIES; q++) bookTo(q, rate, aheadOf(at, q), isUnsplit);
}

/** The first record: all that was counted up to it has no rate. */
function beginWith(record: MinuteRecord): void {
  if (books().record != 0) mark(BOOKS_MARK_ANEW);
  follows = false;
  clearRates();
  beginDemandWith(record, recordLocal_s(record));
  bookDifferences(record, tariffHead().default_rate, true);
  books().rate = tariffHead().default_rate;
}

function goOnWith(record: MinuteRecord): void {
  const rate = rateSince(record);
  if (rate == UNSPLIT) markUnsplit(record);
  if (record.time_s < books().time_s) {
    mark(BOOKS_MARK_BACK);
    clockWentBack(record.time_s);
  }
  takeDemand(record, follows, lastLocal_s(), recordLocal_s(record), rate);
  bookDifferences(record, rate == UNSPLIT ? <i32>tariffHead().default_rate : rate, rate == UNSPLIT);
  books().rate = rate == UNSPLIT ? tariffHead().default_rate : <u8>rate;
}

/** Books a record that follows the last one; `lost` records between them never can. True where it is the first, or counting begins anew. */
export function bookRecord(record: MinuteRecord, lost: u32): bool {
  const anew = beganAnew(record);
  if (anew) beginWith(record);
  else goOnWith(record);
  if (lost) mark(BOOKS_MARK_LOST);
  books().lost_records += lost;
  books().record = record.sequence;
  books().time_s = record.time_s;
  books().quality = record.quality;
  return anew;
}
