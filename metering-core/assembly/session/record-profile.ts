// Minute records, freezes and the audit trail as profiles: which of them are selected, and the columns of each, in the units of their objects.
// Legally relevant (IR46). Changes alter the software identification.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import {
  SELECT_ALL, SELECT_ENTRIES, SELECT_LOCAL_RANGE, Selection,
} from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import {
  AUDIT_RECORD_detail, AuditRecord, FREEZE_RECORD_BYTES, FREEZE_RECORD_registers, MINUTE_RECORD_current_mA, MINUTE_RECORD_energy,
  MINUTE_RECORD_voltage_cV, MinuteRecord,
} from '../../../shared-protocol/generated/assembly/layouts';
import { QUALITY_UNKNOWN, RING_AUDIT, RING_HOURS, RING_MINUTES, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { localOffset_s } from '../clock/local-time';
import { newestOf, oldestOf, readRecord, sequenceFrom } from '../records/ring-reader';
import { slotsOf } from '../records/rings';
import { setLocal } from './clock-object';

/** Nodes of the array and of its structure stand before the first column. */
const NODES_BEFORE: i32 = 2;
/** Columns that records of all rings begin with. */
const SEQUENCE: i32 = 1;
const FLAGS: i32 = 2;
export const QUALITY: i32 = 3;
const TRUST: i32 = 4;
export const COMMON: i32 = 5;
/** Those of a minute behind them. */
export const ENERGIES: i32 = 14;
export const VALUES: i32 = 9;
const VOLTAGE: i32 = COMMON + ENERGIES;
const FREQUENCY: i32 = VOLTAGE + VALUES;
const CURRENT: i32 = FREQUENCY + 1;
const WINDOWS: i32 = CURRENT + VALUES;
/** Those of an entry of the audit trail behind what it has for its trust, its kind. */
export const AUDIT_COLUMNS: i32 = COMMON + 4;
const WHO: i32 = COMMON;
const DETAIL: i32 = COMMON + 1;
const OLD: i32 = COMMON + 2;
const DETAIL_BYTES: i32 = 3;
/** D of the audit trail: an event log (IEC 62056-6-1, 0-0:99.98.e). */
const AUDIT_D: u8 = 98;
const ENERGY_BYTES: i32 = 6;
/** Seconds of an hour: registers count seconds, their objects hours. */
const HOUR_s: i64 = 3600;
const SECOND_ms: i64 = 1000;
const INVALID: i32 = 1;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(FREEZE_RECORD_BYTES, 8);

// The record that stands in RECORD, and what its reading came to.
let heldRing: i32 = -1;
let heldSequence: u32 = 0;
let held: i32 = Status.NOT_FOUND;

/** Records are read anew: what a ring holds goes on. */
export function resetProfiles(): void {
  heldRing = -1;
  heldSequence = 0;
  held = Status.NOT_FOUND;
}

/** Ring of a row's entry: minutes and the audit trail alone, freezes in their order. */
export function ringOf(row: ObjectRow, entry: i32): i32 {
  if (row.d == AUDIT_D) return RING_AUDIT;
  return <i32>row.span == 1 ? RING_MINUTES : RING_HOURS + entry;
}

/** Reads the record of a sequence. Returns OK, NOT_FOUND, BAD_CHECK for one that the meter did not write so, or BUSY. */
function hold(ring: i32, sequence: u32): i32 {
  if (ring == heldRing && sequence == heldSequence) return held;
  held = readRecord(ring, sequence, RECORD);
  heldRing = held == Status.BUSY ? -1 : ring;
  heldSequence = sequence;
  return held;
}

/** An end of a range, rounded up to a second (UTC). */
function second(ms: i64, isLocal: bool): i64 {
  const at_s = (ms + SECOND_ms - 1) / SECOND_ms;
  return isLocal ? at_s - localOffset_s(at_s - localOffset_s(at_s)) : at_s;
}

/** Sequence of the first record from a time on, that behind the newest where there is none. */
function from(ring: i32, at_s: i64): u32 {
  const found = at_s > 0 ? sequenceFrom(ring, <u64>at_s) : oldestOf(ring);
  return found ? found : newestOf(ring) + 1;
}

/** Fixes the first and the last record: later ones do not join what is being read. */
export function countRecords(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  const ring = ringOf(row, entry);
  const oldest = oldestOf(ring);
  const behind = oldest ? newestOf(ring) + 1 : 0;
  selection.first = oldest;
  selection.end = behind;
  if (selection.kind == SELECT_ALL || oldest == 0) return Status.OK;
  if (selection.kind == SELECT_ENTRIES) {
    selection.first = <u32>min<i64>(<i64>oldest + selection.from - 1, behind);
    if (selection.to < <i64>(behind - oldest)) selection.end = oldest + <u32>max<i64>(selection.to, 0);
  } else {
    const isLocal = selection.kind == SELECT_LOCAL_RANGE;
    selection.first = from(ring, second(selection.from, isLocal));
    selection.end = from(ring, second(selection.to, isLocal) + 1);
  }
  selection.end = max(selection.end, selection.first);
  return Status.OK;
}

/** Columns of every ring. */
function common(value: Value, column: i32): i32 {
  const record = changetype<MinuteRecord>(RECORD);
  if (column == FLAGS) return setNumber(value, record.flags);
  if (column == QUALITY) return setNumber(value, record.quality);
  if (column == TRUST) return setNumber(value, record.trust);
  const isKnown = record.time_s != 0;
  return isKnown ? setLocal(value, record.time_s, record.quality & <u8>QUALITY_UNKNOWN ? INVALID : 0) : Status.OK;
}

/** A number of six bytes. */
function energyAt(index: i32): i64 {
  const at = RECORD + MINUTE_RECORD_energy + index * ENERGY_BYTES;
  return <i64>load<u32>(at) | (<i64>load<u16>(at, 4) << 32);
}

/** Columns of a minute alone: hundredths of Wh, 10 mV, 10 mHz and mA as mWh, mV, mHz and uA. */
function minuteColumn(value: Value, column: i32): i32 {
  const record = changetype<MinuteRecord>(RECORD);
  if (column < VOLTAGE) return setNumber(value, energyAt(column - COMMON) * 10);
  if (column < FREQUENCY) {
    return setNumber(value, <i64>load<u16>(RECORD + MINUTE_RECORD_voltage_cV + ((column - VOLTAGE) << 1)) * 10);
  }
  if (column == FREQUENCY) return setNumber(value, <i64>record.frequency_cHz * 10);
  if (column == WINDOWS) return setNumber(value, record.windows);
  return setNumber(value, <i64>load<u32>(RECORD + MINUTE_RECORD_current_mA + ((column - CURRENT) << 2)) * 1000);
}

/** Columns of an entry of the audit trail alone. */
function auditColumn(value: Value, column: i32): i32 {
  const record = changetype<AuditRecord>(RECORD);
  if (column == WHO) return setNumber(value, record.who);
  if (column == DETAIL) return setBytes(value, RECORD + AUDIT_RECORD_detail, DETAIL_BYTES);
  return setNumber(value, column == OLD ? record.old : record.new);
}

/** A column of a record; of one that is damaged or gone nothing but its number is told. */
export function records(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const ring = ringOf(row, entry);
  const column = leaf - NODES_BEFORE;
  if (column == SEQUENCE) return setNumber(value, <u32>index);
  const status = hold(ring, <u32>index);
  if (status != Status.OK) return status == Status.BUSY ? status : Status.OK;
  if (column < COMMON) return common(value, column);
  if (ring == RING_AUDIT) return auditColumn(value, column);
  if (ring == RING_MINUTES) return minuteColumn(value, column);
  return setNumber(value, load<i64>(RECORD + FREEZE_RECORD_registers + ((column - COMMON) << 3)) / HOUR_s);
}

export function entriesInUse(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const ring = ringOf(row, entry);
  const oldest = oldestOf(ring);
  return setNumber(value, oldest ? <i64>(newestOf(ring) - oldest + 1) : 0);
}

export function profileEntries(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, slotsOf(ringOf(row, entry)));
}
