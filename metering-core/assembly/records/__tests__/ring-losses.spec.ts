// Records that somebody took out of the NOR: no sequence comes twice, what is left is read, what is missing is known to be.
import { norEnds, norPut, resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { FREEZE_RECORD_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { INSTANT_SLOTS, RING_INSTANT, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { newestEvent } from '../../events/event-log';
import { newestOf, oldEndIsMissing, oldestOf, readRecord, sequenceAt } from '../ring-reader';
import { norEnded, writeRecord } from '../ring-writer';
import { slotAddress } from '../rings';
import { expectRecord, READ, record, start, write } from './testing-ring';

/** Blanks the slot of a record, as somebody who gets at the NOR can. */
function eraseRecord(sequence: u32): void {
  const address = slotAddress(RING_INSTANT, slotOfRecord(sequence));
  for (let at = 0; at < FREEZE_RECORD_BYTES; at++) norPut(address + at, 0xff);
}

function slotOfRecord(sequence: u32): u32 {
  for (let slot: u32 = 0; slot < <u32>INSTANT_SLOTS; slot++) if (sequenceAt(RING_INSTANT, slot) == sequence) return slot;
  return u32.MAX_VALUE;
}

describe('A ring that lost records', () => {
  beforeEach(() => {
    resetHost();
    start();
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
});
