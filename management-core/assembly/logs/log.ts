// The event logs: rings of entries in the FRAM, each of which counts once the state that is written after it says so.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import {
  EVENT_ENTRY_BYTES, EVENT_STATE_cleared, EVENT_STATE_newest, EVENT_STATE_refused, EventEntry,
} from '../../../shared-protocol/generated/assembly/layouts';
import { CODE_LOG_CLEARED, CODE_ROWS, LOG_ROWS, LOGS } from '../../../shared-protocol/generated/assembly/event-logs';
import { FRAM_EVENT_ENTRIES, LOG_SPARE, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { storageRead, storageWrite } from '../host';
import { beginState, draftState, keepState, loadState, logState, numberAt, putNumberAt } from './state';

/** A row of the logs: E of its code, whether it refuses when it is full, entries, first slot. */
const LOG_ROW: usize = 6;
const COVERED: i32 = EVENT_ENTRY_BYTES - 4;

// @ts-ignore: decorator
@lazy const ENTRY = memory.data(EVENT_ENTRY_BYTES, 8);
// @ts-ignore: decorator
@lazy const READ = memory.data(EVENT_ENTRY_BYTES, 8);
/** An entry of what is being logged could not be written: none of it is kept. */
let failed: bool = false;

function rowOf(log: i32): usize {
  return LOG_ROWS + <usize>log * LOG_ROW;
}

/** The log whose profile has this E, -1 for none. */
export function logOfE(e: i32): i32 {
  for (let log: i32 = 0; log < LOGS; log++) if (<i32>load<u8>(rowOf(log)) == e) return log;
  return -1;
}

/** The log that a code belongs to, -1 for none. */
export function logOfCode(code: i32): i32 {
  return <i32>load<u8>(CODE_ROWS + (<usize>code << 1)) - 1;
}

function refusesWhenFull(log: i32): bool {
  return load<u8>(rowOf(log), 1) != 0;
}

/** Entries that a log keeps. */
export function logSize(log: i32): i32 {
  return load<u16>(rowOf(log), 2);
}

function addressOf(log: i32, sequence: u32): i32 {
  const slots = <u32>(logSize(log) + LOG_SPARE);
  return FRAM_EVENT_ENTRIES + (<i32>load<u16>(rowOf(log), 4) + <i32>(sequence % slots)) * EVENT_ENTRY_BYTES;
}

/** Sequence of the newest entry, 0 for none. */
export function newestOf(log: i32): u32 {
  return numberAt(logState(), EVENT_STATE_newest, log);
}

/** Sequence of the oldest entry that is kept; that behind the newest for none. */
export function oldestOf(log: i32): u32 {
  const newest = newestOf(log);
  const size = <u32>logSize(log);
  return max<u32>(newest > size ? newest - size + 1 : 1, numberAt(logState(), EVENT_STATE_cleared, log));
}

/** Events that found the log full, over the meter's life. */
export function refusedBy(log: i32): u32 {
  return numberAt(logState(), EVENT_STATE_refused, log);
}

/** An entry, good until the next is asked for; null where there is none of that sequence, or it is damaged. */
export function entryAt(log: i32, sequence: u32): EventEntry | null {
  if (storageRead(addressOf(log, sequence), READ, EVENT_ENTRY_BYTES) != Status.OK) return null;
  const entry = changetype<EventEntry>(READ);
  return entry.sequence == sequence && entry.crc == crc32(READ, COVERED) ? entry : null;
}

/** Begins to log: until it is kept nothing of it shows. */
export function beginLogging(): void {
  beginState();
  failed = false;
}

/** An empty entry, to be filled in and put. */
export function newLogEntry(code: i32): EventEntry {
  memory.fill(ENTRY, 0, EVENT_ENTRY_BYTES);
  const entry = changetype<EventEntry>(ENTRY);
  entry.code = <u8>code;
  return entry;
}

function isFull(log: i32): bool {
  const newest = numberAt(draftState(), EVENT_STATE_newest, log);
  const first = max<u32>(numberAt(draftState(), EVENT_STATE_cleared, log), 1);
  return refusesWhenFull(log) && newest + 1 - first >= <u32>logSize(log);
}

/** Puts what newLogEntry gave into a log; LOG_SPARE of them at most until it is kept. */
function putInto(log: i32): void {
  if (isFull(log)) {
    return putNumberAt(draftState(), EVENT_STATE_refused, log, numberAt(draftState(), EVENT_STATE_refused, log) + 1);
  }
  const entry = changetype<EventEntry>(ENTRY);
  entry.sequence = numberAt(draftState(), EVENT_STATE_newest, log) + 1;
  entry.crc = crc32(ENTRY, COVERED);
  if (storageWrite(addressOf(log, entry.sequence), ENTRY, EVENT_ENTRY_BYTES) != Status.OK) failed = true;
  putNumberAt(draftState(), EVENT_STATE_newest, log, entry.sequence);
}

/** Puts what newLogEntry gave into the log of its code; a code without a log is in none. */
export function putEntry(): void {
  const log = logOfCode(changetype<EventEntry>(ENTRY).code);
  if (log >= 0) putInto(log);
}

/** Keeps what was put, or nothing of it. Returns a Status. */
export function keepLogs(): i32 {
  return failed ? Status.STORAGE_FAILED : keepState();
}

/** Begins a log with the entry that says so. What was in it shows no more. */
export function putCleared(log: i32, time_s: u32, flags: u8): void {
  putNumberAt(draftState(), EVENT_STATE_cleared, log, numberAt(draftState(), EVENT_STATE_newest, log) + 1);
  const entry = newLogEntry(CODE_LOG_CLEARED);
  entry.time_s = time_s;
  entry.flags = flags;
  putInto(log);
}

/** Finds where the logs are. Returns Found bits. */
export function resetLogs(): i32 {
  failed = false;
  return loadState();
}
