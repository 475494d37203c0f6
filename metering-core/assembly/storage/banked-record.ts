// A record of two banks in FRAM, written by turns: whatever instant a cut hits, one bank is whole.
// Legally relevant (IR46). Changes alter the software identification.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { storageRead, storageWrite } from '../host';
import { copyBytes } from '../math/copy';

/** Every such record begins with magic and sequence, and ends with the CRC-32 of what stands before. */
const SEQUENCE: usize = 4;
const CRC_BYTES: i32 = 4;
/** Magic of a bank that was never written. */
const BLANK: u32 = 0xffffffff;

/** What a loading found: bit n: bank n was written and is not whole. */
export namespace Found {
  export const DAMAGED_A: i32 = 1;
  export const DAMAGED_B: i32 = 2;
  export const DAMAGED: i32 = 3;
  /** One bank at least is whole. */
  export const WHOLE: i32 = 4;
}

function isWhole(record: usize, bytes: i32, magic: i32): bool {
  if (load<u32>(record) != <u32>magic) return false;
  return load<u32>(record + bytes - CRC_BYTES) == crc32(record, bytes - CRC_BYTES);
}

function tryBank(record: usize, candidate: usize, bytes: i32, magic: i32, address: i32, found: i32, damaged: i32): i32 {
  const read = storageRead(address, candidate, bytes);
  if (read != Status.OK || !isWhole(candidate, bytes, magic)) {
    return read == Status.OK && load<u32>(candidate) == BLANK ? found : found | damaged;
  }
  const older = (found & Found.WHOLE) != 0 && load<u32>(candidate + SEQUENCE) <= load<u32>(record + SEQUENCE);
  if (!older) copyBytes(record, candidate, bytes);
  return found | Found.WHOLE;
}

/**
 * Loads the newer whole bank into record; without one all of it is zero. A candidate of as many bytes is needed meanwhile.
 * Returns Found bits.
 */
export function loadBanked(record: usize, candidate: usize, bytes: i32, magic: i32, bankA: i32, bankB: i32): i32 {
  memory.fill(record, 0, bytes);
  const found = tryBank(record, candidate, bytes, magic, bankA, 0, Found.DAMAGED_A);
  return tryBank(record, candidate, bytes, magic, bankB, found, Found.DAMAGED_B);
}

/** Stores record as the newest: odd numbers lie in the first bank. Returns a Status; a failed one uses up no number. */
export function storeBanked(record: usize, bytes: i32, magic: i32, bankA: i32, bankB: i32): i32 {
  const sequence = load<u32>(record + SEQUENCE) + 1;
  store<u32>(record, <u32>magic);
  store<u32>(record + SEQUENCE, sequence);
  store<u32>(record + bytes - CRC_BYTES, crc32(record, bytes - CRC_BYTES));
  const status = storageWrite(sequence & 1 ? bankA : bankB, record, bytes);
  if (status != Status.OK) store<u32>(record + SEQUENCE, sequence - 1);
  return status;
}
