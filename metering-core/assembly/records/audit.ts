// The audit trail: an entry is in the FRAM before what it tells of is done, and goes from there into its ring; full, it refuses.
// Legally relevant (IR46). Changes alter the software identification.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import {
  AUDIT_RECORD_BYTES, AUDIT_RECORD_counts, AUDIT_RECORD_detail, AUDIT_RECORD_mac, AUDIT_REFUSALS_BYTES, AuditRecord, AuditRefusals,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  AUDIT_BY_ADJUSTMENT, AUDIT_CLEARED, AUDIT_PENDING, AUDIT_QUOTA_CLOCK, AUDIT_QUOTA_LOCAL_TIME, AUDIT_QUOTA_SEALING,
  AUDIT_QUOTA_SESSION, AUDIT_QUOTA_STORAGE, AUDIT_QUOTA_UPGRADE, AUDIT_REFUSALS_MAGIC, AUDIT_SOURCES, FRAM_AUDIT_PENDING,
  FRAM_AUDIT_REFUSALS_A, FRAM_AUDIT_REFUSALS_B, RING_AUDIT, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { clock_s } from '../clock/rtc';
import { clockQuality } from '../events/marks';
import { storageRead, storageWrite } from '../host';
import { copyBytes } from '../math/copy';
import { loadBanked, storeBanked } from '../storage/banked-record';
import { readRecord, slotsBackTo } from './ring-reader';
import { writeRecord, writerIsIdle } from './ring-writer';
import { headOf, nextSequence, sectorsOf, slotsOfSector } from './rings';

/** What each source may enter between two clearings; in the order of AUDIT_SOURCE_*. */
// @ts-ignore: decorator
@lazy const QUOTAS = memory.data<i32>([
  AUDIT_QUOTA_SEALING, AUDIT_QUOTA_CLOCK, AUDIT_QUOTA_LOCAL_TIME, AUDIT_QUOTA_SESSION, AUDIT_QUOTA_STORAGE, AUDIT_QUOTA_UPGRADE,
]);
const COUNTS_BYTES: i32 = AUDIT_SOURCES << 1;
/** A source is the high half of a kind. */
const SOURCE_SHIFT: i32 = 4;

/** Entries as they lie in the FRAM; the one of a sequence in place sequence % AUDIT_PENDING, from its entering on. */
// @ts-ignore: decorator
@lazy const KEPT = memory.data(AUDIT_PENDING * AUDIT_RECORD_BYTES, 8);
/** The newest entry: its counts are those of the trail. */
// @ts-ignore: decorator
@lazy const LAST = memory.data(AUDIT_RECORD_BYTES, 8);
// @ts-ignore: decorator
@lazy const NEXT = memory.data(AUDIT_RECORD_BYTES, 8);
// @ts-ignore: decorator
@lazy const REFUSALS = memory.data(AUDIT_REFUSALS_BYTES, 8);
// @ts-ignore: decorator
@lazy const CANDIDATE = memory.data(AUDIT_REFUSALS_BYTES, 8);

/** Sequence up to which entries lie in the ring, or are lost. */
function written(): u32 {
  return nextSequence(RING_AUDIT) - 1;
}

/** Sequence of the newest entry, whether it waits or lies in its ring. */
let entered: u32 = 0;

function place(sequence: u32): i32 {
  return <i32>(sequence % AUDIT_PENDING) * AUDIT_RECORD_BYTES;
}

function kept(sequence: u32): AuditRecord {
  return changetype<AuditRecord>(KEPT + place(sequence));
}

/** The entry of a sequence is whole in the FRAM: one that a cut tore was not entered, and what it told of not done. */
function isKept(sequence: u32): bool {
  const entry = kept(sequence);
  if (sequence == 0 || entry.sequence != sequence) return false;
  return load<u32>(changetype<usize>(entry) + AUDIT_RECORD_mac) == crc32(changetype<usize>(entry), AUDIT_RECORD_mac);
}

function fillTrail(): void {
  for (let source: i32 = 0; source < AUDIT_SOURCES; source++) {
    store<u16>(LAST + AUDIT_RECORD_counts + (<usize>source << 1), <u16>auditQuota(source));
  }
}

/** The newest entry into LAST. Where it cannot be read nothing is known of what there is: the trail counts as full. */
function loadLast(): void {
  memory.fill(LAST, 0, AUDIT_RECORD_BYTES);
  if (entered == 0) return;
  if (isKept(entered)) copyBytes(LAST, KEPT + place(entered), AUDIT_RECORD_BYTES);
  else if (readRecord(RING_AUDIT, entered, LAST) != Status.OK) fillTrail();
}

/** Goes on where the ring and the FRAM are; call when the head of the ring is loaded. */
export function loadAudit(): void {
  for (let n: i32 = 0; n < AUDIT_PENDING; n++) {
    const at = n * AUDIT_RECORD_BYTES;
    if (storageRead(FRAM_AUDIT_PENDING + at, KEPT + at, AUDIT_RECORD_BYTES) != Status.OK) memory.fill(KEPT + at, 0, AUDIT_RECORD_BYTES);
  }
  entered = written();
  for (let n: i32 = 0; n < AUDIT_PENDING && isKept(entered + 1); n++) entered++;
  loadLast();
  loadBanked(REFUSALS, CANDIDATE, AUDIT_REFUSALS_BYTES, AUDIT_REFUSALS_MAGIC, FRAM_AUDIT_REFUSALS_A, FRAM_AUDIT_REFUSALS_B);
}

