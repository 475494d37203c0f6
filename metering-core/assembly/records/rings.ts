// The rings of records in NOR: where each lies, and its head, which stands in two banks of the FRAM.
// Legally relevant (IR46). Changes alter the software identification.
import {
  AUDIT_RECORD_BYTES, DAY_HEAD_BYTES, FREEZE_RECORD_BYTES, MINUTE_RECORD_BYTES, RING_HEAD_BYTES, RING_HEAD_mac, RingHead,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  AUDIT_SLOTS, AUDIT_STRIDE, BILLING_SLOTS, DAY_HEADS_SLOTS, DAY_HEAD_STRIDE, DAYS_SLOTS, FRAM_RING_HEADS_A, FRAM_RING_HEADS_B, FREEZE_STRIDE,
  HOURS_SLOTS, INSTANT_SLOTS, MINUTE_STRIDE, MINUTES_SLOTS, MONTHS_SLOTS, NOR_AUDIT, NOR_BILLING, NOR_DAY_HEADS, NOR_DAYS, NOR_HOURS,
  NOR_INSTANT, NOR_MINUTES, NOR_MONTHS, NOR_SECTOR, RING_HEAD_MAGIC, RINGS,
} from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { loadBanked, storeBanked } from '../storage/banked-record';

/** Every record begins with its time and its sequence, and ends with its MAC; all but the day heads have flags next. */
export const RECORD_SEQUENCE: usize = 8;
export const RECORD_FLAGS: usize = 12;
export const MAC_BYTES: i32 = 16;

/** First byte in the NOR, slots, bytes from one to the next, bytes of a record; in the order of RING_*. */
// @ts-ignore: decorator
@lazy const PLACES = memory.data<i32>([
  NOR_MINUTES, MINUTES_SLOTS, MINUTE_STRIDE, MINUTE_RECORD_BYTES,
  NOR_HOURS, HOURS_SLOTS, FREEZE_STRIDE, FREEZE_RECORD_BYTES,
  NOR_DAYS, DAYS_SLOTS, FREEZE_STRIDE, FREEZE_RECORD_BYTES,
  NOR_MONTHS, MONTHS_SLOTS, FREEZE_STRIDE, FREEZE_RECORD_BYTES,
  NOR_BILLING, BILLING_SLOTS, FREEZE_STRIDE, FREEZE_RECORD_BYTES,
  NOR_INSTANT, INSTANT_SLOTS, FREEZE_STRIDE, FREEZE_RECORD_BYTES,
  NOR_DAY_HEADS, DAY_HEADS_SLOTS, DAY_HEAD_STRIDE, DAY_HEAD_BYTES,
  NOR_AUDIT, AUDIT_SLOTS, AUDIT_STRIDE, AUDIT_RECORD_BYTES,
]);
const PLACE_BYTES: i32 = 16;

// @ts-ignore: decorator
@lazy const HEADS = memory.data(RINGS * RING_HEAD_BYTES, 8);
// @ts-ignore: decorator
@lazy const CANDIDATE = memory.data(RING_HEAD_BYTES, 8);

/** No sector is known to be blank. */
export const NONE_READY: u32 = u32.MAX_VALUE;
/** Nobody counted the slots that were passed over. */
export const UNUSABLE_UNKNOWN: u32 = u32.MAX_VALUE;

function placeOf(ring: i32, field: i32): i32 {
  return load<i32>(PLACES + <usize>(ring * PLACE_BYTES + (field << 2)));
}

export function slotsOf(ring: i32): u32 {
  return <u32>placeOf(ring, 1);
}

export function strideOf(ring: i32): i32 {
  return placeOf(ring, 2);
}

export function recordBytesOf(ring: i32): i32 {
  return placeOf(ring, 3);
}

export function slotsOfSector(ring: i32): u32 {
  return <u32>(NOR_SECTOR / strideOf(ring));
}

export function sectorsOf(ring: i32): u32 {
  return slotsOf(ring) / slotsOfSector(ring);
}

export function sectorOf(ring: i32, slot: u32): u32 {
  return slot / slotsOfSector(ring);
}

export function sectorAddress(ring: i32, sector: u32): i32 {
  return placeOf(ring, 0) + <i32>sector * NOR_SECTOR;
}

export function slotAddress(ring: i32, slot: u32): i32 {
  return placeOf(ring, 0) + <i32>slot * strideOf(ring);
}

export function slotBehind(ring: i32, slot: u32): u32 {
  return slot + 1 < slotsOf(ring) ? slot + 1 : 0;
}

export function headOf(ring: i32): RingHead {
  return changetype<RingHead>(HEADS + <usize>(ring * RING_HEAD_BYTES));
}

export function macOfHead(ring: i32): usize {
  return changetype<usize>(headOf(ring)) + RING_HEAD_mac;
}

/** Loads a head; one that was never written stands before the first slot. Returns what was found, Found bits. */
export function loadHead(ring: i32): i32 {
  const at = ring * RING_HEAD_BYTES;
  const record = changetype<usize>(headOf(ring));
  const found = loadBanked(record, CANDIDATE, RING_HEAD_BYTES, RING_HEAD_MAGIC, FRAM_RING_HEADS_A + at, FRAM_RING_HEADS_B + at);
  if (load<u32>(record) != 0) return found;
  headOf(ring).slot = slotsOf(ring) - 1;
  headOf(ring).ready = NONE_READY;
  return found;
}

export function storeHead(ring: i32): i32 {
  const at = ring * RING_HEAD_BYTES;
  return storeBanked(changetype<usize>(headOf(ring)), RING_HEAD_BYTES, RING_HEAD_MAGIC, FRAM_RING_HEADS_A + at, FRAM_RING_HEADS_B + at);
}

/** No record may ever have a sequence that another one had: those of lost records are passed over. */
export function nextSequence(ring: i32): u32 {
  return headOf(ring).newest + 1 + headOf(ring).gap;
}

/** A slot holds nothing that counts: what is written next goes into the one behind it. */
export function passOverSlot(ring: i32, slot: u32): i32 {
  const head = headOf(ring);
  head.slot = slot;
  head.writing = 0;
  if (head.unusable != UNUSABLE_UNKNOWN) head.unusable++;
  return storeHead(ring);
}

/** The head stands at a record in a slot; what is stored with it says that nothing is being written. */
export function moveHead(ring: i32, slot: u32, record: usize): i32 {
  const head = headOf(ring);
  const sequence = load<u32>(record + RECORD_SEQUENCE);
  if (sequence == nextSequence(ring)) {
    head.skipped += head.gap;
    head.gap = 0;
  }
  head.slot = slot;
  head.newest = sequence;
  head.time_s = load<u64>(record);
  head.writing = 0;
  copyBytes(macOfHead(ring), record + recordBytesOf(ring) - MAC_BYTES, MAC_BYTES);
  return storeHead(ring);
}
