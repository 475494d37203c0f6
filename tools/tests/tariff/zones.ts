// Local times of places, by their laws; for scenarios and for what is recomputed beside them.

export interface Zone {
  isDaylight(utc_s: number): boolean;
  /** Minutes east of UTC. */
  offset_min(utc_s: number): number;
}

/** The last Sunday of a month (1..12) at an hour, UTC, in seconds since 1970. */
function lastSunday_s(year: number, month: number, hour: number): number {
  const last = new Date(Date.UTC(year, month, 0));
  return Date.UTC(year, month - 1, last.getUTCDate() - last.getUTCDay(), hour) / 1000;
}

/** Central Europe: an hour ahead of UTC, two from the last Sunday of March to that of October, 01:00 UTC. */
export const CENTRAL_EUROPE: Zone = {
  isDaylight(utc_s) {
    const year = new Date(utc_s * 1000).getUTCFullYear();
    return utc_s >= lastSunday_s(year, 3, 1) && utc_s < lastSunday_s(year, 10, 1);
  },
  offset_min(utc_s) {
    return this.isDaylight(utc_s) ? 120 : 60;
  },
};

/** A zone of half an hour, west of UTC, without daylight saving. */
export const MARQUESAS: Zone = {
  isDaylight: () => false,
  offset_min: () => -570,
};