/** What was refused for want of room. */
export function auditRefusals(): AuditRefusals {
  return changetype<AuditRefusals>(REFUSALS);
}

function countRefusal(): i32 {
  const refused = auditRefusals();
  if (refused.count == 0) refused.first_s = <u32>clock_s;
  if (refused.count != u32.MAX_VALUE) refused.count++;
  refused.last_s = <u32>clock_s;
  storeBanked(REFUSALS, AUDIT_REFUSALS_BYTES, AUDIT_REFUSALS_MAGIC, FRAM_AUDIT_REFUSALS_A, FRAM_AUDIT_REFUSALS_B);
  return Status.TRAIL_FULL;
}

/** Entries of a source since the last clearing. */
export function auditCount(source: i32): i32 {
  return load<u16>(LAST + AUDIT_RECORD_counts + (<usize>source << 1));
}

export function auditQuota(source: i32): i32 {
  return load<i32>(QUOTAS + (<usize>source << 2));
}

/** Entries since the last clearing. */
export function auditEntries(): i32 {
  let entries: i32 = 0;
  for (let source: i32 = 0; source < AUDIT_SOURCES; source++) entries += auditCount(source);
  return entries;
}

/** Sequence of the newest entry. */
export function newestAudit(): u32 {
  return entered;
}

/** The first entry of the trail is where it was written, and no erase ahead of those that come will reach it. */
function firstIsSafe(): bool {
  const first = entered + 1 - auditEntries();
  if (auditEntries() == 0 || first > written()) return true;
  const back = slotsBackTo(RING_AUDIT, first);
  return back >= 0 && back + AUDIT_PENDING < <i32>((sectorsOf(RING_AUDIT) - 2) * slotsOfSector(RING_AUDIT));
}

function hasRoom(source: i32): bool {
  return auditCount(source) < auditQuota(source) && firstIsSafe();
}

/** Makes NEXT of the newest entry. */
function compose(kind: i32, who: i32, detail: u32, before: u64, after: u64): void {
  copyBytes(NEXT, LAST, AUDIT_RECORD_BYTES);
  const entry = changetype<AuditRecord>(NEXT);
  entry.time_s = clock_s;
  entry.sequence = entered + 1;
  entry.flags = 0;
  entry.quality = <u8>clockQuality();
  entry.kind = <u8>kind;
  entry.who = <u8>who;
  store<u8>(NEXT + AUDIT_RECORD_detail, <u8>detail);
  store<u16>(NEXT + AUDIT_RECORD_detail, <u16>(detail >> 8), 1);
  entry.old = before;
  entry.new = after;
  memory.fill(NEXT + AUDIT_RECORD_mac, 0, AUDIT_RECORD_BYTES - <i32>AUDIT_RECORD_mac);
  if (kind == AUDIT_CLEARED) memory.fill(NEXT + AUDIT_RECORD_counts, 0, COUNTS_BYTES);
  const count = NEXT + AUDIT_RECORD_counts + (<usize>(kind >> SOURCE_SHIFT) << 1);
  store<u16>(count, load<u16>(count) + 1);
  store<u32>(NEXT + AUDIT_RECORD_mac, crc32(NEXT, AUDIT_RECORD_mac));
}

/** Keeps NEXT in the FRAM: from here on it is entered. */
function keep(): i32 {
  const at = place(entered + 1);
  if (storageWrite(FRAM_AUDIT_PENDING + at, NEXT, AUDIT_RECORD_BYTES) != Status.OK) return Status.STORAGE_FAILED;
  copyBytes(KEPT + at, NEXT, AUDIT_RECORD_BYTES);
  copyBytes(LAST, NEXT, AUDIT_RECORD_BYTES);
  entered++;
  writeAudit();
  return Status.OK;
}

/**
 * Enters what is about to be done; only with OK may it be done. BUSY while others wait for the NOR, TRAIL_FULL, which is
 * counted, or STORAGE_FAILED. What fails behind its entry stays told.
 */
export function enterAudit(kind: i32, who: i32, detail: u32, before: u64, after: u64): i32 {
  if (written() > entered) loadAudit(); // a start took over an entry of which the FRAM knew nothing
  if (entered - written() >= <u32>AUDIT_PENDING) return Status.BUSY;
  if (kind != AUDIT_CLEARED && !hasRoom(kind >> SOURCE_SHIFT)) return countRefusal();
  compose(kind, who, detail, before, after);
  return keep();
}

/** The trail begins anew, with the entry that says so; the ring goes on, and may go over what was before. */
export function clearAudit(): i32 {
  return enterAudit(AUDIT_CLEARED, AUDIT_BY_ADJUSTMENT, 0, auditEntries(), entered);
}

/** True while an entry waits for the NOR. */
export function auditWaits(): bool {
  return entered > written();
}

/** Begins to write the entry that waits longest, where the NOR is free, and the ring was settled after the start and has room. */
export function writeAudit(): void {
  if (!auditWaits() || !writerIsIdle() || headOf(RING_AUDIT).writing || !firstIsSafe()) return;
  writeRecord(RING_AUDIT, changetype<usize>(kept(written() + 1)));
}
