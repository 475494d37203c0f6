// When an interval of ten minutes ends, by the clock or without one by samples, and with it those that stand on it.
// Legally relevant (IR46). Changes alter the software identification.
import { AGGREGATE_FLAG_MISSED, AGGREGATE_FLAG_NOT_WHOLE, INTERVAL_TEN_MINUTES } from '../../../shared-protocol/generated/assembly/protocol';
import { addWindow, closeInterval, Open, resetSums } from './interval-sums';
import { continuePublication, isUnpublished, publishInterval, resetPublication } from './publication';
import { beginShortInterval, followShortIntervals, resetShortIntervals } from './short-interval';
import { followTwoHours } from './two-hours';

const INTERVAL_s: u64 = 600;
const TWO_HOURS_s: u64 = 7200;
/** A tick of two hours is told from the ten minutes before and behind it by far. */
const NEAR_s: u64 = 300;

let start: u64 = 0;
let rate_mHz: u64 = 0;
/** Intervals since start: the one under way ends at `due`. */
let intervals: u64 = 0;
let due: u64 = 0;
/** Tick that the interval under way began at. */
let begun: u64 = 0;
let lostBefore: u64 = 0;
/** The second of the clock that began last, 0 while no time is known, and its sample. */
let second_s: u64 = 0;
let secondAt: u64 = 0;
/** The ten minutes that close are the last of two hours. */
let endsTwoHours: bool = false;

/** The sample at which the interval under way ends: 600 s after the one before, rounded up to a whole sample. */
function setDue(): void {
  due = start + ((intervals + 1) * rate_mHz * 3 + 4) / 5;
}

/** Begins the first intervals at a sample. */
export function startIntervals(sampleIndex: u64, samplingRate_mHz: u64, lost: u64): void {
  resetSums();
  resetPublication();
  resetShortIntervals(lost);
  start = sampleIndex;
  begun = sampleIndex;
  rate_mHz = samplingRate_mHz;
  intervals = 0;
  lostBefore = lost;
  second_s = 0;
  endsTwoHours = false;
  setDue();
}

/** Goes on to the next tick after a sample; behind a gap of more than an interval by division, for a gap has no limit. */
function passTick(sampleIndex: u64): void {
  intervals++;
  setDue();
  if (sampleIndex < due) return;
  intervals = (sampleIndex - start) / ((rate_mHz * 3) / 5);
  setDue();
}

/**
 * A second of the clock began at a sample: intervals end at its whole tens of minutes (IEC 61000-4-30, 4.5.3), the one under
 * way at the next of them. A tick that passed stands until a window closed behind it.
 */
export function followClockSecond(clock_s: u64, sampleIndex: u64): void {
  second_s = clock_s;
  secondAt = sampleIndex;
  if (due <= sampleIndex) return;
  const into_s = clock_s % INTERVAL_s;
  const ended = sampleIndex < begun + rate_mHz / 1000; // at this very tick, by a window that closed on it
  due = into_s || ended ? sampleIndex + ((INTERVAL_s - into_s) * rate_mHz) / 1000 : sampleIndex;
}

/** The tick that ends the interval under way is one of two hours: of the clock, or without one the twelfth since start. */
function isEvenTick(): bool {
  if (second_s == 0) return (intervals + 1) % (TWO_HOURS_s / INTERVAL_s) == 0;
  const ahead_s = (<i64>(due - secondAt) * 1000) / <i64>rate_mHz;
  return (second_s + <u64>ahead_s + NEAR_s) % TWO_HOURS_s < 2 * NEAR_s;
}

/** An interval that a start or a change of the clock made shorter or longer than ten minutes, by a second or more. */
function isWhole(): bool {
  const samples = <i64>((INTERVAL_s * rate_mHz) / 1000);
  const departure = <i64>(due - begun) - samples;
  return departure > -<i64>(rate_mHz / 1000) && departure < <i64>(rate_mHz / 1000);
}

/** Adds the quantities of a window of a whole number of cycles, which closed at a sample. */
export function followWindowOfCycles(sampleIndex: u64, lost: u64): void {
  addWindow(Open.TEN_MINUTES);
  followShortIntervals(sampleIndex, lost);
}

/** A window closed: the first one at or after the tick ends the interval; `lost` samples were missed since start. */
export function closeTenMinutes(sampleIndex: u64, lost: u64): void {
  if (sampleIndex < due || isUnpublished(INTERVAL_TEN_MINUTES)) return;
  const flags = (lost != lostBefore ? AGGREGATE_FLAG_MISSED : 0) | (isWhole() ? 0 : AGGREGATE_FLAG_NOT_WHOLE);
  endsTwoHours = isEvenTick();
  begun = due;
  passTick(sampleIndex);
  closeInterval(Open.TEN_MINUTES, INTERVAL_TEN_MINUTES, flags);
  publishInterval(INTERVAL_TEN_MINUTES, sampleIndex);
  beginShortInterval(lost);
  lostBefore = lost;
}

/** Does the next piece of what publishes an interval, at each of the flickermeter's values. */
export function continueIntervals(): void {
  if (continuePublication() == INTERVAL_TEN_MINUTES) followTwoHours(endsTwoHours);
}
