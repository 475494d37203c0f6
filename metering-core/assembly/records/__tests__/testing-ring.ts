// What the specs of a ring of records share: records by a number, written to their end, and a start.
import { norEnds } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { FREEZE_RECORD_BYTES, FreezeRecord, RING_HEAD_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { RING_INSTANT, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { restoreHotRecord } from '../../energy/hot-record';
import { loadEvents } from '../../events/event-log';
import { readRecord } from '../ring-reader';
import { loadRings, ringsSettled } from '../ring-recovery';
import { norEnded, resetWriter, writeRecord, writerIsIdle } from '../ring-writer';

const RECORD = memory.data(FREEZE_RECORD_BYTES, 8);
export const READ = memory.data(FREEZE_RECORD_BYTES, 8);
export const HEAD_AT: i32 = RING_INSTANT * RING_HEAD_BYTES;

export function record(n: i32): usize {
  memory.fill(RECORD, 0, FREEZE_RECORD_BYTES);
  const r = changetype<FreezeRecord>(RECORD);
  r.time_s = 1_800_000_000 + n * 60;
  r.sample_index = n;
  return RECORD;
}

export function end(): i32 {
  return norEnds(true) ? norEnded(Status.OK) : -1;
}

/** Writes a record to its end, the erase before it included. */
export function write(n: i32): void {
  while (writeRecord(RING_INSTANT, record(n)) == Status.BUSY) end();
  while (!writerIsIdle()) end();
}

export function start(): void {
  resetWriter();
  restoreHotRecord();
  loadEvents(0);
  loadRings();
  ringsSettled();
}

export function expectRecord(sequence: u32, n: i32): void {
  expect(readRecord(RING_INSTANT, sequence, READ)).toBe(Status.OK);
  expect(changetype<FreezeRecord>(READ).sample_index).toBe(n);
  expect(changetype<FreezeRecord>(READ).sequence).toBe(sequence);
}
