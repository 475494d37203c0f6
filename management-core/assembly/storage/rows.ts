// Rows in the NOR: rings of records of one size, each whole or not there, read by their sequence.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import { BILLING_ROW_BYTES, PROFILE_ROW_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import {
  BILLING_ROW_STRIDE, BILLING_ROWS_SLOTS, DAY_ROWS_SLOTS, NOR_BILLING_ROWS, NOR_DAY_ROWS, NOR_PAGE, NOR_PROFILE_1, NOR_PROFILE_2,
  NOR_SECTOR, PROFILE_ROW_STRIDE, PROFILE_SLOTS, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { norErase, norProgram, norRead } from '../host';

/** What lies in a ring. */
export namespace Ring {
  export const PROFILE_1: i32 = 0;
  export const PROFILE_2: i32 = 1;
  export const DAYS: i32 = 2;
  export const BILLING: i32 = 3;
}

/** How a writing stands. */
export namespace Writing {
  export const NONE: i32 = 0;
  export const UNDER_WAY: i32 = 1;
  /** The row can be read as it was given. */
  export const DONE: i32 = 2;
  export const FAILED: i32 = 3;
}

/** What every row begins with. */
@unmanaged
class RowKey {
  time_s: u64;
  sequence: u32;
}
const CRC_BYTES: i32 = 4;
/** A row is as long as a stride at most, and a program as a page. */
// @ts-ignore: decorator
@lazy const PAGE = memory.data(NOR_PAGE, 8);

let state: i32 = 0;
let ring: i32 = 0;
let row: usize = 0;
/** Bytes that are programmed; -1 while the sector of the row is to be erased. */
let done: i32 = 0;
/** An operation that this core started is under way. */
let waits: bool = false;
/** Rows that could not be written since the start. */
export let rowsFailed: u32 = 0;

export function resetRows(): void {
  state = Writing.NONE;
  ring = 0;
  row = 0;
  done = 0;
  waits = false;
  rowsFailed = 0;
}

function isProfile(which: i32): bool {
  return which <= Ring.PROFILE_2;
}

function baseOf(which: i32): i32 {
  if (which == Ring.PROFILE_1) return NOR_PROFILE_1;
  if (which == Ring.PROFILE_2) return NOR_PROFILE_2;
  return which == Ring.DAYS ? NOR_DAY_ROWS : NOR_BILLING_ROWS;
}

function strideOf(which: i32): i32 {
  return isProfile(which) ? PROFILE_ROW_STRIDE : BILLING_ROW_STRIDE;
}

function slotsOf(which: i32): i32 {
  if (isProfile(which)) return PROFILE_SLOTS;
  return which == Ring.DAYS ? DAY_ROWS_SLOTS : BILLING_ROWS_SLOTS;
}

/** Bytes of a row. */
export function rowBytes(which: i32): i32 {
  return isProfile(which) ? PROFILE_ROW_BYTES : BILLING_ROW_BYTES;
}

/** Rows that can be read behind the newest: a sector of them may be blank. */
export function rowsHeld(which: i32): i32 {
  return slotsOf(which) - NOR_SECTOR / strideOf(which);
}

/** A row has its place by its sequence: written again behind a cut, it is the same row in the same place. */
function addressOf(which: i32, sequence: u32): i32 {
  return baseOf(which) + <i32>(sequence % <u32>slotsOf(which)) * strideOf(which);
}

function address(): i32 {
  return addressOf(ring, changetype<RowKey>(row).sequence);
}

/** Begins to write a row, which stays as it is until that has ended; its CRC is made here. */
export function beginRow(to: i32, at: usize): void {
  ring = to;
  row = at;
  const bytes = rowBytes(to) - CRC_BYTES;
  store<u32>(at + bytes, crc32(at, bytes));
  state = Writing.UNDER_WAY;
  waits = false;
  done = address() % NOR_SECTOR == 0 ? -1 : 0;
}

function fail(): void {
  state = Writing.FAILED;
  rowsFailed++;
}

/** Reads the row back: only what is there as it was given counts. */
function verify(): void {
  for (let at: i32 = 0; at < rowBytes(ring); at += NOR_PAGE) {
    const count = min(NOR_PAGE, rowBytes(ring) - at);
    if (norRead(address() + at, PAGE, count) != Status.OK || memory.compare(PAGE, row + at, count) != 0) return fail();
  }
  state = Writing.DONE;
}

/** Starts the next operation; a NOR that is busy is asked again. */
function goOn(): void {
  if (done >= rowBytes(ring)) return verify();
  const count = min(NOR_PAGE, rowBytes(ring) - done);
  const status = done < 0 ? norErase(address(), NOR_SECTOR) : norProgram(address() + done, row + done, count);
  if (status == Status.OK) waits = true;
  else if (status != Status.BUSY) fail();
}

/** How the writing stands; call with each tick while it is under way. */
export function writingOfRow(): i32 {
  if (state == Writing.UNDER_WAY && !waits) goOn();
  return state;
}

/** An operation of the NOR ended; one that was started before this core was is none of its own. */
export function rowOperationEnded(status: i32): void {
  if (!waits || state != Writing.UNDER_WAY) return;
  waits = false;
  if (status != Status.OK) return fail();
  done = done < 0 ? 0 : done + NOR_PAGE;
  goOn();
}

/** Puts what a row begins with; false where another sequence stands in its place. Whether all of it is whole is readRow's to say. */
export function peekRow(which: i32, sequence: u32, to: usize, bytes: i32): bool {
  return norRead(addressOf(which, sequence), to, bytes) == Status.OK && changetype<RowKey>(to).sequence == sequence;
}

/** Puts the row of a sequence; OK, or NOT_FOUND where it is not, or not whole, or what the NOR says. */
export function readRow(which: i32, sequence: u32, to: usize): i32 {
  const status = norRead(addressOf(which, sequence), to, rowBytes(which));
  if (status != Status.OK) return status;
  const bytes = rowBytes(which) - CRC_BYTES;
  if (changetype<RowKey>(to).sequence != sequence || load<u32>(to + bytes) != crc32(to, bytes)) return Status.NOT_FOUND;
  return Status.OK;
}
