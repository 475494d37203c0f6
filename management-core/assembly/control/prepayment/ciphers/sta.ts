// The frame of the standard transfer algorithm (IEC 62055-41 7.3.3, encryption algorithm 07) around tables its user provisions.
import {
  STA_TABLES_BYTES, STA_TABLES_first, STA_TABLES_permutation, STA_TABLES_second,
} from '../../../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_STA_TABLES_A, FRAM_STA_TABLES_B, STA_TABLES_MAGIC, Status,
} from '../../../../../shared-protocol/generated/assembly/protocol';
import { Found, loadBanked, storeBanked } from '../../../storage/banked-record';

const ROUNDS: i32 = 16;
const NIBBLES: i32 = 16;
const BITS: i32 = 64;
/** Bytes of both substitutions and the permutation as they come. */
export const TABLES_BYTES: i32 = 2 * NIBBLES + BITS;

/** The tables, licensed ones in the field: they come from outside, and none stand in the program. */
// @ts-ignore: decorator
@lazy const TABLES = memory.data(STA_TABLES_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(STA_TABLES_BYTES, 8);
/** What gives each nibble back: first table, then second. */
// @ts-ignore: decorator
@lazy const INVERSE = memory.data(2 * 16, 8);

let provisioned: bool = false;

function invert(table: usize, inverse: usize): void {
  for (let i: i32 = 0; i < NIBBLES; i++) store<u8>(inverse + load<u8>(table + i), <u8>i);
}

function prepare(): void {
  invert(TABLES + STA_TABLES_first, INVERSE);
  invert(TABLES + STA_TABLES_second, INVERSE + NIBBLES);
}

export function resetSta(): void {
  const found = loadBanked(TABLES, SPARE, STA_TABLES_BYTES, STA_TABLES_MAGIC, FRAM_STA_TABLES_A, FRAM_STA_TABLES_B);
  provisioned = (found & Found.WHOLE) != 0;
  if (provisioned) prepare();
}

export function hasStaTables(): bool {
  return provisioned;
}

/** True where each of 0..size-1 stands in the table once. */
function permutes(table: usize, size: i32): bool {
  let seen: u64 = 0;
  for (let i: i32 = 0; i < size; i++) {
    const value = <i32>load<u8>(table + i);
    if (value >= size) return false;
    seen |= (<u64>1) << value;
  }
  return popcnt(seen) == size;
}

/** Takes TABLES_BYTES: both substitutions and the permutation. Returns a Status. */
export function provisionStaTables(tables: usize): i32 {
  if (!permutes(tables, NIBBLES) || !permutes(tables + NIBBLES, NIBBLES) || !permutes(tables + 2 * NIBBLES, BITS)) {
    return Status.OUT_OF_RANGE;
  }
  memory.copy(SPARE, TABLES, STA_TABLES_BYTES);
  memory.copy(SPARE + STA_TABLES_first, tables, TABLES_BYTES);
  const status = storeBanked(SPARE, STA_TABLES_BYTES, STA_TABLES_MAGIC, FRAM_STA_TABLES_A, FRAM_STA_TABLES_B);
  if (status != Status.OK) return status;
  memory.copy(TABLES, SPARE, STA_TABLES_BYTES);
  prepare();
  provisioned = true;
  return Status.OK;
}

/** Each bit back from where the permutation put it. */
function permutedBack(block: u64): u64 {
  let result: u64 = 0;
  for (let i: i32 = 0; i < BITS; i++) {
    result |= ((block >> <u64>load<u8>(TABLES + STA_TABLES_permutation + i)) & 1) << <u64>i;
  }
  return result;
}

/** Each nibble back through one of two tables: the highest bit of the key's nibble tells which. */
function substitutedBack(block: u64, key: u64): u64 {
  let result: u64 = 0;
  for (let at: u64 = 0; at < <u64>BITS; at += 4) {
    const table = INVERSE + (<usize>((key >> (at + 3)) & 1) << 4);
    result |= <u64>load<u8>(table + <usize>((block >> at) & 15)) << at;
  }
  return result;
}

/** The block under the eight bytes of a key. */
export function decipherSta(key: usize, block: u64): u64 {
  // Key alignment: complement, then twelve places to the right; each round of the maker turned it one further to the left.
  const aligned = rotr(~bswap(load<u64>(key)), 12);
  for (let round: u64 = ROUNDS; round > 0; round--) {
    block = substitutedBack(permutedBack(block), rotl(aligned, round - 1));
  }
  return block;
}
