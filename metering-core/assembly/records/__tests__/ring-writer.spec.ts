// A ring of records: what a cut at any step leaves, how it goes round, what is found damaged.
import {
  framRead, framWrite, norByte, norEnds, norErases, norPut, resetHost, setHasKeys, setNorFails, setStorageFails,
} from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { FREEZE_RECORD_BYTES, FreezeRecord, RING_HEAD_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  EVENT_RECORDS_DAMAGED, FRAM_RING_HEADS_A, FRAM_RING_HEADS_B, INSTANT_SLOTS, NOR_INSTANT, NOR_SECTOR,
  RECORD_FLAG_WITHOUT_MAC, RING_INSTANT, RINGS, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { restoreHotRecord } from '../../energy/hot-record';
import { loadEvents, eventOf, newestEvent } from '../../events/event-log';
import { newestOf, oldEndIsMissing, oldestOf, readRecord, sequenceAt, sequenceFrom } from '../ring-reader';
import { loadRings, ringsSettled } from '../ring-recovery';
import { eraseAhead, norEnded, recordsUnstored, resetWriter, writeRecord, writerIsIdle } from '../ring-writer';
import { headOf, slotAddress } from '../rings';

const RECORD = memory.data(FREEZE_RECORD_BYTES, 8);
const READ = memory.data(FREEZE_RECORD_BYTES, 8);
const HEAD_AT: i32 = RING_INSTANT * RING_HEAD_BYTES;

function record(n: i32): usize {
  memory.fill(RECORD, 0, FREEZE_RECORD_BYTES);
  const r = changetype<FreezeRecord>(RECORD);
  r.time_s = 1_800_000_000 + n * 60;
  r.sample_index = n;
  return RECORD;
}

function end(): i32 {
  return norEnds(true) ? norEnded(Status.OK) : -1;
}

/** Writes a record to its end, the erase before it included. */
function write(n: i32): void {
  while (writeRecord(RING_INSTANT, record(n)) == Status.BUSY) end();
  while (!writerIsIdle()) end();
}

function start(): void {
  resetWriter();
  restoreHotRecord();
  loadEvents(0);
  loadRings();
  ringsSettled();
}

/** Blanks the slot of a record, as somebody who gets at the NOR can. */
function eraseRecord(sequence: u32): void {
  const address = slotAddress(RING_INSTANT, slotOfRecord(sequence));
  for (let at = 0; at < FREEZE_RECORD_BYTES; at++) norPut(address + at, 0xff);
}

function slotOfRecord(sequence: u32): u32 {
  for (let slot: u32 = 0; slot < <u32>INSTANT_SLOTS; slot++) if (sequenceAt(RING_INSTANT, slot) == sequence) return slot;
  return u32.MAX_VALUE;
}

function expectRecord(sequence: u32, n: i32): void {
  expect(readRecord(RING_INSTANT, sequence, READ)).toBe(Status.OK);
  expect(changetype<FreezeRecord>(READ).sample_index).toBe(n);
  expect(changetype<FreezeRecord>(READ).sequence).toBe(sequence);
}

describe('A ring of records', () => {
  beforeEach(() => {
    resetHost();
    start();
  });

  test('is empty on a new board, without an event', () => {
    expect(newestOf(RING_INSTANT)).toBe(0);
    expect(oldestOf(RING_INSTANT)).toBe(0);
    expect(readRecord(RING_INSTANT, 1, READ)).toBe(Status.NOT_FOUND);
    expect(newestEvent).toBe(0);
  });

  test('gives back what was written, by its number and by its time', () => {
    for (let n = 1; n <= 5; n++) write(n);
    for (let n = 1; n <= 5; n++) expectRecord(n, n);
    expect(oldestOf(RING_INSTANT)).toBe(1);
    expect(sequenceFrom(RING_INSTANT, 0)).toBe(1);
    expect(sequenceFrom(RING_INSTANT, 1_800_000_000 + 121)).toBe(3);
    expect(sequenceFrom(RING_INSTANT, 1_800_000_000 + 300)).toBe(5);
    expect(sequenceFrom(RING_INSTANT, 1_800_000_000 + 301)).toBe(0);
    start();
    expectRecord(5, 5);
    expect(newestEvent).toBe(0);
  });

  test('goes round, and keeps all but the sector that is blank and the one it is in', () => {
    const newest = <u32>(3 * INSTANT_SLOTS + 3);
    for (let n = 1; n <= <i32>newest; n++) write(n);
    expect(newestOf(RING_INSTANT)).toBe(newest);
    const oldest = oldestOf(RING_INSTANT);
    expect(newest - oldest).toBeGreaterThanOrEqual(24);
    for (let n = oldest; n <= newest; n++) expectRecord(n, n);
    expect(readRecord(RING_INSTANT, oldest - 2, READ)).toBe(Status.NOT_FOUND);
  });

  test('erases ahead while nothing waits, so that no record waits for an erase', () => {
    write(1);
    eraseAhead();
    while (!writerIsIdle()) {
      end();
      eraseAhead();
    }
    const erases = norErases();
    for (let n = 2; n <= 9; n++) write(n);
    expect(norErases()).toBe(erases);
  });

  test('passes over a slot that a cut left in pieces, and chains over it', () => {
    write(1);
    for (let page = 0; page < 2; page++) {
      expect(writeRecord(RING_INSTANT, record(2))).toBe(Status.OK);
      if (page) end();
      norEnds(false);
      start();
      expect(headOf(RING_INSTANT).writing).toBe(0);
    }
    expect(newestOf(RING_INSTANT)).toBe(1);
    write(2);
    write(3);
    expectRecord(1, 1);
    expectRecord(2, 2);
    expectRecord(3, 3);
    start();
    expectRecord(3, 3);
    expect(newestEvent).toBe(0);
  });

  test('takes over a record whose head the cut left out', () => {
    write(1);
    writeRecord(RING_INSTANT, record(2));
    end();
    norEnds(true); // all of it lies in the NOR, nobody was told
    start();
    expect(newestOf(RING_INSTANT)).toBe(2);
    expectRecord(2, 2);
    write(3);
    expectRecord(3, 3);
  });

  test('without keys takes over nothing it cannot prove, and marks its records', () => {
    setHasKeys(false);
    write(1);
    expectRecord(1, 1);
    expect(changetype<FreezeRecord>(READ).flags).toBe(<u16>RECORD_FLAG_WITHOUT_MAC);
    writeRecord(RING_INSTANT, record(2));
    end();
    norEnds(true);
    start();
    expect(newestOf(RING_INSTANT)).toBe(1);
    write(2);
    expectRecord(2, 2);
  });

  test('finds any bit that was changed in a record', () => {
    for (let n = 1; n <= 3; n++) write(n);
    const at = slotAddress(RING_INSTANT, 1);
    let unseen = 0;
    for (let i = 0; i < FREEZE_RECORD_BYTES * 8; i++) {
      const byte = norByte(at + (i >> 3));
      norPut(at + (i >> 3), byte ^ (1 << (i & 7)));
      if (readRecord(RING_INSTANT, 2, READ) == Status.OK) unseen++;
      norPut(at + (i >> 3), byte);
    }
    expect(unseen).toBe(0);
    expectRecord(2, 2);
  });

  test('says so where the newest record is not what its head knows, and goes on behind it', () => {
    write(1);
    write(2);
    norPut(slotAddress(RING_INSTANT, 1) + 40, 0);
    norPut(slotAddress(RING_INSTANT, 1) + FREEZE_RECORD_BYTES - 1, 0x11);
    start();
    expect(newestEvent).toBe(1);
    expect(eventOf(1)!.event).toBe(<u8>EVENT_RECORDS_DAMAGED);
    expect(eventOf(1)!.scope).toBe(<u8>(RING_INSTANT + 1));
    write(3);
    expect(newestOf(RING_INSTANT)).toBe(3);
    expect(readRecord(RING_INSTANT, 2, READ)).toBe(Status.BAD_CHECK);
    expectRecord(3, 3);
  });

  test('says so where an old image of the FRAM was restored, and does not write over what lies there', () => {
    write(1);
    const heads: u8[] = [];
    for (let i = 0; i < RING_HEAD_BYTES; i++) heads.push(<u8>framRead(FRAM_RING_HEADS_A + HEAD_AT + i));
    for (let i = 0; i < RING_HEAD_BYTES; i++) heads.push(<u8>framRead(FRAM_RING_HEADS_B + HEAD_AT + i));
    for (let n = 2; n <= 5; n++) write(n);
    for (let i = 0; i < RING_HEAD_BYTES; i++) {
      framWrite(FRAM_RING_HEADS_A + HEAD_AT + i, heads[i]);
      framWrite(FRAM_RING_HEADS_B + HEAD_AT + i, heads[RING_HEAD_BYTES + i]);
    }
    start();
    expect(newestEvent).toBe(1);
    expect(newestOf(RING_INSTANT)).toBe(5);
    write(6);
    expectRecord(5, 5);
    expectRecord(6, 6);
  });

  test('finds its newest record again where both heads are damaged, and says so', () => {
    for (let n = 1; n <= 50; n++) write(n);
    framWrite(FRAM_RING_HEADS_A + HEAD_AT + 20, 0x77);
    framWrite(FRAM_RING_HEADS_B + HEAD_AT + 20, 0x77);
    start();
    expect(newestEvent).toBe(1);
    expect(newestOf(RING_INSTANT)).toBe(50);
    write(51);
    expectRecord(51, 51);
  });

  test('finds its newest record again where both heads are gone, and says so; a ring without records has none to miss', () => {
    start();
    expect(newestEvent).toBe(0);
    for (let n = 1; n <= 3 * INSTANT_SLOTS; n++) {
      write(n);
      for (let r = 0; r < RINGS; r++) {
        eraseAhead();
        while (!writerIsIdle()) end();
      }
      for (let at = 0; at < RING_HEAD_BYTES; at++) {
        framWrite(FRAM_RING_HEADS_A + HEAD_AT + at, 0xff);
        framWrite(FRAM_RING_HEADS_B + HEAD_AT + at, 0xff);
      }
      start();
      expect(newestEvent).toBe(n);
      expect(newestOf(RING_INSTANT)).toBe(n);
    }
    expect(eventOf(1)!.event).toBe(<u8>EVENT_RECORDS_DAMAGED);
    expectRecord(3 * INSTANT_SLOTS, 3 * INSTANT_SLOTS);
  });

  test('uses no sequence twice where its newest records are gone, and reads what is left, all round the ring', () => {
    for (let n = 1; n <= 10; n++) write(n);
    for (let n = 8; n <= 10; n++) eraseRecord(n);
    start();
    expect(newestEvent).toBe(1);
    expect(newestOf(RING_INSTANT)).toBe(7);
    write(11);
    start();
    expect(newestEvent).toBe(1);
    expect(readRecord(RING_INSTANT, 8, READ)).toBe(Status.NOT_FOUND);
    expect(readRecord(RING_INSTANT, 10, READ)).toBe(Status.NOT_FOUND);
    for (let n = 1; n <= 7; n++) expectRecord(n, n);
    expectRecord(11, 11);
    for (let n = 12; n <= 3 * INSTANT_SLOTS; n++) {
      write(n);
      expectRecord(n, n);
      for (let m = <i32>max<u32>(oldestOf(RING_INSTANT), 11); m <= n; m++) expectRecord(m, m);
    }
    expect(oldEndIsMissing(RING_INSTANT)).toBe(false);
    start();
    expect(newestEvent).toBe(1);
  });

  test('goes on behind all that were there where none is left', () => {
    for (let n = 1; n <= 5; n++) write(n);
    for (let n = 1; n <= 5; n++) eraseRecord(n);
    start();
    expect(newestEvent).toBe(1);
    write(6);
    expectRecord(6, 6);
    write(7);
    start();
    expectRecord(6, 6);
    expectRecord(7, 7);
  });

  test('tells a record behind one that was taken away as damaged, not as missing', () => {
    for (let n = 1; n <= 5; n++) write(n);
    eraseRecord(3);
    expect(readRecord(RING_INSTANT, 3, READ)).toBe(Status.NOT_FOUND);
    expect(readRecord(RING_INSTANT, 4, READ)).toBe(Status.BAD_CHECK);
    expectRecord(5, 5);
  });

  test('knows that its oldest records were taken away, wherever its head stands', () => {
    for (let n = 1; n <= 3 * INSTANT_SLOTS; n++) {
      write(n);
      expect(oldEndIsMissing(RING_INSTANT)).toBe(false);
    }
    const oldest = oldestOf(RING_INSTANT) - 1;
    eraseRecord(oldest);
    expect(oldEndIsMissing(RING_INSTANT)).toBe(true);
  });

  test('allows for as many unusable slots at its old end as there ever were', () => {
    writeRecord(RING_INSTANT, record(1));
    norEnds(false);
    norEnded(Status.STORAGE_FAILED);
    for (let n = 1; n <= 3; n++) write(n);
    expect(oldEndIsMissing(RING_INSTANT)).toBe(false);
    eraseRecord(1);
    expect(oldEndIsMissing(RING_INSTANT)).toBe(true);
  });

  test('keeps what it has while the NOR or the FRAM fails, and says so until they work', () => {
    write(1);
    writeRecord(RING_INSTANT, record(2));
    norEnds(false);
    norEnded(Status.STORAGE_FAILED);
    expect(recordsUnstored).toBe(true);
    write(2);
    expect(recordsUnstored).toBe(false);
    expectRecord(2, 2);
    setStorageFails(true);
    expect(writeRecord(RING_INSTANT, record(3))).toBe(Status.STORAGE_FAILED);
    setStorageFails(false);
    setNorFails(true);
    expect(readRecord(RING_INSTANT, 2, READ)).toBe(Status.NOT_FOUND);
    setNorFails(false);
    write(3);
    expectRecord(3, 3);
  });

  test('lies inside its region', () => {
    for (let n = 1; n <= INSTANT_SLOTS + 1; n++) write(n);
    expect(norByte(NOR_INSTANT - 1)).toBe(0xff);
    expect(norByte(NOR_INSTANT + 5 * NOR_SECTOR)).toBe(0xff);
    expect(INSTANT_SLOTS * 512).toBe(5 * NOR_SECTOR);
  });
});
