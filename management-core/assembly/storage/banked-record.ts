// A record of two banks in the management board's FRAM, written by turns: whatever byte a cut hits, one bank is whole.
//
// The metering core keeps a piece like it for itself: each reads and writes through imports of its own core, so neither can
// lie in what both share, and a change here must never touch the legally relevant module.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { storageRead, storageWrite } from '../host';

/** Every such record begins with u32 magic and u32 sequence, and ends with the CRC-32 of what stands before. */
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

function crcAt(record: usize, bytes: i32): usize {
  return record + bytes - CRC_BYTES;
}

/** True for bytes that begin with their magic and end with their CRC. */
export function isWhole(record: usize, bytes: i32, magic: i32): bool {
  return load<i32>(record) == magic && load<u32>(crcAt(record, bytes)) == crc32(record, bytes - CRC_BYTES);
}

/** Gives bytes their magic and their CRC. */
export function sealRecord(record: usize, bytes: i32, magic: i32): void {
  store<i32>(record, magic);
  store<u32>(crcAt(record, bytes), crc32(record, bytes - CRC_BYTES));
}

/** Reads a bank; takes it where it is whole and newer than what was found before. Returns Found bits. */
function readBank(record: usize, candidate: usize, bytes: i32, magic: i32, address: i32, damaged: i32): i32 {
  if (storageRead(address, candidate, bytes) != Status.OK) return damaged;
  if (!isWhole(candidate, bytes, magic)) return load<u32>(candidate) == BLANK ? 0 : damaged;
  // Sequences begin at 1: a record that is still all zero is older than any bank.
  if (load<u32>(candidate + SEQUENCE) > load<u32>(record + SEQUENCE)) memory.copy(record, candidate, bytes);
  return Found.WHOLE;
}

/**
 * Loads the newer whole bank into record; without one all of it is zero. A candidate of as many bytes is needed meanwhile.
 * Returns Found bits.
 */
export function loadBanked(record: usize, candidate: usize, bytes: i32, magic: i32, bankA: i32, bankB: i32): i32 {
  memory.fill(record, 0, bytes);
  const a = readBank(record, candidate, bytes, magic, bankA, Found.DAMAGED_A);
  return a | readBank(record, candidate, bytes, magic, bankB, Found.DAMAGED_B);
}

/** Stores record as the newest: odd sequences lie in the first bank. Returns a Status; a failed one uses up no sequence. */
export function storeBanked(record: usize, bytes: i32, magic: i32, bankA: i32, bankB: i32): i32 {
  const before = load<u32>(record + SEQUENCE);
  store<u32>(record + SEQUENCE, before + 1);
  sealRecord(record, bytes, magic);
  const status = storageWrite(before & 1 ? bankB : bankA, record, bytes);
  if (status != Status.OK) store<u32>(record + SEQUENCE, before);
  return status;
}

/** Stores next as the newest, and only then puts it in the place of what is in force. Returns a Status; a failed one leaves that as it was. */
export function replaceBanked(inForce: usize, next: usize, bytes: i32, magic: i32, bankA: i32, bankB: i32): i32 {
  const status = storeBanked(next, bytes, magic, bankA, bankB);
  if (status == Status.OK) memory.copy(inForce, next, bytes);
  return status;
}
