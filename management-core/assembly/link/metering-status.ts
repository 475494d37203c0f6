// The metering core's status as it was told last.
import { Status as StatusRecord } from '../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_IDENTIFY, MESSAGE_READ_STATUS } from '../../../shared-protocol/generated/assembly/protocol';
import { frontBank, isMirrored, mirrored } from './mirror';
import { slotOf } from './slots';

/** Null before there is one; with it came the identification. */
export function meteringStatus(): StatusRecord | null {
  const slot = slotOf(MESSAGE_READ_STATUS, 0);
  const isThere = isMirrored(frontBank(), slot) && isMirrored(frontBank(), slotOf(MESSAGE_IDENTIFY, 0));
  return isThere ? changetype<StatusRecord>(mirrored(frontBank(), slot)) : null;
}
