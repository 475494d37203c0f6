// Friendly hours: within them a meter without credit is not disconnected.
import { isWithinHours } from '../../../time/hours';
import { parameters } from '../parameters';

/** At a local time, seconds since 1970 as its clock shows it; without a known time (0) no hour is friendly. */
export function isFriendly(local_s: i64): bool {
  const terms = parameters();
  return isWithinHours(local_s, terms.friendly_days, terms.friendly_from_min, terms.friendly_to_min);
}
