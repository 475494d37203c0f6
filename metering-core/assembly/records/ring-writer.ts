// Writes one record after the other into its ring: intent to the FRAM, record to the NOR, head to the FRAM; and erases ahead.
// Legally relevant (IR46). Changes alter the software identification.
import { FREEZE_RECORD_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { NOR_PAGE, NOR_SECTOR, RECORD_FLAG_WITHOUT_MAC, RING_DAY_HEADS, RINGS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { norErase, norProgram } from '../host';
import { copyBytes } from '../math/copy';
import { chainRecord } from './chain';
import {
  headOf, macOfHead, moveHead, nextSequence, NONE_READY, passOverSlot, RECORD_FLAGS, RECORD_SEQUENCE, recordBytesOf, sectorAddress, sectorOf, sectorsOf, slotAddress,
  slotBehind, storeHead,
} from './rings';

/** What the NOR is doing for this core. */
namespace Step {
  export const IDLE: i32 = 0;
  export const ERASING: i32 = 1;
  export const PROGRAMMING: i32 = 2;
}

// @ts-ignore: decorator
@lazy const RECORD = memory.data(FREEZE_RECORD_BYTES, 8);

let step: i32 = 0; // Step.IDLE
/** Ring, and sector or slot, of the step under way; bytes of the record that are programmed, with those under way. */
let ring: i32 = 0;
let place: u32 = 0;
let programmed: i32 = 0;

/** The NOR or the FRAM did not take a record; until one is stored again. */
export let recordsUnstored: bool = false;

export function resetWriter(): void {
  step = Step.IDLE;
  recordsUnstored = false;
}

export function writerIsIdle(): bool {
  return step == Step.IDLE;
}

/** The sector behind the head's: the one to be blank next. */
function nextSector(r: i32): u32 {
  const sector = sectorOf(r, headOf(r).slot);
  return sector + 1 < sectorsOf(r) ? sector + 1 : 0;
}

/** A head stands in the FRAM before its ring is touched for the first time: what a cut leaves of an erase is not taken for records. */
function startErase(r: i32, sector: u32): i32 {
  if (headOf(r).magic == 0 && storeHead(r) != Status.OK) return Status.STORAGE_FAILED;
  const status = norErase(sectorAddress(r, sector), NOR_SECTOR);
  if (status != Status.OK) return status;
  step = Step.ERASING;
  ring = r;
  place = sector;
  return Status.BUSY;
}

/** Erases the sector behind a head that has none ready yet: so a record never waits for an erase. */
export function eraseAhead(): void {
  if (step != Step.IDLE) return;
  for (let r: i32 = 0; r < RINGS; r++) {
    if (headOf(r).ready == nextSector(r)) continue;
    startErase(r, nextSector(r));
    return;
  }
}

function programPage(): i32 {
  const bytes = min(recordBytesOf(ring) - programmed, NOR_PAGE);
  const status = norProgram(slotAddress(ring, place) + programmed, RECORD + programmed, bytes);
  if (status == Status.OK) programmed += bytes;
  return status;
}

/** Makes RECORD of a record: the next of its ring, chained to the newest. */
function prepareRecord(r: i32, record: usize): void {
  const bytes = recordBytesOf(r);
  copyBytes(RECORD, record, bytes);
  store<u32>(RECORD + RECORD_SEQUENCE, nextSequence(r));
  if (chainRecord(macOfHead(r), RECORD, bytes) || r == RING_DAY_HEADS) return;
  store<u16>(RECORD + RECORD_FLAGS, load<u16>(RECORD + RECORD_FLAGS) | <u16>RECORD_FLAG_WITHOUT_MAC);
}

/**
 * Begins to write a record behind the newest of its ring: its sequence and MAC are set here. Returns OK, and norEnded tells
 * when it is stored; BUSY while the NOR is at work, or a sector has first to be erased; or why it cannot be.
 */
export function writeRecord(r: i32, record: usize): i32 {
  if (step != Step.IDLE) return Status.BUSY;
  const head = headOf(r);
  const slot = slotBehind(r, head.slot);
  if (sectorOf(r, slot) != sectorOf(r, head.slot) && head.ready != sectorOf(r, slot)) return startErase(r, sectorOf(r, slot));
  prepareRecord(r, record);
  head.writing = 1;
  if (storeHead(r) != Status.OK) return Status.STORAGE_FAILED;
  ring = r;
  place = slot;
  programmed = 0;
  const status = programPage();
  if (status == Status.OK) step = Step.PROGRAMMING;
  return status;
}

/** The slot under way holds nothing that counts: what is written next goes into the one behind it. */
function giveUpSlot(): i32 {
  recordsUnstored = true;
  passOverSlot(ring, place);
  return ring;
}

function finishErase(status: i32): void {
  headOf(ring).ready = status == Status.OK ? place : NONE_READY;
  if (status == Status.OK) storeHead(ring);
  else recordsUnstored = true;
}

/** The operation under way ended. Returns the ring of a record that is now stored, or given up (recordsUnstored); else -1. */
export function norEnded(status: i32): i32 {
  const ended = step;
  step = Step.IDLE;
  if (ended == Step.IDLE) return -1; // begun before this core was
  if (ended == Step.ERASING) {
    finishErase(status);
    return -1;
  }
  if (status != Status.OK) return giveUpSlot();
  if (programmed < recordBytesOf(ring)) {
    if (programPage() != Status.OK) return giveUpSlot();
    step = Step.PROGRAMMING;
    return -1;
  }
  recordsUnstored = moveHead(ring, place, RECORD) != Status.OK;
  return ring;
}
