// What time it is: second by second of the RTC, and whether that is a time.
// Legally relevant (IR46). Changes alter the software identification.
import { CLOCK_SET, CLOCK_SOURCE_RTC, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { clockRead } from '../host';
import { beginSecond, lastSecond } from './seconds';

/** Seconds from one reading to the next: between them seconds are counted. */
const READ_EACH_s: i64 = 3600;
/** After a reading that gave no time. */
const RETRY_s: i64 = 60;
/** After the first reading, which fell anywhere in its second: those asked for where one begins are clear. */
const CONFIRM_s: i64 = 5;

/** Seconds since 1970, UTC; 0 while no time is known. */
export let clock_s: u64 = 0;
/** Of the last reading; NOT_STARTED before the first. */
export let clockStatus: i32 = Status.NOT_STARTED;
/** Its oscillator had stopped since it was set: the time is none to rely on. */
export let clockStopped: bool = false;
/** Temperature of the RTC at its last reading, m degrees C. */
export let clockTemperature_mC: i32 = 23_000;
/** Steps of the clock since the start: who keeps a number sees whether there was one since. */
export let clockSteps: u32 = 0;
let untilRead_s: i64 = 0;
let confirmed: bool = false;
/** Time up to which the registers were kept, before this start; 0: unknown. */
let kept_s: u64 = 0;
/** A reading may be of the second before. */
const BACK_s: u64 = 2;

/** CLOCK_SOURCE_* of the last change to be told, and its size; 0 once it was told. */
export let changedBy: i32 = 0;
export let change_s: i64 = 0;

/** Nothing is known, and a reading is asked for. */
export function resetClock(): void {
  clock_s = 0;
  clockStatus = Status.NOT_STARTED;
  clockStopped = false;
  clockSteps = 0;
  confirmed = false;
  kept_s = 0;
  changedBy = 0;
  readClock();
}

/** Where another reading is still under way, it is tried again with the next second. */
function readClock(): void {
  untilRead_s = clockRead() == Status.OK ? READ_EACH_s : 1;
}

/** Something is to be told of the clock: who changes it, and by how much. */
export function tellChange(source: i32, by_s: i64): void {
  changedBy = source;
  change_s = by_s;
}

export function changeWasTold(): void {
  changedBy = 0;
}

/** The first time that the RTC shows is not before this one, which the registers were kept at. */
export function expectClock(time_s: u64): void {
  kept_s = time_s;
}

/** The clock goes to another time at once. */
export function stepClock(to_s: u64): void {
  clockSteps++;
  clock_s = to_s;
}

/** The RTC showed a time at a sample; a second may have begun since. */
function follow(shown_s: u64, at: u64): void {
  const now_s = lastSecond() > at ? shown_s + 1 : shown_s;
  if (clock_s != 0 && confirmed && now_s != clock_s) {
    tellChange(CLOCK_SOURCE_RTC, <i64>(now_s - clock_s));
    stepClock(now_s);
  } else if (clock_s == 0 && now_s + BACK_s < kept_s) {
    tellChange(CLOCK_SOURCE_RTC, <i64>(now_s - kept_s));
    stepClock(now_s);
  }
  clock_s = now_s;
  untilRead_s = confirmed ? READ_EACH_s : CONFIRM_s;
  confirmed = true;
}

/** Takes what a reading or setting came to. A time that is known goes on without the RTC. */
export function adoptClock(operation: i32, status: i32, time_s: u64, stopped: bool, temperature_mC: i32, at: u64): void {
  clockStatus = status;
  untilRead_s = RETRY_s;
  if (status != Status.OK) return;
  clockStopped = stopped;
  clockTemperature_mC = temperature_mC;
  if (operation != CLOCK_SET) return follow(time_s, at);
  clock_s = time_s;
  confirmed = true;
  untilRead_s = READ_EACH_s;
  beginSecond(at);
}

/** Seconds of the clock began: one, or several where samples are missing. */
export function passSeconds(seconds: i64): void {
  if (clock_s) clock_s += seconds;
  untilRead_s -= seconds;
  if (untilRead_s <= 0) readClock();
}
