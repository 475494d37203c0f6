// Setting and slewing the clock: what a command asks for, counted before it is done, and what of a slew is still to come.
// Legally relevant (IR46). Changes alter the software identification.
import {
  CLOCK_SET, CLOCK_SOURCE_BROADCAST, CLOCK_SOURCE_COMMAND, CLOCK_SOURCE_SLEW, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { clockSet } from '../host';
import { DAY_s } from '../../../shared-protocol/assembly/objects/calendar';
import { localOffset_s, localTime } from './local-time';
import { clock_s, stepClock, tellChange } from './rtc';
import { clockState, knowTime, storeClockState, uncertainty_s, UNKNOWN_s } from './uncertainty';

/** 2000-01-01 and 2200-01-01, seconds since 1970: what the RTC can hold. */
const EARLIEST_s: u64 = 946_684_800;
const LATEST_s: u64 = 7_258_118_400;
/** Second of a minute at which a slew moves the clock: no minute, and so no record, is left out or comes twice. */
const SLEW_SECOND: i64 = 30;
const DAY_min: i64 = 1440;
const MINUTE_s: i64 = 60;
/** What a slew may be asked to make up for. */
const SLEW_MOST_s: i64 = 3600;
const BROADCAST_MOST_s: i64 = 300;

/** A setting under way: its time, and how uncertain that is. */
let wanted_s: u64 = 0;
let wanted_us: u64 = 0;
/** The RTC was told to take a time: that of a command, or one second of a slew. */
let underWay: bool = false;
let byCommand: bool = false;
/** Minute, since 1970, in which a slew moved the clock last: at a second that comes twice it moves once. */
let slewed_min: i64 = 0;

export function resetSetting(): void {
  underWay = false;
  slewed_min = 0;
}

/** Counts what was refused. */
export function refuseSetting(): void {
  clockState().refused++;
  storeClockState();
}

/** What setClockByCommand would answer, without doing it. */
export function judgeSetting(time_s: u64, uncertain_s: i32): i32 {
  if (time_s < EARLIEST_s || time_s >= LATEST_s || uncertain_s < 0) return Status.OUT_OF_RANGE;
  return underWay ? Status.BUSY : Status.OK;
}

/**
 * Sets the clock to a time (UTC) that is known to so many seconds; it comes into force when the RTC took it. Counted, and
 * its uncertainty widened by the step, before anything is done: a cut in between leaves no time that claims too much.
 * Returns OK, BUSY while a setting is under way, OUT_OF_RANGE, or STORAGE_FAILED.
 */
export function setClockByCommand(time_s: u64, uncertain_s: i32): i32 {
  const judged = judgeSetting(time_s, uncertain_s);
  if (judged != Status.OK) return judged;
  const state = clockState();
  const step_s = <i64>(time_s - clock_s);
  state.settings++;
  state.slew_left_s = 0;
  if (state.known_s) state.uncertainty_us += <u64>(step_s < 0 ? -step_s : step_s) * 1_000_000;
  if (storeClockState() != Status.OK) return Status.STORAGE_FAILED;
  const status = tellRtc(time_s, true);
  wanted_s = time_s;
  wanted_us = <u64>uncertain_s * 1_000_000;
  return status;
}

function tellRtc(time_s: u64, command: bool): i32 {
  const status = clockSet(<i64>time_s);
  underWay = status == Status.OK;
  byCommand = command;
  return status;
}

/** An operation of the RTC ended. After a setting it shows the time that was wanted, or nothing changed. */
export function followSetting(operation: i32, status: i32): void {
  if (operation != CLOCK_SET || !underWay) return;
  underWay = false;
  if (status != Status.OK || !byCommand) return;
  tellChange(CLOCK_SOURCE_COMMAND, <i64>(wanted_s - clock_s));
  stepClock(wanted_s);
  clockState().set_s = wanted_s;
  knowTime(wanted_s, wanted_us);
  storeClockState();
}

/** Seconds of a slew that are still to come. */
export function slewLeft_s(): i32 {
  return clockState().slew_left_s;
}

export function judgeSlew(by_s: i64): i32 {
  return by_s < -SLEW_MOST_s || by_s > SLEW_MOST_s ? Status.OUT_OF_RANGE : Status.OK;
}

/** Makes up for seconds little by little: within the configured limit a day. Returns OK, OUT_OF_RANGE or STORAGE_FAILED. */
export function slewByCommand(by_s: i64): i32 {
  if (judgeSlew(by_s) != Status.OK) return Status.OUT_OF_RANGE;
  clockState().slews++;
  return slew(by_s, CLOCK_SOURCE_SLEW);
}

function slew(by_s: i64, source: i32): i32 {
  const before = clockState().slew_left_s;
  clockState().slew_left_s = <i32>by_s;
  if (storeClockState() == Status.OK) {
    tellChange(source, by_s);
    return Status.OK;
  }
  clockState().slew_left_s = before;
  return Status.STORAGE_FAILED;
}

/** Local day of a broadcast that may be taken now; 0 near midnight, where it could move a day's records. */
function broadcastDay(): u32 {
  const local_s = <i64>clock_s + localOffset_s(<i64>clock_s);
  const inDay_s = local_s % DAY_s;
  return inDay_s < BROADCAST_MOST_s || inDay_s >= DAY_s - BROADCAST_MOST_s ? 0 : <u32>(local_s / DAY_s);
}

/** What slewByBroadcast would answer, without doing or counting it. */
export function judgeBroadcast(time_s: u64): i32 {
  const by_s = <i64>(time_s - clock_s);
  const day = clock_s ? broadcastDay() : 0;
  if (day == 0 || by_s < -BROADCAST_MOST_s || by_s > BROADCAST_MOST_s) return Status.OUT_OF_RANGE;
  return clockState().broadcast_day == day ? Status.BUSY : Status.OK;
}

/**
 * Takes an unauthenticated time as a request to slew: once a day, by five minutes at most, not near midnight. Returns OK,
 * OUT_OF_RANGE, or BUSY where there was one that day; what is refused is counted.
 */
export function slewByBroadcast(time_s: u64): i32 {
  const judged = judgeBroadcast(time_s);
  if (judged != Status.OK) {
    refuseSetting();
    return judged;
  }
  clockState().broadcast_day = broadcastDay();
  clockState().broadcasts++;
  return slew(<i64>(time_s - clock_s), CLOCK_SOURCE_BROADCAST);
}

/** A second began: where a slew is under way and its turn has come, the clock goes a second further, or waits for one. */
export function slewSecond(): void {
  const left = clockState().slew_left_s;
  if (left == 0 || underWay || clock_s == 0 || <i64>clock_s % MINUTE_s != SLEW_SECOND) return;
  const now_min = <i64>clock_s / MINUTE_s;
  if (now_min == slewed_min || now_min % (DAY_min / <i64>localTime().slew_limit_s) != 0) return;
  const by: i32 = left < 0 ? -1 : 1;
  if (tellRtc(clock_s + by, false) != Status.OK) return;
  slewed_min = now_min;
  stepClock(clock_s + by);
  clockState().slew_left_s = left - by;
  storeClockState();
}

/** True while the uncertainty exceeds the configured limit, or no command ever set the clock. */
export function isUncertain(): bool {
  return uncertainty_s() > <i64>localTime().uncertainty_limit_s;
}

export function wasNeverSet(): bool {
  return uncertainty_s() == UNKNOWN_s && clockState().settings == 0;
}
