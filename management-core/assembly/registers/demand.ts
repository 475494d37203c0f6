// Demand of the minute records: block or sliding window, last and highest averages, cumulative maximum, peaks of months.
import {
  BOOKS_demand_cumulative, BOOKS_demand_last, BOOKS_demand_max, BOOKS_demand_max_s, BOOKS_demand_part, BOOKS_demand_ring,
  BOOKS_peak, BOOKS_peak_month, BOOKS_peak_s, MinuteRecord,
} from '../../../shared-protocol/generated/assembly/layouts';
import { DEMAND_MONTHS, DEMAND_PERIODS_MOST, DEMANDS, Status, TARIFF_RATES } from '../../../shared-protocol/generated/assembly/protocol';
import { intervalBegan, monthOfTime } from '../time/schedule';
import { aheadOf, books } from './books';

/** A demand is of one register, or of two quadrants: active import, export, reactive import, export, apparent import, export. */
// @ts-ignore: decorator
@lazy const FIRST = memory.data<u8>([0, 1, 2, 4, 6, 7]);
// @ts-ignore: decorator
@lazy const SECOND = memory.data<u8>([255, 255, 3, 5, 255, 255]);
const NONE: u8 = 255;

/** Of demand_flags: the part under way has all of its minutes; the last average had. */
const PART_WHOLE: u8 = 1;
const LAST_WHOLE: u8 = 2;
/** Hundredths of Wh in a minute are 600 mW. */
const PER_MINUTE_mW: u64 = 600;
const MINUTE_s: i64 = 60;
const HOUR_min: i32 = 60;
const DEFAULT_min: i32 = 15;
/** Of all rates; rates follow. */
const OVERALL: i32 = 0;
const PLACES: i32 = TARIFF_RATES + 1;

function word(from: usize, index: i32): usize {
  return changetype<usize>(books()) + from + <usize>(index << 2);
}

/** Sub-interval in minutes; before one was set, a quarter of an hour. */
export function demandMinutes(): i32 {
  return books().demand_minutes ? <i32>books().demand_minutes : DEFAULT_min;
}

/** How many of them make the window. */
export function demandPeriods(): i32 {
  return max<i32>(books().demand_periods, 1);
}

/** What was measured of a demand is measured by other windows than before: it begins anew, what was highest stays. */
function forgetWindow(): void {
  const b = changetype<usize>(books());
  books().demand_run = 0;
  books().demand_at = 0;
  books().demand_flags = 0;
  memory.fill(b + BOOKS_demand_part, 0, BOOKS_demand_max - BOOKS_demand_part);
}

/** Sub-intervals count from the hour, so they divide it. Returns OUT_OF_RANGE, with the old window in force, or OK. */
export function setDemandWindow(minutes: i64, periods: i64): i32 {
  if (minutes < 1 || minutes > HOUR_min || HOUR_min % minutes != 0) return Status.OUT_OF_RANGE;
  if (periods < 1 || periods > DEMAND_PERIODS_MOST) return Status.OUT_OF_RANGE;
  if (<i32>minutes == demandMinutes() && <i32>periods == demandPeriods()) return Status.OK;
  forgetWindow();
  books().demand_minutes = <u8>minutes;
  books().demand_periods = <u8>periods;
  return Status.OK;
}

/** mW of an energy over the window. */
function average_mW(energy: u64): u32 {
  const power = energy * PER_MINUTE_mW / <u64>(demandMinutes() * demandPeriods());
  return <u32>min<u64>(power, u32.MAX_VALUE);
}

function partOf(demand: i32): u64 {
  return load<u32>(word(BOOKS_demand_part, demand));
}

/** Energy of the `count` sub-intervals that ended last. */
function ringSum(demand: i32, count: i32): u64 {
  let sum: u64 = 0;
  for (let back: i32 = 1; back <= count; back++) {
    const place = (<i32>books().demand_at + DEMAND_PERIODS_MOST - back) % DEMAND_PERIODS_MOST;
    sum += load<u32>(word(BOOKS_demand_ring, place * DEMANDS + demand));
  }
  return sum;
}

/** mW so far, over the window that ends with the part under way. */
export function currentDemand_mW(demand: i32): u32 {
  return average_mW(partOf(demand) + ringSum(demand, demandPeriods() - 1));
}

