// A ring of records: what a cut at any step leaves, how it goes round, what is found damaged.
import {
  framRead, framWrite, norByte, norEnds, norErases, norPut, resetHost, setHasKeys, setNorFails, setStorageFails,
} from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { FREEZE_RECORD_BYTES, FreezeRecord, RING_HEAD_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  EVENT_RECORDS_DAMAGED, FRAM_RING_HEADS_A, FRAM_RING_HEADS_B, INSTANT_SLOTS, NOR_INSTANT, NOR_SECTOR,
  RECORD_FLAG_WITHOUT_MAC, RING_INSTANT, RINGS, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { eventOf, newestEvent } from '../../events/event-log';
import { newestOf, oldestOf, readRecord, sequenceFrom } from '../ring-reader';
import { eraseAhead, norEnded, recordsUnstored, writeRecord, writerIsIdle } from '../ring-writer';
import { headOf, slotAddress } from '../rings';
import { end, expectRecord, HEAD_AT, READ, record, start, write } from './testing-ring';

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

  test('takes nothing for records that a cut left of the first erase of a new board', () => {
    eraseAhead();
    expect(writerIsIdle()).toBe(false);
    const at = slotAddress(0, 0);
    for (let i = 0; i < 16; i++) norPut(at + i, 0x5a);
    start();
    expect(newestOf(0)).toBe(0);
    expect(newestEvent).toBe(0);
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
