// Single action schedules (class 22): when the script of each is executed, by local time; in two banks of the FRAM.
import { SINGLE_ACTIONS_BYTES, SINGLE_ACTIONS_time, SingleActions } from '../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_SINGLE_ACTIONS_A, FRAM_SINGLE_ACTIONS_B, FUNCTION_SCHEDULES, SINGLE_ACTION_TIMES, SINGLE_ACTIONS_MAGIC,
} from '../../../shared-protocol/generated/assembly/protocol';
import { civilOf, dayOf, daysOfMonth, monthOf, weekdayOf, yearOf } from '../../../shared-protocol/assembly/objects/calendar';
import { functionIsOn } from '../access/functions';
import { localNow_s } from '../control/local-now';
import { loadBanked, replaceBanked } from '../storage/banked-record';
import { dayOfTime, minuteOfTime } from '../time/schedule';
import { askScript } from './queue';

/** The end of the billing period (0-0:15.0.0), a push (0-0:15.0.4). */
export const ENDS_PERIOD: i32 = 0;
export const PUSHES: i32 = 1;
const ACTIONS: i32 = 2;
/** A time, then a date. */
export const EXECUTION_BYTES: i32 = 9;
export const TIME_BYTES: i32 = 4;
const OPEN: u8 = 0xff;
/** Days of a month counted from its end. */
const LAST_DAY: u8 = 0xfe;
const DAY_BEFORE_LAST: u8 = 0xfd;
const MINUTE_s: i64 = 60;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(SINGLE_ACTIONS_BYTES, 8);
// @ts-ignore: decorator
@lazy const NEXT = memory.data(SINGLE_ACTIONS_BYTES, 8);
/** The last minute that was looked at, 0 for none. */
let minuteBefore: i64 = 0;

export function resetSingleActions(): void {
  loadBanked(RECORD, NEXT, SINGLE_ACTIONS_BYTES, SINGLE_ACTIONS_MAGIC, FRAM_SINGLE_ACTIONS_A, FRAM_SINGLE_ACTIONS_B);
  minuteBefore = 0;
}

function executionIn(record: usize, action: i32, n: i32): usize {
  return record + SINGLE_ACTIONS_time + <usize>((action * SINGLE_ACTION_TIMES + n) * EXECUTION_BYTES);
}

/** Where the n-th time of an action stands. */
export function executionAt(action: i32, n: i32): usize {
  return executionIn(RECORD, action, n);
}

export function executions(action: i32): i32 {
  return action == PUSHES ? changetype<SingleActions>(RECORD).count_1 : changetype<SingleActions>(RECORD).count_0;
}

/** What is in force, to be changed. */
export function beginExecutions(): void {
  memory.copy(NEXT, RECORD, SINGLE_ACTIONS_BYTES);
}

export function executionToBe(action: i32, n: i32): usize {
  return executionIn(NEXT, action, n);
}

export function setExecutions(action: i32, count: i32): void {
  if (action == PUSHES) changetype<SingleActions>(NEXT).count_1 = <u8>count;
  else changetype<SingleActions>(NEXT).count_0 = <u8>count;
}

/** True of a time to the minute and a date, in which all but the seconds may be left open. */
export function isExecution(at: usize): bool {
  const hour = load<u8>(at);
  const minute = load<u8>(at, 1);
  const second = load<u8>(at, 2);
  if ((hour > 23 && hour != OPEN) || (minute > 59 && minute != OPEN) || (second != 0 && second != OPEN)) return false;
  const month = load<u8>(at, 6);
  const day = load<u8>(at, 7);
  const weekday = load<u8>(at, 8);
  if (month != OPEN && (month < 1 || month > 12)) return false;
  if (weekday != OPEN && (weekday < 1 || weekday > 7)) return false;
  return day >= DAY_BEFORE_LAST || (day >= 1 && day <= 31);
}

/** Stored before it is in force. Returns a Status. */
export function replaceExecutions(): i32 {
  return replaceBanked(RECORD, NEXT, SINGLE_ACTIONS_BYTES, SINGLE_ACTIONS_MAGIC, FRAM_SINGLE_ACTIONS_A, FRAM_SINGLE_ACTIONS_B);
}

function agrees(field: u8, value: i32): bool {
  return field == OPEN || <i32>field == value;
}

function isDay(field: u8, day: i32, days: i32): bool {
  if (field == LAST_DAY) return day == days;
  return field == DAY_BEFORE_LAST ? day == days - 1 : agrees(field, day);
}

function isDate(at: usize, days: i32): bool {
  const date = civilOf(days);
  const year = bswap<u16>(load<u16>(at));
  if (year != 0xffff && <i32>year != yearOf(date)) return false;
  const inMonth = daysOfMonth(yearOf(date), monthOf(date));
  return agrees(load<u8>(at, 2), monthOf(date)) && isDay(load<u8>(at, 3), dayOf(date), inMonth) && agrees(load<u8>(at, 4), weekdayOf(days));
}

/** True where a time to the minute and a date are those of a local time. */
export function isExecutedAt(at: usize, local_s: i64): bool {
  const minute = minuteOfTime(local_s);
  return agrees(load<u8>(at), minute / 60) && agrees(load<u8>(at, 1), minute % 60) && isDate(at + TIME_BYTES, dayOfTime(local_s));
}

function isDue(action: i32, local_s: i64): bool {
  for (let n: i32 = 0; n < executions(action); n++) if (isExecutedAt(executionAt(action, n), local_s)) return true;
  return false;
}

/** Table and script of an action: 0-0:10.0.1.255 or 0-0:10.0.108.255, script 1. */
export function tableOf(action: i32): i32 {
  return action == PUSHES ? 108 : 1;
}

/** Each tick: what a minute that began is the time of. A minute that was passed over, without supply too, is not made up for. */
export function singleActionsTick(): void {
  const local_s = localNow_s();
  const minute = local_s / MINUTE_s;
  if (local_s == 0 || minute == minuteBefore) return;
  const isFirst = minuteBefore == 0;
  minuteBefore = minute;
  if (isFirst || !functionIsOn(FUNCTION_SCHEDULES)) return;
  for (let action: i32 = 0; action < ACTIONS; action++) if (isDue(action, local_s)) askScript(tableOf(action), 1, true);
}
