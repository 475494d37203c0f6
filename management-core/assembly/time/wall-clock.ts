// The time of day between the readings of the metering core's clock, which tells whole seconds.
const SECOND_us: i64 = 1_000_000;

/** How far UTC is ahead of the time since start, us, as near as the readings tell. */
let ahead_us: i64 = 0;
let wallClockKnown: bool = false;

export function resetWallClock(): void {
  ahead_us = 0;
  wallClockKnown = false;
}

/** Takes what the clock showed at a time since start: it was that second, so one that is told earlier or later is moved as little as that takes. */
export function takeWallClock(clock_s: i64, at_us: i64): void {
  const least = clock_s * SECOND_us - at_us;
  const most = least + SECOND_us - 1;
  ahead_us = wallClockKnown ? min(max(ahead_us, least), most) : least;
  wallClockKnown = true;
}

/** Seconds since 1970 (UTC). */
export function wallClock_s(now_us: i64): i64 {
  return (now_us + ahead_us) / SECOND_us;
}
