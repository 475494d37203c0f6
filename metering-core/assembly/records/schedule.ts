// Which freezes are due: by local time, each once in its hour, day, month or billing period, late where the meter was off.
// Legally relevant (IR46). Changes alter the software identification.
import { RING_BILLING, RING_DAYS, RING_HOURS, RING_MONTHS } from '../../../shared-protocol/generated/assembly/protocol';
import { civilOf, DAY_s, monthOf, yearOf } from '../../../shared-protocol/assembly/objects/calendar';
import { localOffset_s, localTime } from '../clock/local-time';
import { headOf } from './rings';

const HOUR_s: i64 = 3600;
const MINUTE_s: i64 = 60;

/** Months since year 0. */
function monthsOf(local_s: i64): i64 {
  const date = civilOf(<i32>(local_s / DAY_s));
  return <i64>yearOf(date) * 12 + monthOf(date);
}

/** Hours go by the zone without daylight saving: none is left out where clocks are put back. */
function periodOf(ring: i32, utc_s: i64): i64 {
  if (ring == RING_HOURS) return (utc_s + <i64>localTime().zone_min * MINUTE_s) / HOUR_s;
  const local_s = utc_s + localOffset_s(utc_s);
  if (ring == RING_DAYS) return local_s / DAY_s;
  if (ring == RING_MONTHS) return monthsOf(local_s);
  return monthsOf(local_s - <i64>(localTime().billing_day - 1) * DAY_s - <i64>localTime().billing_hour * HOUR_s);
}

/** True when a period of a ring began since its last freeze, or the clock went back over one. */
export function freezeIsDue(ring: i32, utc_s: u64): bool {
  return headOf(ring).newest == 0 || periodOf(ring, <i64>utc_s) != periodOf(ring, <i64>headOf(ring).time_s);
}

/** True when the period did not begin at this minute, but somewhere before it. */
export function isLate(ring: i32, utc_s: u64): bool {
  return periodOf(ring, <i64>utc_s) == periodOf(ring, <i64>utc_s - MINUTE_s);
}

/** The rings that freeze by the clock. */
export function isScheduled(ring: i32): bool {
  return ring == RING_HOURS || ring == RING_DAYS || ring == RING_MONTHS || ring == RING_BILLING;
}