/** mW over the window that ended last. */
export function lastDemand_mW(demand: i32): u32 {
  return load<u32>(word(BOOKS_demand_last, demand));
}

export function lastDemandIsWhole(): bool {
  return (books().demand_flags & LAST_WHOLE) != 0;
}

/** Highest average since the last reset, of a rate, or of all with rate 0; and when its window ended, 0 for none. */
export function maximum_mW(demand: i32, rate: i32): u32 {
  return load<u32>(word(BOOKS_demand_max, demand * PLACES + rate));
}

export function maximumTime_s(demand: i32, rate: i32): u32 {
  return load<u32>(word(BOOKS_demand_max_s, demand * PLACES + rate));
}

/** Sum of the maxima at all resets. */
export function cumulative_mW(demand: i32): u64 {
  return load<u64>(changetype<usize>(books()) + BOOKS_demand_cumulative + <usize>(demand << 3));
}

/** Highest average of a month: 0 the one under way, then those before it; and when. */
export function peak_mW(month: i32, demand: i32): u32 {
  return load<u32>(word(BOOKS_peak, month * DEMANDS + demand));
}

/** Months since year 0; 0 where nothing is known of one. */
export function peakMonth(month: i32): i32 {
  return <i32>load<u16>(monthAt(month));
}

export function peakTime_s(month: i32, demand: i32): u32 {
  return load<u32>(word(BOOKS_peak_s, month * DEMANDS + demand));
}

function wentAhead(record: MinuteRecord, register: u8): u64 {
  return register == NONE ? 0 : aheadOf(changetype<usize>(record), register);
}

function addToPart(record: MinuteRecord): void {
  for (let d: i32 = 0; d < DEMANDS; d++) {
    const energy = partOf(d) + wentAhead(record, load<u8>(FIRST + d)) + wentAhead(record, load<u8>(SECOND + d));
    store<u32>(word(BOOKS_demand_part, d), <u32>min<u64>(energy, u32.MAX_VALUE));
  }
}

function keepHigher(value: usize, time: usize, power: u32, at_s: u32): void {
  if (power <= load<u32>(value)) return;
  store<u32>(value, power);
  store<u32>(time, at_s);
}

function monthAt(place: i32): usize {
  return changetype<usize>(books()) + BOOKS_peak_month + <usize>(place << 1);
}

/** Months that are still to come were of a clock that was ahead: they are forgotten. */
function forgetComing(month: i32): void {
  while (<i32>load<u16>(monthAt(0)) > month) {
    movePeaks(0, 1, DEMAND_MONTHS - 1);
    store<u16>(monthAt(DEMAND_MONTHS - 1), 0);
    memory.fill(word(BOOKS_peak, (DEMAND_MONTHS - 1) * DEMANDS), 0, DEMANDS << 2);
    memory.fill(word(BOOKS_peak_s, (DEMAND_MONTHS - 1) * DEMANDS), 0, DEMANDS << 2);
  }
}

/** Moves so many months from one place to another. */
function movePeaks(to: i32, from: i32, count: i32): void {
  memory.copy(monthAt(to), monthAt(from), <usize>(count << 1));
  const bytes = <usize>(count * DEMANDS) << 2;
  memory.copy(word(BOOKS_peak, to * DEMANDS), word(BOOKS_peak, from * DEMANDS), bytes);
  memory.copy(word(BOOKS_peak_s, to * DEMANDS), word(BOOKS_peak_s, from * DEMANDS), bytes);
}

/** Place of a month, with room made for one that is newer than all; -1 for one that is older. */
function placeOfMonth(month: i32): i32 {
  forgetComing(month);
  if (month > <i32>load<u16>(monthAt(0))) {
    const bytes = DEMANDS << 2;
    movePeaks(1, 0, DEMAND_MONTHS - 1);
    store<u16>(monthAt(0), <u16>month);
    memory.fill(word(BOOKS_peak, 0), 0, bytes);
    memory.fill(word(BOOKS_peak_s, 0), 0, bytes);
  }
  for (let i: i32 = 0; i < DEMAND_MONTHS; i++) if (<i32>load<u16>(monthAt(i)) == month) return i;
  return -1;
}

