// Reads records of a ring: by their sequence, whatever slots a cut left unusable; and checks them against their chain.
// Legally relevant (IR46). Changes alter the software identification.
import { FREEZE_RECORD_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { norRead } from '../host';
import { meterIdentity } from '../proof/identity';
import { checkChained } from './chain';
import {
  headOf, MAC_BYTES, macOfHead, recordBytesOf, sectorsOf, slotAddress, slotsOf, slotsOfSector,
} from './rings';

/** What every record begins with. */
@unmanaged
class RecordKey {
  time_s: u64;
  sequence: u32;
}
const KEY_BYTES: i32 = offsetof<RecordKey>();
/** Slots that cuts left unusable, one behind the other: more than that a search does not step over. */
const UNUSABLE_MOST: u32 = 64;

// @ts-ignore: decorator
@lazy const KEY = memory.data(KEY_BYTES, 8);
// @ts-ignore: decorator
@lazy const BEFORE = memory.data(FREEZE_RECORD_BYTES, 8);

/** Where the record stands that sequenceBack found last. */
let lastBack: u32 = 0;

export function resetReader(): void {
  lastBack = 0;
}

/** Sequence of the record in a slot as it stands there, 0 for a slot that is blank or cannot be read. */
export function sequenceAt(ring: i32, slot: u32): u32 {
  if (norRead(slotAddress(ring, slot), KEY, KEY_BYTES) != Status.OK) return 0;
  const sequence = changetype<RecordKey>(KEY).sequence;
  return sequence == u32.MAX_VALUE ? 0 : sequence;
}

/** Time of the record whose sequence was looked at last. */
export function timeOfKey_s(): u64 {
  return changetype<RecordKey>(KEY).time_s;
}

export function newestOf(ring: i32): u32 {
  return headOf(ring).newest;
}

/** Slots behind the head that may still hold a record: all but those of the sector that is, or is about to be, blank. */
function slotsHeld(ring: i32): u32 {
  const inSector = headOf(ring).slot % slotsOfSector(ring) + 1;
  return (sectorsOf(ring) - 2) * slotsOfSector(ring) + inSector;
}

function slotBack(ring: i32, by: u32): u32 {
  const slot = headOf(ring).slot;
  return slot >= by ? slot - by : slot + slotsOf(ring) - by;
}

/** A sequence that a slot can hold at all, by what is newest. */
function isHeld(ring: i32, sequence: u32): bool {
  return sequence != 0 && sequence <= newestOf(ring) && newestOf(ring) - sequence < slotsHeld(ring) + headOf(ring).skipped;
}

/** Sequence of a record so many slots back, or of the first one behind unusable slots, which stands at `lastBack`; 0 for none. */
function sequenceBack(ring: i32, back: u32): u32 {
  const end = min(back + UNUSABLE_MOST, slotsHeld(ring));
  for (lastBack = back; lastBack < end; lastBack++) {
    const found = sequenceAt(ring, slotBack(ring, lastBack));
    if (found != 0 && found <= newestOf(ring)) return found;
  }
  return 0;
}

/** The same in a ring whose sequences were passed over somewhere, by halving: they fall from the head back. */
function findPassedOver(ring: i32, sequence: u32): i32 {
  let low: u32 = 0;
  let high = slotsHeld(ring);
  while (low < high) {
    const middle = low + (high - low) / 2;
    const found = sequenceBack(ring, middle);
    if (found == sequence) return <i32>lastBack;
    if (found > sequence) low = lastBack + 1;
    else high = middle;
  }
  return -1;
}

/**
 * Slots from the head back to a record; -1 where it is not. Without slots that cuts left unusable it lies as far back as
 * its sequence says; each of those puts it one further, and past it sequences fall below.
 */
function findBack(ring: i32, sequence: u32): i32 {
  if (!isHeld(ring, sequence)) return -1;
  if (headOf(ring).skipped != 0) return findPassedOver(ring, sequence);
  let back = newestOf(ring) - sequence;
  for (let tries: u32 = 0; tries <= UNUSABLE_MOST && back < slotsHeld(ring); tries++) {
    const found = sequenceAt(ring, slotBack(ring, back));
    if (found == sequence) return <i32>back;
    if (found != 0 && found < sequence) return -1;
    back += found > sequence && isHeld(ring, found) ? found - sequence : 1;
  }
  return -1;
}

/** Slots from the head back to a record; -1 where it is not. */
export function slotsBackTo(ring: i32, sequence: u32): i32 {
  return findBack(ring, sequence);
}

/** True when the newest record lies where the head says, as it was written. */
export function newestIsThere(ring: i32): bool {
  const back = findBack(ring, newestOf(ring));
  if (back < 0 || readAt(ring, back, BEFORE) != Status.OK) return false;
  return memory.compare(BEFORE + recordBytesOf(ring) - MAC_BYTES, macOfHead(ring), MAC_BYTES) == 0;
}

/** Sequence of the oldest record that can be read together with the one before it, and so be checked; 0 for none. */
export function oldestOf(ring: i32): u32 {
  const newest = newestOf(ring);
  if (newest == 0) return 0;
  for (let back = min(slotsHeld(ring), newest) - 1; back > 0; back--) {
    const found = sequenceAt(ring, slotBack(ring, back));
    if (found == 1) return 1;
    if (found != 0 && found <= newest && newest - found <= back + headOf(ring).skipped) return min(found + 1, newest);
  }
  return newest;
}

function readAt(ring: i32, back: i32, to: usize): i32 {
  return norRead(slotAddress(ring, slotBack(ring, <u32>back)), to, recordBytesOf(ring));
}

/** A meter that was never given keys can prove nothing; of one that was, a record is damaged where its keys do not say that it is sound. */
function judged(chained: i32): i32 {
  return chained == Status.OK || (chained != Status.BAD_CHECK && meterIdentity() == 0) ? Status.OK : Status.BAD_CHECK;
}

/** Slots from the head back to the record that lies before one, whatever its sequence; -1 where there is none. */
function backBefore(ring: i32, back: i32, sequence: u32): i32 {
  let at = <u32>back + 1;
  for (let tries: u32 = 0; tries < UNUSABLE_MOST && at < slotsHeld(ring); tries++) {
    const found = sequenceBack(ring, at);
    if (found == 0) return -1;
    if (found < sequence) return <i32>lastBack;
    at = lastBack + 1;
  }
  return -1;
}

/** Puts the record before another one, zeros where there is none. Returns what the NOR answers. */
function readBefore(ring: i32, before: i32): i32 {
  memory.fill(BEFORE, 0, recordBytesOf(ring));
  return before < 0 ? Status.OK : readAt(ring, before, BEFORE);
}

/**
 * Puts a record of a ring. Returns OK, NOT_FOUND, BAD_CHECK where it is there and not what the meter once wrote behind the
 * record before it, or what the NOR answers. Behind lost records, whose sequences were passed over, it is chained to the last
 * one before them.
 */
export function readRecord(ring: i32, sequence: u32, to: usize): i32 {
  const back = findBack(ring, sequence);
  if (back < 0) return Status.NOT_FOUND;
  const bytes = recordBytesOf(ring);
  const before = backBefore(ring, back, sequence);
  let status = readBefore(ring, before);
  if (status == Status.OK) status = readAt(ring, back, to);
  if (status != Status.OK) return status;
  const chained = checkChained(BEFORE + bytes - MAC_BYTES, to, bytes);
  // The oldest that is held was chained to one that is overwritten by now.
  if (chained == Status.BAD_CHECK && before < 0 && sequence != 1) return Status.NOT_FOUND;
  return judged(chained);
}

/**
 * True when the old end of a ring is not where it must be: the slot of its first record, or the oldest ones that nothing
 * overwrote, are blank, further than slots were ever left unusable.
 */
export function oldEndIsMissing(ring: i32): bool {
  const head = headOf(ring);
  if (head.newest == 0 || head.unusable >= UNUSABLE_MOST) return false;
  const used = min(head.newest - head.skipped + head.unusable, slotsHeld(ring));
  for (let n: u32 = 0; n <= head.unusable && n < used; n++) {
    const found = sequenceAt(ring, slotBack(ring, used - 1 - n));
    if (found != 0 && found <= head.newest) return false;
  }
  return true;
}

/** Sequence of the first record not earlier than a time, by halving; 0 where all are earlier. Steps of the clock may hide one. */
export function sequenceFrom(ring: i32, time_s: u64): u32 {
  let from = oldestOf(ring);
  let to = newestOf(ring) + 1;
  if (from == 0) return 0;
  while (from < to) {
    const middle = from + (to - from) / 2;
    if (findBack(ring, middle) >= 0 && timeOfKey_s() < time_s) from = middle + 1;
    else to = middle;
  }
  return from <= newestOf(ring) ? from : 0;
}
