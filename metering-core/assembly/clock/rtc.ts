// The RTC as the board tells of it: what it shows, second by second, and whether that is a time.
// Legally relevant (IR46). Changes alter the software identification.
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { clockRead } from '../host';

/** Seconds from one reading to the next: the edges are counted between them. */
const READ_EACH_s: i32 = 3600;
/** After a reading that gave no time. */
const RETRY_s: i32 = 60;

/** Seconds since 1970, UTC; 0 while no time is known. */
export let clock_s: u64 = 0;
/** Of the last reading; NOT_STARTED before the first. */
export let clockStatus: i32 = Status.NOT_STARTED;
/** Its oscillator had stopped since it was set: the time is none to rely on. */
export let clockStopped: bool = false;
let untilRead_s: i32 = 0;

/** Nothing is known, and a reading is asked for. */
export function resetClock(): void {
  clock_s = 0;
  clockStatus = Status.NOT_STARTED;
  clockStopped = false;
  readClock();
}

/** Where another reading is still under way, it is tried again with the next second. */
function readClock(): void {
  untilRead_s = clockRead() == Status.OK ? READ_EACH_s : 1;
}

/** Takes what a reading or setting came to. */
export function adoptClock(status: i32, time_s: u64, stopped: bool): void {
  clockStatus = status;
  clock_s = status == Status.OK ? time_s : 0;
  clockStopped = status == Status.OK && stopped;
  untilRead_s = status == Status.OK ? READ_EACH_s : RETRY_s;
}

/** A second of the RTC began. */
export function clockSecond(): void {
  if (clock_s) clock_s++;
  if (--untilRead_s <= 0) readClock();
}
