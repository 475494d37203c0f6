// Whether a local time lies within hours of certain days of the week.

const DAY_s: i64 = 86_400;
const DAY_min: i64 = 1_440;
const WEEK: i64 = 7;
/** 1970-01-01 was a Thursday; Monday is 0. */
const FIRST_WEEKDAY: i64 = 3;

function isOn(days: i32, day: i64): bool {
  return (days & (1 << <i32>((day + FIRST_WEEKDAY) % WEEK))) != 0;
}

/** At a local time, seconds since 1970 as its clock shows it; without a known time (0) it is within none. Days: bit n, Monday 0. */
export function isWithinHours(local_s: i64, days: i32, from_min: i64, to_min: i64): bool {
  if (local_s <= 0) return false;
  const day = local_s / DAY_s;
  const minute = (local_s / 60) % DAY_min;
  if (from_min <= to_min) return minute >= from_min && minute < to_min && isOn(days, day);
  // Over midnight: the evening belongs to its own day, the morning to the day before.
  return (minute >= from_min && isOn(days, day)) || (minute < to_min && isOn(days, day - 1));
}
