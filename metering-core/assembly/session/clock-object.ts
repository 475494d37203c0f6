// The clock as an object (class 8): read by everybody, set by those who may, within ten seconds of their challenge.
// Legally relevant (IR46). Changes alter the software identification.
import { DATE_TIME_BYTES, takeDateTime } from '../../../shared-protocol/assembly/objects/date-time';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { NO_DEVIATION, setDateTime, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { REFUSED_RIGHT, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { isDaylight, localOffset_s } from '../clock/local-time';
import { clock_s, clockStopped } from '../clock/rtc';
import { isUncertain, refuseSetting, slewLeft_s } from '../clock/setting';
import { setClock as setByClient, slewClock } from '../records/clock-acts';
import { askingAssociation } from './asker';
import { CHALLENGE_s, challengeAge_s } from './association';
import { noteRefusal } from './counters';
import { staged, stagedLength, stagedNumber } from './staging';

/** Bits of the clock's status (IEC 62056-6-2, 4.1.6.1). */
const INVALID: i32 = 1;
const DOUBTFUL: i32 = 2;
const DAYLIGHT: i32 = 128;
/** An internal crystal. */
const CRYSTAL: i32 = 1;
const QUARTER_s: i64 = 900;
const MINUTE_s: i64 = 60;
/** How far a clock may be shifted at once (IEC 62056-6-2, 4.5.1). */
const SHIFT_MAX_s: i64 = 900;

// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

/** Puts a time (UTC) as local time with its deviation. */
export function setLocal(value: Value, utc_s: u64, status: i32): i32 {
  const offset_s = localOffset_s(<i64>utc_s);
  const daylight = isDaylight(<i64>utc_s) ? DAYLIGHT : 0;
  return setDateTime(value, (<i64>utc_s + offset_s) * 1000, <i32>(offset_s / MINUTE_s), status | daylight);
}

function trustOfClock(): i32 {
  if (clock_s == 0) return INVALID;
  return clockStopped || isUncertain() ? DOUBTFUL : 0;
}

export function clockTime(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setLocal(value, clock_s, trustOfClock());
}

export function clockState(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, trustOfClock() | (isDaylight(<i64>clock_s) ? DAYLIGHT : 0));
}

export function clockBase(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, CRYSTAL);
}

/**
 * The age of the challenge is how long a command may have been held back: above CHALLENGE_s it is none any more. Returns OK
 * or TIMEOUT, which is counted.
 */
function judgeAge(): i32 {
  if (challengeAge_s(askingAssociation()) <= CHALLENGE_s) return Status.OK;
  noteRefusal(REFUSED_RIGHT);
  refuseSetting();
  return Status.TIMEOUT;
}

/** Sets the clock; the age of the challenge is the uncertainty of the time. Returns a Status: TIMEOUT for one too old. */
function setClock(time_s: i64): i32 {
  const status = judgeAge();
  if (status != Status.OK) return status;
  const age_s = challengeAge_s(askingAssociation());
  return time_s > 0 ? setByClient(askingAssociation().client, <u64>time_s, age_s) : Status.OUT_OF_RANGE;
}

export function clockSlew(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, slewLeft_s());
}

/** What is written replaces what was still to come; 0 ends it. */
export function commitClockSlew(row: ObjectRow, entry: i32, place: i32): i32 {
  const status = judgeAge();
  if (status != Status.OK) return status;
  return clock_s ? slewClock(askingAssociation().client, stagedNumber()) : Status.NOT_FOUND;
}

/** Without a deviation it is local time, of the hour that the zone has before a change of it. */
function utcOf(value: Value): i64 {
  const local_s = (value.number + 500) / 1000;
  if (value.length != NO_DEVIATION) return local_s - <i64>value.length * MINUTE_s;
  return local_s - localOffset_s(local_s - localOffset_s(local_s));
}

export function commitClockTime(row: ObjectRow, entry: i32, place: i32): i32 {
  const value = changetype<Value>(VALUE);
  if (stagedLength != DATE_TIME_BYTES) return Status.BAD_LENGTH;
  const status = takeDateTime(staged(), value);
  return status == Status.OK ? setClock(utcOf(value)) : status;
}

/** To the nearest multiple. */
function adjust(step_s: i64): i32 {
  if (clock_s == 0) return Status.NOT_FOUND;
  return setClock((<i64>clock_s + step_s / 2) / step_s * step_s);
}

export function commitAdjustToQuarter(row: ObjectRow, entry: i32, place: i32): i32 {
  return adjust(QUARTER_s);
}

export function commitAdjustToMinute(row: ObjectRow, entry: i32, place: i32): i32 {
  return adjust(MINUTE_s);
}

export function commitShiftTime(row: ObjectRow, entry: i32, place: i32): i32 {
  const by_s = stagedNumber();
  if (clock_s == 0) return Status.NOT_FOUND;
  return by_s < -SHIFT_MAX_s || by_s > SHIFT_MAX_s ? Status.OUT_OF_RANGE : setClock(<i64>clock_s + by_s);
}
