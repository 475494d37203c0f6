// Times of a push setup: whether it is within its windows now, and behind the start of its confirmations, by local time.
import { PushSetup } from '../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { takeDateTime } from '../../../shared-protocol/assembly/objects/date-time';
import { Value } from '../../../shared-protocol/assembly/objects/value';
import { localNow_s } from '../control/local-now';
import { isUnspecified } from '../time/unspecified-time';
import { WINDOW_BYTES, windowAt } from './settings';

const OPEN: u8 = 0xff;
const DAY_s: i64 = 86_400;
const MILLI: i64 = 1000;
/** Where the time of day stands in a date and time, and bytes of either. */
const TIME: usize = 5;
const DATE_BYTES: i32 = 5;

// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

function isOpen(at: usize, bytes: i32): bool {
  for (let i: i32 = 0; i < bytes; i++) if (load<u8>(at + i) != OPEN) return false;
  return true;
}

/** Seconds of the day at an address of hour, minute and second, which may be open; -1 for none. */
function secondsOf(at: usize): i64 {
  const second = load<u8>(at, 2) == OPEN ? 0 : <i64>load<u8>(at, 2);
  if (load<u8>(at) > 23 || load<u8>(at, 1) > 59 || second > 59) return -1;
  return <i64>load<u8>(at) * 3600 + <i64>load<u8>(at, 1) * 60 + second;
}

/** Seconds since 1970 as the clock on the wall shows them, -1 for none. */
function instant_s(at: usize): i64 {
  const value = changetype<Value>(VALUE);
  return takeDateTime(at, value) == Status.OK ? value.number / MILLI : -1;
}

/** Start and end are both dated, or both of every day. */
export function isWindow(at: usize): bool {
  const end = at + <usize>(WINDOW_BYTES >> 1);
  const isDaily = isOpen(at, DATE_BYTES);
  if (isDaily != isOpen(end, DATE_BYTES)) return false;
  if (isDaily) return secondsOf(at + TIME) >= 0 && secondsOf(end + TIME) >= 0;
  return instant_s(at) >= 0 && instant_s(end) > instant_s(at);
}

function isWithin(at: usize, local_s: i64): bool {
  const end = at + <usize>(WINDOW_BYTES >> 1);
  if (!isOpen(at, DATE_BYTES)) return local_s >= instant_s(at) && local_s < instant_s(end);
  const second = local_s % DAY_s;
  const from = secondsOf(at + TIME);
  const to = secondsOf(end + TIME);
  return from < to ? second >= from && second < to : second >= from || second < to;
}

/** Without windows it is always; without a known time within none. */
export function isInWindow(record: PushSetup): bool {
  if (record.windows == 0) return true;
  const local_s = localNow_s();
  if (local_s == 0) return false;
  for (let n: i32 = 0; n < <i32>record.windows; n++) if (isWithin(windowAt(record, n), local_s)) return true;
  return false;
}

/** True of a date and time that is over, or not specified. */
export function isPastStart(at: usize): bool {
  return isUnspecified(at) || localNow_s() >= max<i64>(instant_s(at), 1);
}

/** True of what isPastStart can judge. */
export function isStart(at: usize): bool {
  return isUnspecified(at) || instant_s(at) >= 0;
}
