// The log of access: who wrote what, by which level and password slot, at which port; entered before it is done.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import { ACCESS_ENTRY_BYTES, AccessEntry } from '../../../shared-protocol/generated/assembly/layouts';
import { ACCESS_ENTRIES, ACCESS_PENDING, FRAM_ACCESS_LOG, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { storageRead, storageWrite } from '../host';
import { told_s } from './told-time';

/** The outcome is the first byte, one that a cut does not tear; the CRC covers what stands between. */
const OUTCOME: i32 = <i32>offsetof<AccessEntry>('outcome');
const COVERED: i32 = <i32>offsetof<AccessEntry>('crc') - 1;

// @ts-ignore: decorator
@lazy const ENTRY = memory.data(ACCESS_ENTRY_BYTES, 8);
// @ts-ignore: decorator
@lazy const READ = memory.data(ACCESS_ENTRY_BYTES, 8);

/** Sequence of the newest entry, 0 for none. */
let newest: u32 = 0;

function addressOf(sequence: u32): i32 {
  return FRAM_ACCESS_LOG + <i32>(sequence % <u32>ACCESS_ENTRIES) * ACCESS_ENTRY_BYTES;
}

/** Reads a slot; true where it holds an entry. */
function readSlot(slot: i32, at: usize): bool {
  if (storageRead(FRAM_ACCESS_LOG + slot * ACCESS_ENTRY_BYTES, at, ACCESS_ENTRY_BYTES) != Status.OK) return false;
  const entry = changetype<AccessEntry>(at);
  return entry.crc == crc32(at + 1, COVERED) && <i32>(entry.sequence % <u32>ACCESS_ENTRIES) == slot && entry.sequence != 0;
}

export function resetAccessLog(): void {
  newest = 0;
  for (let slot: i32 = 0; slot < ACCESS_ENTRIES; slot++) {
    if (readSlot(slot, READ)) newest = max(newest, changetype<AccessEntry>(READ).sequence);
  }
}

/** An empty entry, to be filled in and entered. */
export function newEntry(act: i32, port: i32, level: i32): AccessEntry {
  memory.fill(ENTRY, 0, ACCESS_ENTRY_BYTES);
  const entry = changetype<AccessEntry>(ENTRY);
  entry.act = <u8>act;
  entry.port = <u8>port;
  entry.level = <u8>level;
  return entry;
}

/** Enters what newEntry gave, with its outcome if that is known. Returns a Status. */
export function enter(outcome: i32 = ACCESS_PENDING): i32 {
  const entry = changetype<AccessEntry>(ENTRY);
  entry.sequence = newest + 1;
  entry.time_s = <u32>told_s();
  entry.crc = crc32(ENTRY + 1, COVERED);
  entry.outcome = <i8>outcome;
  const status = storageWrite(addressOf(entry.sequence), ENTRY, ACCESS_ENTRY_BYTES);
  if (status == Status.OK) newest++;
  return status;
}

/** Notes how what was entered last ended. Returns a Status. */
export function noteOutcome(outcome: i32): i32 {
  store<i8>(ENTRY + OUTCOME, <i8>outcome);
  return storageWrite(addressOf(newest) + OUTCOME, ENTRY + OUTCOME, 1);
}

/** Sequence of the newest entry, 0 for none. */
export function newestEntry(): u32 {
  return newest;
}

/** Sequence of the oldest entry that is kept. */
export function oldestEntry(): u32 {
  return newest > <u32>ACCESS_ENTRIES ? newest - <u32>ACCESS_ENTRIES + 1 : 1;
}

/** An entry, good until the next is asked for; null where there is none of that sequence. */
export function entryOf(sequence: u32): AccessEntry | null {
  if (!readSlot(<i32>(sequence % <u32>ACCESS_ENTRIES), READ)) return null;
  const entry = changetype<AccessEntry>(READ);
  return entry.sequence == sequence ? entry : null;
}
