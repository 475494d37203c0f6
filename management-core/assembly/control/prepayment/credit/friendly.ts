// Friendly hours: within them a meter without credit is not disconnected.
import { parameters } from '../parameters';

const DAY_s: i64 = 86_400;
const DAY_min: i64 = 1_440;
const WEEK: i64 = 7;
/** 1970-01-01 was a Thursday; Monday is 0. */
const FIRST_WEEKDAY: i64 = 3;

function isFriendlyDay(day: i64): bool {
  return (parameters().friendly_days & (1 << <u8>((day + FIRST_WEEKDAY) % WEEK))) != 0;
}

/** At a local time, seconds since 1970 as its clock shows it; without a known time (0) no hour is friendly. */
export function isFriendly(local_s: i64): bool {
  if (local_s <= 0) return false;
  const day = local_s / DAY_s;
  const minute = (local_s / 60) % DAY_min;
  const from = <i64>parameters().friendly_from_min;
  const to = <i64>parameters().friendly_to_min;
  if (from <= to) return minute >= from && minute < to && isFriendlyDay(day);
  // Over midnight: the evening belongs to its own day, the morning to the day before.
  return (minute >= from && isFriendlyDay(day)) || (minute < to && isFriendlyDay(day - 1));
}
