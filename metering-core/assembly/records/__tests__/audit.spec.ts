// The audit trail: entered before it is done, kept until it lies in its ring, full without losing anything.
import {
  framRead, framWrite, norByte, norEnds, norErases, resetHost, setNorFails, setStorageFails,
} from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { AUDIT_RECORD_BYTES, AUDIT_RECORD_detail, AuditRecord, RING_HEAD_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  AUDIT_ACKNOWLEDGED, AUDIT_BY_ADJUSTMENT, AUDIT_BY_LINK, AUDIT_CLEARED, AUDIT_CLOCK_SET, AUDIT_PENDING, AUDIT_QUOTA_SEALING,
  AUDIT_QUOTA_UPGRADE, AUDIT_RECORDS_LOST, AUDIT_SEALED, AUDIT_SLOTS, AUDIT_SOURCE_CLOCK, AUDIT_SOURCE_SEALING, AUDIT_SOURCE_STORAGE,
  AUDIT_SOURCE_UPGRADE, AUDIT_UPGRADE, FRAM_AUDIT_PENDING, FRAM_RING_HEADS_A, FRAM_RING_HEADS_B, NOR_AUDIT, RING_AUDIT,
  RINGS, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { restoreHotRecord } from '../../energy/hot-record';
import { loadEvents } from '../../events/event-log';
import { auditCount, auditEntries, auditRefusals, auditWaits, clearAudit, enterAudit, newestAudit, writeAudit } from '../audit';
import { newestOf, readRecord } from '../ring-reader';
import { loadRings, ringsSettled } from '../ring-recovery';
import { norEnded, resetWriter, writerIsIdle } from '../ring-writer';

const READ = memory.data(AUDIT_RECORD_BYTES, 8);

function end(): void {
  if (norEnds(true)) norEnded(Status.OK);
}

/** Until all that waits lies in the NOR. */
function settle(): void {
  for (let n = 0; n < 50 && (auditWaits() || !writerIsIdle()); n++) {
    writeAudit();
    end();
  }
}

/** A start as after a cut: what the NOR was at is over. */
function start(): void {
  norEnds(false);
  resetWriter();
  restoreHotRecord();
  loadEvents(0);
  loadRings();
  ringsSettled();
}

function seal(n: i32): i32 {
  return enterAudit(AUDIT_SEALED, AUDIT_BY_ADJUSTMENT, 3, n, n + 1);
}

function entry(sequence: u32): AuditRecord {
  expect(readRecord(RING_AUDIT, sequence, READ)).toBe(Status.OK);
  return changetype<AuditRecord>(READ);
}

/** Enters as often as it is taken, at most so often; returns how often. */
function fill(kind: i32, most: i32): i32 {
  for (let n = 0; n < most; n++) {
    if (enterAudit(kind, AUDIT_BY_LINK, 0, n, n) != Status.OK) return n;
    settle();
  }
  return most;
}

describe('The audit trail', () => {
  beforeEach(() => {
    resetHost();
    start();
  });

  test('has what was entered, with who, what before, what from then on, and counts of its source', () => {
    expect(seal(7)).toBe(Status.OK);
    expect(enterAudit(AUDIT_CLOCK_SET, 2, 9, 1_800_000_000, 1_800_000_100)).toBe(Status.OK);
    settle();
    expect(entry(1).kind).toBe(<u8>AUDIT_SEALED);
    expect(entry(1).old).toBe(7);
    const second = entry(2);
    expect(second.who).toBe(2);
    expect(load<u8>(READ + AUDIT_RECORD_detail)).toBe(9);
    expect(second.new).toBe(1_800_000_100);
    expect(auditCount(AUDIT_SOURCE_SEALING)).toBe(1);
    expect(auditCount(AUDIT_SOURCE_CLOCK)).toBe(1);
    expect(auditEntries()).toBe(2);
  });

  test('goes on over a start, by its newest entry alone, in the FRAM or in the NOR', () => {
    for (let n = 0; n < 5; n++) {
      seal(n);
      settle();
    }
    start();
    expect(auditEntries()).toBe(5);
    for (let at = 0; at < AUDIT_PENDING * AUDIT_RECORD_BYTES; at++) framWrite(FRAM_AUDIT_PENDING + at, 0xff);
    start();
    expect(auditEntries()).toBe(5);
    expect(seal(5)).toBe(Status.OK);
    settle();
    expect(entry(6).old).toBe(5);
  });

  test('keeps what was entered while the NOR is at work, over a cut, and writes it once', () => {
    for (let n = 0; n < AUDIT_PENDING; n++) expect(seal(n)).toBe(Status.OK);
    expect(seal(9)).toBe(Status.BUSY);
    expect(newestOf(RING_AUDIT)).toBe(0);
    start();
    expect(newestAudit()).toBe(AUDIT_PENDING);
    settle();
    start();
    settle();
    expect(newestOf(RING_AUDIT)).toBe(AUDIT_PENDING);
    for (let n = 0; n < AUDIT_PENDING; n++) expect(entry(n + 1).old).toBe(n);
  });

  test('has an entry of each ring where a start finds none of them as it should be', () => {
    for (let at = 0; at < RINGS * RING_HEAD_BYTES; at += RING_HEAD_BYTES) {
      framWrite(FRAM_RING_HEADS_A + at, 0x77);
      framWrite(FRAM_RING_HEADS_B + at, 0x77);
    }
    start();
    settle();
    expect(auditCount(AUDIT_SOURCE_STORAGE)).toBe(RINGS);
    for (let n = 0; n < RINGS; n++) {
      expect(entry(n + 1).kind).toBe(<u8>AUDIT_RECORDS_LOST);
      expect(load<u8>(READ + AUDIT_RECORD_detail)).toBe(<u8>(RINGS - 1 - n));
    }
  });

  test('does not have an entry that a cut tore in the FRAM', () => {
    seal(1);
    settle();
    seal(2);
    const at = FRAM_AUDIT_PENDING + 2 * AUDIT_RECORD_BYTES + 40;
    framWrite(at, framRead(at) ^ 1);
    start();
    settle();
    expect(newestAudit()).toBe(1);
    expect(newestOf(RING_AUDIT)).toBe(1);
  });

  test('refuses an act that the FRAM does not keep, and has nothing of it', () => {
    setStorageFails(true);
    expect(seal(1)).toBe(Status.STORAGE_FAILED);
    setStorageFails(false);
    expect(newestAudit()).toBe(0);
  });

  test('tries a slot behind the one that the NOR did not take', () => {
    seal(1);
    end();
    writeAudit();
    norEnds(false);
    norEnded(Status.STORAGE_FAILED);
    expect(newestOf(RING_AUDIT)).toBe(0);
    settle();
    expect(entry(1).old).toBe(1);
  });

  test('refuses a source that has had its quota and counts it; the others, and the reserve of upgrades, stay open', () => {
    expect(fill(AUDIT_ACKNOWLEDGED, AUDIT_QUOTA_SEALING + 5)).toBe(AUDIT_QUOTA_SEALING);
    expect(seal(1)).toBe(Status.TRAIL_FULL);
    expect(auditRefusals().count).toBe(2);
    expect(fill(AUDIT_UPGRADE, AUDIT_QUOTA_UPGRADE + 5)).toBe(AUDIT_QUOTA_UPGRADE);
    expect(enterAudit(AUDIT_CLOCK_SET, 2, 0, 0, 0)).toBe(Status.OK);
    settle();
    start();
    expect(seal(1)).toBe(Status.TRAIL_FULL);
    expect(auditRefusals().count).toBe(4);
    expect(entry(1).old).toBe(0);
  });

  test('begins anew when it is cleared, which is its first entry, and what was before can still be read', () => {
    fill(AUDIT_SEALED, 3);
    expect(clearAudit()).toBe(Status.OK);
    settle();
    const cleared = entry(4);
    expect(cleared.kind).toBe(<u8>AUDIT_CLEARED);
    expect(cleared.old).toBe(3);
    expect(cleared.new).toBe(3);
    expect(auditEntries()).toBe(1);
    expect(entry(3).kind).toBe(<u8>AUDIT_SEALED);
    start();
    expect(auditEntries()).toBe(1);
  });

  test('never goes over an entry since the last clearing, however many slots a failing NOR spoils', () => {
    fill(AUDIT_SEALED, 2);
    seal(3);
    for (let n: i32 = 0; n < AUDIT_SLOTS + 100; n++) {
      const erases = norErases();
      writeAudit();
      const erasing = norErases() > erases;
      norEnds(erasing);
      norEnded(erasing ? Status.OK : Status.STORAGE_FAILED);
    }
    expect(norByte(NOR_AUDIT + <i32>offsetof<AuditRecord>('kind'))).toBe(AUDIT_SEALED);
    expect(seal(4)).toBe(Status.TRAIL_FULL);
    expect(clearAudit()).toBe(Status.OK);
    settle();
    expect(entry(4).kind).toBe(<u8>AUDIT_CLEARED);
  });

  test('counts as full where its newest entry cannot be read, until it is cleared', () => {
    fill(AUDIT_SEALED, 5);
    for (let at = 0; at < AUDIT_PENDING * AUDIT_RECORD_BYTES; at++) framWrite(FRAM_AUDIT_PENDING + at, 0xff);
    setNorFails(true);
    start();
    expect(seal(6)).toBe(Status.TRAIL_FULL);
    setNorFails(false);
    expect(clearAudit()).toBe(Status.OK);
    settle();
    expect(seal(7)).toBe(Status.OK);
  });

  test('tells of a ring that a start found damaged', () => {
    fill(AUDIT_SEALED, 2);
    for (let bank = 0; bank < 2; bank++) {
      const at = FRAM_RING_HEADS_A + bank * 512 + 2 * RING_HEAD_BYTES;
      framWrite(at, 1);
    }
    start();
    settle();
    expect(entry(3).kind).toBe(<u8>AUDIT_RECORDS_LOST);
    expect(load<u8>(READ + AUDIT_RECORD_detail)).toBe(2);
    expect(auditCount(AUDIT_SOURCE_STORAGE)).toBe(1);
  });
});
