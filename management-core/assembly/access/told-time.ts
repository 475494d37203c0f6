// The time of day as the metering core told it last, and what else of its status counts while it is young.
import { Status as MeteringStatus } from '../../../shared-protocol/generated/assembly/layouts';
import { EVENT_MAIN_COVER_OPEN, MESSAGE_READ_STATUS } from '../../../shared-protocol/generated/assembly/protocol';
import { CASE_AGE_s } from '../../../shared-protocol/generated/assembly/programming';
import { age_us, frontBank, isMirrored, mirrored } from '../link/mirror';
import { slotOf } from '../link/slots';
import { now_us } from '../time/clock';

function statusRecord(): MeteringStatus | null {
  const slot = slotOf(MESSAGE_READ_STATUS, 0);
  return isMirrored(frontBank(), slot) ? changetype<MeteringStatus>(mirrored(frontBank(), slot)) : null;
}

function statusAge_us(): i64 {
  return age_us(frontBank(), slotOf(MESSAGE_READ_STATUS, 0), now_us);
}

/** Seconds since 1970 (UTC), 0 while no time is known: what the clock showed, and the age of that. */
export function told_s(): u64 {
  const record = statusRecord();
  if (record == null || record.clock_s == 0) return 0;
  return record.clock_s + <u64>(statusAge_us() / 1_000_000);
}

/** True while the metering core tells that the main cover is off; what it told too long ago does not count. */
export function caseIsOpen(): bool {
  const record = statusRecord();
  if (record == null || statusAge_us() > <i64>CASE_AGE_s * 1_000_000) return false;
  return ((record.active_events >> <u64>EVENT_MAIN_COVER_OPEN) & 1) != 0;
}
