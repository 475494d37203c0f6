// When a season may begin: at midnight of a day that a year or every year has.
import { ANY_YEAR, LAST, OPEN, yearOfStart } from '../registers/tariff-day';
import { daysOfMonth } from '../../../shared-protocol/assembly/objects/calendar';

/** A leap year: 29 February is a day of it. */
const LEAP_YEAR: i32 = 2028;
const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2199;

function dayIsSound(year: i32, month: i32, day: i32): bool {
  if (day == LAST) return true;
  return day >= 1 && day <= daysOfMonth(year == ANY_YEAR ? LEAP_YEAR : year, month);
}

/** Hour, minute, second and hundredths are zero or open. */
function isMidnight(start: usize): bool {
  for (let i: i32 = 5; i < 9; i++) if (load<u8>(start + i) != 0 && <i32>load<u8>(start + i) != OPEN) return false;
  return true;
}

/** True for twelve bytes of a date and time (IEC 62056-6-2) that a season can begin at; deviation and status say nothing here. */
export function startIsSound(start: usize): bool {
  const year = yearOfStart(start);
  const month = <i32>load<u8>(start, 2);
  const weekday = <i32>load<u8>(start, 4);
  if (year != ANY_YEAR && (year < FIRST_YEAR || year > LAST_YEAR)) return false;
  if (month < 1 || month > 12 || (weekday != OPEN && (weekday < 1 || weekday > 7))) return false;
  return dayIsSound(year, month, load<u8>(start, 3)) && isMidnight(start);
}
