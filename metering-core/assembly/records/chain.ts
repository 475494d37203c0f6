// The chain of a ring: each record carries a MAC over itself and the MAC of the record before it.
// Legally relevant (IR46). Changes alter the software identification.
import { FREEZE_RECORD_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { KEY_MAC, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { keyMac } from '../host';
import { copyBytes } from '../math/copy';
import { MAC_BYTES } from './rings';

/** The MAC before, then a record of the longest kind: what the MAC is made over, in one piece. */
// @ts-ignore: decorator
@lazy const LINK = memory.data(MAC_BYTES + FREEZE_RECORD_BYTES, 8);

/** Makes the MAC of a record behind another's into LINK. Returns the key store's Status. */
function makeMac(before: usize, record: usize, bytes: i32): i32 {
  copyBytes(LINK, before, MAC_BYTES);
  copyBytes(LINK + MAC_BYTES, record, bytes - MAC_BYTES);
  return keyMac(KEY_MAC, LINK, MAC_BYTES + bytes);
}

/** Chains a record to the one whose MAC stands before. Returns false, and the MAC is zero, on a meter without keys. */
export function chainRecord(before: usize, record: usize, bytes: i32): bool {
  const mac = record + bytes - MAC_BYTES;
  memory.fill(mac, 0, MAC_BYTES);
  if (makeMac(before, record, bytes) != Status.OK) return false;
  copyBytes(mac, LINK + bytes, MAC_BYTES);
  return true;
}

/**
 * OK when a record is the one behind another, unchanged; BAD_CHECK when it is not; or why nothing can be said of it: a meter
 * without keys has NOT_FOUND.
 */
export function checkChained(before: usize, record: usize, bytes: i32): i32 {
  const status = makeMac(before, record, bytes);
  if (status != Status.OK) return status;
  return memory.compare(LINK + bytes, record + bytes - MAC_BYTES, MAC_BYTES) == 0 ? Status.OK : Status.BAD_CHECK;
}