/** A whole window is compared with what was highest: of all rates, of the rate of its last minute, of its month. */
function compareWindow(at_s: u32, rate: i32, month: i32): void {
  const place = placeOfMonth(month);
  for (let d: i32 = 0; d < DEMANDS; d++) {
    const power = lastDemand_mW(d);
    const overall = d * PLACES + OVERALL;
    keepHigher(word(BOOKS_demand_max, overall), word(BOOKS_demand_max_s, overall), power, at_s);
    keepHigher(word(BOOKS_demand_max, overall + rate), word(BOOKS_demand_max_s, overall + rate), power, at_s);
    if (place >= 0) keepHigher(word(BOOKS_peak, place * DEMANDS + d), word(BOOKS_peak_s, place * DEMANDS + d), power, at_s);
  }
}

/** The part under way becomes the newest sub-interval. */
function pushPart(): void {
  const place = <i32>books().demand_at;
  memory.copy(word(BOOKS_demand_ring, place * DEMANDS), word(BOOKS_demand_part, 0), DEMANDS << 2);
  books().demand_at = <u8>((place + 1) % DEMAND_PERIODS_MOST);
  for (let d: i32 = 0; d < DEMANDS; d++) store<u32>(word(BOOKS_demand_last, d), average_mW(ringSum(d, demandPeriods())));
}

/** Ends a sub-interval; a window is whole where all of its sub-intervals are. */
function endPart(at_s: i64, isWhole: bool): void {
  const b = books();
  pushPart();
  b.demand_run = isWhole ? <u8>min<i32>(b.demand_run + 1, DEMAND_PERIODS_MOST) : 0;
  b.demand_last_s = <u32>at_s;
  b.demand_flags = <i32>b.demand_run >= demandPeriods() ? LAST_WHOLE : 0;
}

function beginPart(at_s: i64, isWhole: bool): void {
  memory.fill(word(BOOKS_demand_part, 0), 0, DEMANDS << 2);
  books().demand_start_s = <u32>at_s;
  if (isWhole) books().demand_flags |= PART_WHOLE;
}

function isBoundary(local_s: i64): bool {
  return local_s % (<i64>demandMinutes() * MINUTE_s) == 0;
}

/** A record that follows the last one within a minute: it ends a sub-interval where it stands on its end. */
function goOn(record: MinuteRecord, local_s: i64, rate: i32, month: i32): void {
  const at_s = <i64>record.time_s;
  if (!isBoundary(local_s)) return;
  const lasted_s = at_s - <i64>books().demand_start_s;
  endPart(at_s, (books().demand_flags & PART_WHOLE) != 0 && lasted_s == <i64>demandMinutes() * MINUTE_s);
  if (lastDemandIsWhole()) compareWindow(<u32>at_s, rate, month);
  beginPart(at_s, true);
}

/** Behind a gap or a step of the clock no window is whole before all of it was measured anew. */
function interrupt(record: MinuteRecord, before_s: i64, local_s: i64): void {
  const back = record.time_s <= books().time_s;
  books().demand_flags &= ~PART_WHOLE;
  books().demand_run = 0;
  if (!back && !intervalBegan(before_s, local_s, demandMinutes())) return;
  memory.fill(word(BOOKS_demand_ring, 0), 0, (DEMAND_PERIODS_MOST * DEMANDS) << 2);
  endPart(<i64>record.time_s, false);
  beginPart(<i64>record.time_s, isBoundary(local_s));
}

/** Takes a record before it is booked. `before_s`, `local_s`: local times of the last record and of this one. */
export function takeDemand(record: MinuteRecord, follows: bool, before_s: i64, local_s: i64, rate: i32): void {
  addToPart(record);
  if (follows) goOn(record, local_s, rate, monthOfTime(before_s));
  else interrupt(record, before_s, local_s);
}

/** The first record, or one of other registers: nothing is known of what was before. */
export function beginDemandWith(record: MinuteRecord, local_s: i64): void {
  forgetWindow();
  beginPart(<i64>record.time_s, isBoundary(local_s));
}

/** A reset: maxima are summed up, and begin anew. */
export function beginMaximaAnew(): void {
  const b = changetype<usize>(books());
  for (let d: i32 = 0; d < DEMANDS; d++) {
    store<u64>(b + BOOKS_demand_cumulative + <usize>(d << 3), cumulative_mW(d) + maximum_mW(d, OVERALL));
  }
  memory.fill(b + BOOKS_demand_max, 0, BOOKS_demand_cumulative - BOOKS_demand_max);
}
