// Providers: demand (classes 4 and 5): averages under way and last, maxima by rate, cumulative maximum, peaks of months.
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setDateTime, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { books, booksAreOpen, loadBooks, storeBooks } from '../registers/books';
import {
  cumulative_mW, currentDemand_mW, demandMinutes, demandPeriods, lastDemand_mW, lastDemandIsWhole, maximum_mW, maximumTime_s,
  peak_mW, peakTime_s, setDemandWindow,
} from '../registers/demand';
import { stagedNumber } from './staging';
import { setUnspecified } from '../time/unspecified-time';

const SECOND_ms: i64 = 1000;
const MINUTE_s: i64 = 60;
/** E of the peaks of months; below it E is a rate. */
const E_PEAKS: u8 = 130;
/** Status of an average: its window does not have all of its minutes. */
const INCOMPLETE: i64 = 1;

/** The demand that a code is of, by C: 1, 2, 3, 4, 9, 10. */
export function demandOf(row: ObjectRow): i32 {
  return row.c < 9 ? row.c - 1 : row.c - 5;
}

/** UTC, which its deviation of zero says; not specified for never. */
function setTime(value: Value, at_s: u32): i32 {
  return at_s == 0 ? setUnspecified(value) : setDateTime(value, <i64>at_s * SECOND_ms, 0, 0);
}

function isPeak(row: ObjectRow): bool {
  return row.e >= E_PEAKS;
}

function highestTime_s(row: ObjectRow, entry: i32): u32 {
  return isPeak(row) ? peakTime_s(entry, demandOf(row)) : maximumTime_s(demandOf(row), row.e);
}

export function currentDemand(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return books().record == 0 ? Status.OK : setNumber(value, currentDemand_mW(demandOf(row)));
}

export function lastDemand(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return books().demand_last_s == 0 ? Status.OK : setNumber(value, lastDemand_mW(demandOf(row)));
}

export function demandStatus(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, lastDemandIsWhole() ? 0 : INCOMPLETE);
}

export function lastDemandTime(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setTime(value, books().demand_last_s);
}

export function demandStart(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setTime(value, books().demand_start_s);
}

export function demandPeriod(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, <i64>demandMinutes() * MINUTE_s);
}

export function demandPeriodCount(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, demandPeriods());
}

/** All demands have one window. What cannot be kept does not hold. */
function setWindow(minutes: i64, periods: i64): i32 {
  if (booksAreOpen) return Status.BUSY;
  const status = setDemandWindow(minutes, periods);
  if (status != Status.OK) return status;
  const stored = storeBooks();
  if (stored != Status.OK) loadBooks();
  return stored;
}

export function commitDemandPeriod(row: ObjectRow, entry: i32, place: i32): i32 {
  const period_s = stagedNumber();
  return period_s % MINUTE_s != 0 ? Status.OUT_OF_RANGE : setWindow(period_s / MINUTE_s, demandPeriods());
}

export function commitDemandPeriodCount(row: ObjectRow, entry: i32, place: i32): i32 {
  return setWindow(demandMinutes(), stagedNumber());
}

export function maximumDemand(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (books().record == 0) return Status.OK;
  return setNumber(value, isPeak(row) ? peak_mW(entry, demandOf(row)) : maximum_mW(demandOf(row), row.e));
}

export function maximumStatus(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, highestTime_s(row, entry) == 0 ? INCOMPLETE : 0);
}

export function maximumTime(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setTime(value, highestTime_s(row, entry));
}

export function cumulativeDemand(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return books().record == 0 ? Status.OK : setNumber(value, <i64>cumulative_mW(demandOf(row)));
}
