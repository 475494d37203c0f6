// A record in two banks of the FRAM, written by turns: whatever instant a cut hits, the one before it is whole.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { storageRead, storageWrite } from '../host';

/** Every such record begins with magic and sequence, and ends with the CRC-32 of what stands before it. */
const SEQUENCE: usize = 4;
const CRC_BYTES: i32 = 4;

/** What a loading found. Nothing was ever stored: both are blank, or a cut left the first one torn. */
export const BANKS_BLANK: i32 = 0;
export const BANKS_WHOLE: i32 = 1;
/** Neither is whole, and it was no cut: nobody writes both at a time. */
export const BANKS_DAMAGED: i32 = 2;

/** All bytes are alike, as a memory comes from its factory. */
function isBlank(at: usize, bytes: i32): bool {
  const first = load<u8>(at);
  if (first != 0 && first != 0xff) return false;
  for (let i: i32 = 1; i < bytes; i++) if (load<u8>(at + i) != first) return false;
  return true;
}

function loadBank(at: usize, bytes: i32, magic: i32, address: i32): i32 {
  if (storageRead(address, at, bytes) != Status.OK) return BANKS_DAMAGED;
  if (isBlank(at, bytes)) return BANKS_BLANK;
  const sound = load<u32>(at) == <u32>magic && load<u32>(at + bytes - CRC_BYTES) == crc32(at, bytes - CRC_BYTES);
  return sound ? BANKS_WHOLE : BANKS_DAMAGED;
}

/** Loads the newer whole bank; all of it is zero without one. `spare` is room for another meanwhile. Returns BANKS_*. */
export function loadBanks(record: usize, spare: usize, bytes: i32, magic: i32, bankA: i32, bankB: i32): i32 {
  const a = loadBank(record, bytes, magic, bankA);
  const b = loadBank(spare, bytes, magic, bankB);
  const newer = b == BANKS_WHOLE && (a != BANKS_WHOLE || load<u32>(spare + SEQUENCE) > load<u32>(record + SEQUENCE));
  if (newer) memory.copy(record, spare, bytes);
  if (newer || a == BANKS_WHOLE) return BANKS_WHOLE;
  memory.fill(record, 0, bytes);
  return a == BANKS_BLANK || b == BANKS_BLANK ? BANKS_BLANK : BANKS_DAMAGED;
}

/** Stores the record as the newest: odd numbers lie in the first bank. Returns a Status; a failed one uses up no number. */
export function storeBanks(record: usize, bytes: i32, magic: i32, bankA: i32, bankB: i32): i32 {
  const sequence = load<u32>(record + SEQUENCE) + 1;
  store<u32>(record, <u32>magic);
  store<u32>(record + SEQUENCE, sequence);
  store<u32>(record + bytes - CRC_BYTES, crc32(record, bytes - CRC_BYTES));
  const status = storageWrite(sequence & 1 ? bankA : bankB, record, bytes);
  if (status != Status.OK) store<u32>(record + SEQUENCE, sequence - 1);
  return status;
}
