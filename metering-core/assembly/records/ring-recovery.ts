// What a start finds of a ring: a record that was being written, a head that does not fit the NOR, no head at all.
// Legally relevant (IR46). Changes alter the software identification.
import { FREEZE_RECORD_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import {
  AUDIT_BY_METER, AUDIT_RECORDS_LOST, EVENT_RECORDS_DAMAGED, RING_AUDIT, RINGS, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { lifeSamples } from '../clock/sample-clock';
import { hotRecord } from '../energy/hot-record';
import { noteEvent } from '../events/event-log';
import { norRead } from '../host';
import { Found } from '../storage/banked-record';
import { enterAudit, loadAudit, newestAudit } from './audit';
import { checkChained } from './chain';
import { newestIsThere, resetReader, sequenceAt } from './ring-reader';
import {
  headOf, loadHead, MAC_BYTES, macOfHead, moveHead, nextSequence, NONE_READY, passOverSlot, RECORD_SEQUENCE, recordBytesOf, sectorOf,
  sectorsOf, slotAddress, slotBehind, slotsOfSector, storeHead, UNUSABLE_UNKNOWN,
} from './rings';

const NO_SLOT: u32 = u32.MAX_VALUE;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(FREEZE_RECORD_BYTES, 8);

/** True when the record behind the head is the one that was being written, and whole: by its MAC, or nothing says so. */
function isWhole(ring: i32): bool {
  if (load<u32>(RECORD + RECORD_SEQUENCE) != nextSequence(ring)) return false;
  return checkChained(macOfHead(ring), RECORD, recordBytesOf(ring)) == Status.OK;
}

/** Takes over a record that was being written, or passes over its slot. False while the NOR is still at work on it. */
function settleWriting(ring: i32): bool {
  const head = headOf(ring);
  const slot = slotBehind(ring, head.slot);
  const read = norRead(slotAddress(ring, slot), RECORD, recordBytesOf(ring));
  if (read == Status.BUSY) return false;
  if (read == Status.OK && isWhole(ring)) {
    moveHead(ring, slot, RECORD);
    return true;
  }
  passOverSlot(ring, slot);
  return true;
}

/** A slot has a record and not just any bytes, as a memory that was never erased has: the next one follows it, or none does yet. */
function isFollowed(ring: i32, slot: u32): bool {
  const sequence = sequenceAt(ring, slot);
  const next = sequenceAt(ring, slotBehind(ring, slot));
  return sequence != 0 && (next == sequence + 1 || next == 0);
}

/** Slot of the newest record in the NOR; NO_SLOT where there is none. */
function slotOfNewest(ring: i32): u32 {
  let newest: u32 = 0;
  let sector: u32 = 0;
  for (let s: u32 = 0; s < sectorsOf(ring); s++) {
    const found = sequenceAt(ring, s * slotsOfSector(ring));
    if (found <= newest || !isFollowed(ring, s * slotsOfSector(ring))) continue;
    newest = found;
    sector = s;
  }
  if (newest == 0) return NO_SLOT;
  let slot = sector * slotsOfSector(ring);
  while (sectorOf(ring, slotBehind(ring, slot)) == sector && sequenceAt(ring, slotBehind(ring, slot)) > sequenceAt(ring, slot)) slot++;
  return slot;
}

/** Nothing is left of a ring: what comes next is chained to nothing. */
function forgetRecords(ring: i32): void {
  headOf(ring).newest = 0;
  headOf(ring).writing = 0;
  memory.fill(macOfHead(ring), 0, MAC_BYTES);
  storeHead(ring);
}

/**
 * Puts the head at the newest record that lies in the NOR, without a proof; what comes next is chained to that, and passes over
 * the sequences of records that were there.
 */
function rescan(ring: i32, told: u32): void {
  const slot = slotOfNewest(ring);
  const head = headOf(ring);
  const newest: u32 = slot == NO_SLOT ? 0 : sequenceAt(ring, slot);
  head.ready = NONE_READY;
  head.gap = told > newest ? told - newest : 0;
  if (newest == 0 || norRead(slotAddress(ring, slot), RECORD, recordBytesOf(ring)) != Status.OK) return forgetRecords(ring);
  moveHead(ring, slot, RECORD);
  while (!nextIsBlank(ring)) passOverSlot(ring, slotBehind(ring, head.slot));
}

/** The slot behind the head is blank as far as its key tells, or in a sector that is to be erased. */
function nextIsBlank(ring: i32): bool {
  const slot = slotBehind(ring, headOf(ring).slot);
  return sectorOf(ring, slot) != sectorOf(ring, headOf(ring).slot) || sequenceAt(ring, slot) == 0;
}

/**
 * True when a ring has records, by three slots of its thousands: they begin with slot 0, or 1 where a cut left that unusable, and
 * where the first sector is blank ahead of the newest, the second is not.
 */
function hasRecords(ring: i32): bool {
  return isFollowed(ring, 0) || isFollowed(ring, 1) || isFollowed(ring, slotsOfSector(ring));
}

/** A head stands in the FRAM before the first record does in the NOR: records without a head mean that it is gone. */
function isDamaged(ring: i32, found: i32): bool {
  if (!(found & Found.WHOLE)) return (found & Found.DAMAGED) != 0 || hasRecords(ring);
  if (headOf(ring).writing) return false;
  return (headOf(ring).newest != 0 && !newestIsThere(ring)) || !nextIsBlank(ring);
}

/** Entries that the FRAM still has come back; only where not all of them do, their sequences are passed over. */
function recoverAudit(told: u32): void {
  const head = headOf(RING_AUDIT);
  const gap = head.gap;
  head.gap = 0;
  loadAudit();
  if (newestAudit() >= told) {
    storeHead(RING_AUDIT);
    return;
  }
  head.gap = gap;
  loadAudit();
}

/** A ring that does not fit its head is told before its head is another one; that of the audit trail must stand before it can. */
function tellDamage(ring: i32): void {
  const told = headOf(ring).newest + headOf(ring).gap;
  noteEvent(EVENT_RECORDS_DAMAGED, ring + 1, lifeSamples, <i32>told);
  if (ring == RING_AUDIT) {
    rescan(ring, told);
    recoverAudit(told);
  }
  enterAudit(AUDIT_RECORDS_LOST, AUDIT_BY_METER, ring, told, hotRecord().starts);
  if (ring != RING_AUDIT) rescan(ring, told);
}

/** Loads all heads, that of the audit trail first; what does not fit the NOR is told, and records go on behind the newest there. */
export function loadRings(): void {
  resetReader();
  for (let ring: i32 = RINGS - 1; ring >= 0; ring--) {
    const found = loadHead(ring);
    const damaged = isDamaged(ring, found);
    if (damaged && !(found & Found.WHOLE)) headOf(ring).unusable = UNUSABLE_UNKNOWN;
    if (ring == RING_AUDIT) loadAudit();
    if (damaged) tellDamage(ring);
  }
}

/** Settles what was being written when the meter stopped. Returns false while there is something left to settle. */
export function ringsSettled(): bool {
  let settled = true;
  for (let ring: i32 = 0; ring < RINGS; ring++) {
    if (headOf(ring).writing && !settleWriting(ring)) settled = false;
  }
  return settled;
}
