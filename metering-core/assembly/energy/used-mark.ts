// The mark of a meter that has counted: it tells registers that were lost from those of a new board.
// Legally relevant (IR46). Changes alter the software identification.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import { USED_MARK_BYTES, UsedMark } from '../../../shared-protocol/generated/assembly/layouts';
import { FRAM_USED_A, FRAM_USED_B, Status, USED_MARK_MAGIC } from '../../../shared-protocol/generated/assembly/protocol';
import { storageRead, storageWrite } from '../host';

const CRC_OFFSET: i32 = USED_MARK_BYTES - 4;

// @ts-ignore: decorator
@lazy const MARK = memory.data(USED_MARK_BYTES, 8);

function isMarkedAt(address: i32): bool {
  if (storageRead(address, MARK, USED_MARK_BYTES) != Status.OK) return false;
  const mark = changetype<UsedMark>(MARK);
  return mark.magic == <u32>USED_MARK_MAGIC && mark.crc == crc32(MARK, CRC_OFFSET);
}

/** True when either copy of the mark is whole. */
export function isMarkedUsed(): bool {
  return isMarkedAt(FRAM_USED_A) || isMarkedAt(FRAM_USED_B);
}

function markAt(address: i32): void {
  if (isMarkedAt(address)) return;
  const mark = changetype<UsedMark>(MARK);
  mark.magic = USED_MARK_MAGIC;
  mark.crc = crc32(MARK, CRC_OFFSET);
  storageWrite(address, MARK, USED_MARK_BYTES);
}

/**
 * Marks the meter as used. Only behind its first hot record: a supply that goes between the two must find a new board, and
 * not registers that were lost.
 */
export function markUsed(): void {
  markAt(FRAM_USED_A);
  markAt(FRAM_USED_B);
}
