// How far local time is ahead of UTC, without and with daylight saving: what the metering core said of it last.
import { QUALITY_DAYLIGHT } from '../../../shared-protocol/generated/assembly/protocol';

const MINUTE_s: i64 = 60;

/** Minutes east of UTC, of each of the two; bit n of `known`: it is known. */
let standard_min: i32 = 0;
let daylight_min: i32 = 0;
let known: i32 = 0;

export function resetZone(): void {
  standard_min = 0;
  daylight_min = 0;
  known = 0;
}

/** 1 for a quality with daylight saving, else 0: which of both offsets holds. */
export function daylightOf(quality: i32): i32 {
  return quality & QUALITY_DAYLIGHT ? 1 : 0;
}

export function offsetIsKnown(daylight: i32): bool {
  return ((known >> daylight) & 1) != 0;
}

/** Minutes east of UTC; 0 while they are not known. */
export function offset_min(daylight: i32): i32 {
  return daylight ? daylight_min : standard_min;
}

/** Both are forgotten where one of them turns out otherwise: the zone itself was changed. */
export function learnOffset(daylight: i32, minutes: i32): void {
  if (offsetIsKnown(daylight) && offset_min(daylight) != minutes) known = 0;
  if (daylight) daylight_min = minutes;
  else standard_min = minutes;
  known |= 1 << daylight;
}

export function zoneKnown(): i32 {
  return known;
}

/** Local seconds since 1970 of a time (UTC). */
export function localOf(utc_s: i64, daylight: i32): i64 {
  return utc_s + <i64>offset_min(daylight) * MINUTE_s;
}
