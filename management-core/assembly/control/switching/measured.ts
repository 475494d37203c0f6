// What the metering core measured last, as far as that is young enough to act on.
import { Instantaneous } from '../../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_READ_INSTANTANEOUS } from '../../../../shared-protocol/generated/assembly/protocol';
import { age_us, frontBank, isMirrored, mirrored } from '../../link/mirror';
import { slotOf } from '../../link/slots';

/** What was measured longer ago says nothing of now. */
const AGE_us: i64 = 5_000_000;

/** Of a phase, or of scope 0, the whole; null where nothing young is known. */
export function measuredNow(scope: i32, now_us: i64): Instantaneous | null {
  const slot = slotOf(MESSAGE_READ_INSTANTANEOUS, scope);
  if (!isMirrored(frontBank(), slot) || age_us(frontBank(), slot, now_us) > AGE_us) return null;
  return changetype<Instantaneous>(mirrored(frontBank(), slot));
}
