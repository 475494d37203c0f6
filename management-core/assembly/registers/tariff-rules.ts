// What makes a tariff table one that can hold: every name it uses is there, every day has its rates from midnight on.
import {
  TARIFF_TABLE_day, TARIFF_TABLE_season, TARIFF_TABLE_switching, TARIFF_TABLE_week, TariffTable,
} from '../../../shared-protocol/generated/assembly/layouts';
import { TARIFF_DAY_SWITCHINGS, TARIFF_RATES, TARIFF_SWITCHINGS } from '../../../shared-protocol/generated/assembly/protocol';

/** A length, then eight bytes. */
export const NAME: i32 = 9;
export const NAME_MOST: i32 = NAME - 1;
const START: i32 = 12;
export const SEASON: i32 = NAME + START + NAME;
export const WEEK: i32 = NAME + 7;
export const DAY: i32 = 4;
const DAY_COUNT: usize = 1;
const DAY_FIRST: usize = 2;
/** A switching time is minute x RATE_STEP + rate. */
export const RATE_STEP: i32 = 16;
const MINUTES: i32 = 1440;

export function seasonAt(table: TariffTable, index: i32): usize {
  return changetype<usize>(table) + TARIFF_TABLE_season + <usize>(index * SEASON);
}

/** Date and time at which a season begins. */
export function startOf(season: usize): usize {
  return season + NAME;
}

export function weekNameOf(season: usize): usize {
  return season + NAME + START;
}

export function weekAt(table: TariffTable, index: i32): usize {
  return changetype<usize>(table) + TARIFF_TABLE_week + <usize>(index * WEEK);
}

export function dayAt(table: TariffTable, index: i32): usize {
  return changetype<usize>(table) + TARIFF_TABLE_day + <usize>(index * DAY);
}

export function switchingsOf(day: usize): i32 {
  return load<u8>(day, DAY_COUNT);
}

export function firstSwitchingOf(day: usize): i32 {
  return load<u16>(day, DAY_FIRST);
}

export function putDay(day: usize, number: u8, count: i32, first: i32): void {
  store<u8>(day, number);
  store<u8>(day, <u8>count, DAY_COUNT);
  store<u16>(day, <u16>first, DAY_FIRST);
}

export function switchingAt(table: TariffTable, index: i32): usize {
  return changetype<usize>(table) + TARIFF_TABLE_switching + <usize>(index << 1);
}

export function sameName(a: usize, b: usize): bool {
  const length = load<u8>(a);
  return length == load<u8>(b) && memory.compare(a + 1, b + 1, length) == 0;
}

/** Index of a week by its name, -1 for none. */
export function findWeek(table: TariffTable, name: usize): i32 {
  for (let i: i32 = 0; i < <i32>table.weeks; i++) if (sameName(weekAt(table, i), name)) return i;
  return -1;
}

/** A day table by its number, 0 for none. */
export function findDay(table: TariffTable, number: i32): usize {
  for (let i: i32 = 0; i < <i32>table.days; i++) {
    if (<i32>load<u8>(dayAt(table, i)) == number) return dayAt(table, i);
  }
  return 0;
}

/** Its switching times go up from midnight on, each with a rate. */
export function dayIsSound(table: TariffTable, day: usize): bool {
  const count = switchingsOf(day);
  if (count < 1 || count > TARIFF_DAY_SWITCHINGS || firstSwitchingOf(day) + count > TARIFF_SWITCHINGS) return false;
  let before: i32 = -1;
  for (let i: i32 = 0; i < count; i++) {
    const entry = <i32>load<u16>(switchingAt(table, firstSwitchingOf(day) + i));
    const minute = entry / RATE_STEP;
    const rate = entry % RATE_STEP;
    if (minute <= before || minute >= MINUTES || rate < 1 || rate > TARIFF_RATES || (i == 0 && minute != 0)) return false;
    before = minute;
  }
  return true;
}

function weekIsSound(table: TariffTable, week: usize): bool {
  for (let weekday: i32 = 0; weekday < 7; weekday++) {
    if (findDay(table, load<u8>(week + NAME + weekday)) == 0) return false;
  }
  return true;
}

/** All that the seasons name is there and sound. */
export function isConsistent(table: TariffTable): bool {
  if (table.seasons == 0) return false;
  for (let i: i32 = 0; i < <i32>table.seasons; i++) if (findWeek(table, weekNameOf(seasonAt(table, i))) < 0) return false;
  for (let i: i32 = 0; i < <i32>table.weeks; i++) if (!weekIsSound(table, weekAt(table, i))) return false;
  for (let i: i32 = 0; i < <i32>table.days; i++) if (!dayIsSound(table, dayAt(table, i))) return false;
  return true;
}
