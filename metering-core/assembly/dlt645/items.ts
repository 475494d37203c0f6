// The data behind an identifier of DL/T 645-2007: one item of the table, or a block of several.
// Legally relevant (IR46). Changes alter the software identification.
import { ROWS_645, Source645, TABLE_645 } from '../../../shared-protocol/generated/assembly/dlt645';
import { NOT_MEASURED } from '../../../shared-protocol/generated/assembly/protocol';
import { openRegisters } from '../energy/energy';
import { divideRounded } from '../math/arithmetic';
import { quantities } from '../quantities/quantities';
import { putProvided } from './bytes';
import { NO_DATA, NO_VALUE, putNumber } from './bcd';
import { frozenEnergy } from './freezes';
import { numberOf } from './numbers';
import { sumOfRegisters } from './registers';
import { RING_BILLING } from '../../../shared-protocol/generated/assembly/protocol';

/** A row as it lies in the table. */
@unmanaged
export class Row645 {
  di3: u8;
  firstDi2: u8;
  lastDi2: u8;
  firstDi1: u8;
  lastDi1: u8;
  firstDi0: u8;
  lastDi0: u8;
  /** Bit n: DIn may be ALL_OF. */
  blocks: u8;
  source: u8;
  bytes: u8;
  format: u8;
  reserved: u8;
  argument: u16;
  divisor: u16;
}

/** Byte of an identifier that asks for all values of its range. */
const ALL_OF: i32 = 0xff;
const SIGNED_FIELD: i32 = 0x8000;

function rowAt(index: i32): Row645 {
  return changetype<Row645>(TABLE_645 + <usize>(index * <i32>offsetof<Row645>()));
}

function byteOf(di: u32, index: i32): i32 {
  return <i32>(di >> (index << 3)) & 0xff;
}

function fits(byte: i32, first: u8, last: u8, block: bool): bool {
  return (byte >= <i32>first && byte <= <i32>last) || (block && byte == ALL_OF);
}

function covers(row: Row645, di: u32): bool {
  const di2 = byteOf(di, 2);
  if (byteOf(di, 3) != <i32>row.di3 || di2 < <i32>row.firstDi2 || di2 > <i32>row.lastDi2) return false;
  if (!fits(byteOf(di, 1), row.firstDi1, row.lastDi1, (row.blocks & 2) != 0)) return false;
  return fits(byteOf(di, 0), row.firstDi0, row.lastDi0, (row.blocks & 1) != 0);
}

/** The first row that covers an identifier, or null. */
export function rowOf(di: u32): Row645 | null {
  for (let index: i32 = 0; index < ROWS_645; index++) if (covers(rowAt(index), di)) return rowAt(index);
  return null;
}

/** A field of the quantities of a scope, rounded as it is shown. */
function quantity(row: Row645, scope: i32): i64 {
  const at = changetype<usize>(quantities(scope)) + (row.argument & ~SIGNED_FIELD);
  const raw = load<u32>(at);
  if (raw == <u32>NOT_MEASURED) return NO_VALUE;
  const value = row.argument & SIGNED_FIELD ? <i64><i32>raw : <i64>raw;
  return divideRounded(value, row.divisor);
}

function valueOf(row: Row645, di: u32): i64 {
  const di0 = byteOf(di, 0);
  if (row.source == <u8>Source645.REGISTERS) {
    return di0 ? frozenEnergy(RING_BILLING, di0, row.argument) : sumOfRegisters(openRegisters(), row.argument);
  }
  if (row.source == <u8>Source645.INSTANTANEOUS) return quantity(row, byteOf(di, 1));
  if (row.source == <u8>Source645.FREEZE) return frozenEnergy(row.divisor, di0, row.argument);
  return numberOf(row.argument & 0xff, row.argument >> 8, di);
}

/** Puts one item; returns its bytes, or 0 where there is no such data. */
function putItem(row: Row645, di: u32, to: usize): i32 {
  const bytes = <i32>row.bytes;
  if (row.source == <u8>Source645.BYTES) {
    return putProvided(to, row.argument & 0xff, row.argument >> 8, byteOf(di, 0), bytes) ? bytes : 0;
  }
  const value = valueOf(row, di);
  if (value == NO_DATA) return 0;
  putNumber(to, value, bytes, row.format);
  return bytes;
}

/** Puts the items of a row that an identifier asks for; returns their bytes, 0 where one is missing. */
function putRow(row: Row645, di: u32, to: usize): i32 {
  const all1 = byteOf(di, 1) == ALL_OF && (row.blocks & 2) != 0;
  const all0 = byteOf(di, 0) == ALL_OF && (row.blocks & 1) != 0;
  const last1 = all1 ? <i32>row.lastDi1 : byteOf(di, 1);
  const last0 = all0 ? <i32>row.lastDi0 : byteOf(di, 0);
  let length: i32 = 0;
  for (let di1 = all1 ? <i32>row.firstDi1 : last1; di1 <= last1; di1++) {
    for (let di0 = all0 ? <i32>row.firstDi0 : last0; di0 <= last0; di0++) {
      const bytes = putItem(row, (di & 0xffff0000) | (di1 << 8) | di0, to + length);
      if (bytes == 0) return 0;
      length += bytes;
    }
  }
  return length;
}

/** Puts all that an identifier asks for, a block too, in the order of the table; returns its bytes, 0 for no such data. */
export function putData(di: u32, to: usize): i32 {
  let length: i32 = 0;
  for (let index: i32 = 0; index < ROWS_645; index++) {
    if (!covers(rowAt(index), di)) continue;
    const bytes = putRow(rowAt(index), di, to + length);
    if (bytes == 0) return 0;
    length += bytes;
  }
  return length;
}
