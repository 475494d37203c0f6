// Providers: days and billing periods that ended as profiles (class 7), out of the rows that the codes with F 101 to 124 tell too.
import {
  BILLING_ROW_demand_max, BILLING_ROW_demand_max_s, BillingRow,
} from '../../../shared-protocol/generated/assembly/layouts';
import { Status, TARIFF_RATES } from '../../../shared-protocol/generated/assembly/protocol';
import { CODE_BYTES, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setDateTime, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { endedRow, endOfEnded, firstEnded, newestEnded, selectEnded } from '../registers/ended-rows';
import { Ring, rowsHeld } from '../storage/rows';
import { daylightOf, localOf, offset_min } from '../time/zone';
import { energyOfRow } from './billing';
import { setUnspecified } from '../time/unspecified-time';

const SECOND_ms: i64 = 1000;
const DAY_s: i64 = 86_400;
const DAYLIGHT: i32 = 128;
/** Nodes of a row: its clock, then the columns. */
const LEAF_CLOCK: i32 = 2;
/** Nodes of a capture object. */
const LEAF_CLASS: i32 = 2;
const LEAF_CODE: i32 = 3;
const LEAF_ATTRIBUTE: i32 = 4;
const CLASS_REGISTER: i64 = 3;
const CLASS_EXTENDED: i64 = 4;
const ATTRIBUTE_VALUE: i64 = 2;
const ATTRIBUTE_TIME: i64 = 5;
const FIFO: i64 = 1;
/** D of a code: maximum, energy. */
const D_MAXIMUM: u32 = 6;
/** Hundredths of Wh in a register of the total, whose object tells thousandths. */
const TEN: i64 = 10;
/** 0-0:98.2.0.255 is of days, 0-0:98.1.0.255 of billing periods. */
const DAYS: u8 = 2;

/** Columns that are of the row itself: class, and the code's C, D, E behind 0-0, or 1-0 where C is 0. */
const OF_ROW: i32 = 4;
// @ts-ignore: decorator
@lazy const ROW_CODES = memory.data<u8>([
  8, 0, 0, 1, 0, 0, 255, 1, 1, 0, 0, 1, 0, 255, 1, 0, 0, 96, 140, 0, 255, 1, 0, 0, 96, 140, 4, 255,
]);
/** The others by C, D and E; a maximum stands twice: its value, then its time. */
// @ts-ignore: decorator
@lazy const COLUMNS = memory.data<u32>([
  0x010800, 0x010801, 0x010802, 0x010803, 0x010804, 0x010805, 0x010806, 0x010807, 0x010808,
  0x020800, 0x020801, 0x020802, 0x020803, 0x020804, 0x020805, 0x020806, 0x020807, 0x020808,
  0x030800, 0x040800, 0x050800, 0x060800, 0x070800, 0x080800, 0x090800, 0x0a0800,
  0x010600, 0x010600, 0x020600, 0x020600,
]);
const MEASURED: i32 = 30;
const COLUMN_COUNT: i32 = OF_ROW + MEASURED;
// @ts-ignore: decorator
@lazy const CODE = memory.data<u8>([1, 0, 0, 0, 0, 255]);

function ringOf(row: ObjectRow): i32 {
  return row.d == DAYS ? Ring.DAYS : Ring.BILLING;
}

function columnAt(measured: i32): u32 {
  return load<u32>(COLUMNS + (<usize>measured << 2));
}

/** True of the second of the two columns of a maximum. */
function isTimeOfMaximum(measured: i32): bool {
  return measured > 0 && (columnAt(measured) >> 8 & 255) == D_MAXIMUM && columnAt(measured) == columnAt(measured - 1);
}

/** Local time as it was then. */
function setClock(value: Value, time_s: i64, quality: i32): i32 {
  const daylight = daylightOf(quality);
  return setDateTime(value, localOf(time_s, daylight) * SECOND_ms, offset_min(daylight), daylight ? DAYLIGHT : 0);
}

function setOfRow(value: Value, row: BillingRow, column: i32): i32 {
  if (column == 0) return setClock(value, <i64>row.time_s, row.quality);
  if (column == 1) return setNumber(value, row.resets);
  return setNumber(value, column == 2 ? row.marks : row.flags);
}

/** A maximum of the total, in mW, or when its window ended: nobody knows that of a period without one. */
function setMaximum(value: Value, at: usize, c: u32, isTime: bool): i32 {
  const place = <usize>(((c - 1) * (<u32>TARIFF_RATES + 1)) << 2);
  if (!isTime) return setNumber(value, load<u32>(at + BILLING_ROW_demand_max + place));
  const time_s = load<u32>(at + BILLING_ROW_demand_max_s + place);
  return time_s == 0 ? setUnspecified(value) : setDateTime(value, <i64>time_s * SECOND_ms, 0, 0);
}

function setMeasured(value: Value, at: usize, measured: i32): i32 {
  const column = columnAt(measured);
  const c = column >> 16;
  if ((column >> 8 & 255) == D_MAXIMUM) return setMaximum(value, at, c, isTimeOfMaximum(measured));
  const rate = <i32>(column & 255);
  const energy = <i64>energyOfRow(at, <i32>c, rate);
  return setNumber(value, rate == 0 ? energy * TEN : energy);
}

/** A row that was lost is null in all its fields. */
export function freezeBuffer(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = endedRow(ringOf(row), index);
  if (at == 0) return Status.OK;
  const column = leaf - LEAF_CLOCK;
  return column < OF_ROW ? setOfRow(value, changetype<BillingRow>(at), column) : setMeasured(value, at, column - OF_ROW);
}

export function countFreezeBuffer(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectEnded(ringOf(row), selection);
}

/** What stands in a column, by the nodes of a capture object. */
function setCaptured(value: Value, index: i32, leaf: i32): i32 {
  const at = ROW_CODES + <usize>(index * (CODE_BYTES + 1));
  if (leaf == LEAF_CLASS) return setNumber(value, load<u8>(at));
  if (leaf == LEAF_CODE) return setBytes(value, at + 1, CODE_BYTES);
  return setNumber(value, leaf == LEAF_ATTRIBUTE ? ATTRIBUTE_VALUE : 0);
}

export function freezeObjects(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (index < OF_ROW) return setCaptured(value, index, leaf);
  const measured = index - OF_ROW;
  const column = columnAt(measured);
  if (leaf == LEAF_CLASS) return setNumber(value, (column >> 8 & 255) == D_MAXIMUM ? CLASS_EXTENDED : CLASS_REGISTER);
  if (leaf == LEAF_ATTRIBUTE) return setNumber(value, isTimeOfMaximum(measured) ? ATTRIBUTE_TIME : ATTRIBUTE_VALUE);
  if (leaf != LEAF_CODE) return setNumber(value, 0);
  store<u8>(CODE, <u8>(column >> 16), 2);
  store<u8>(CODE, <u8>(column >> 8), 3);
  store<u8>(CODE, <u8>column, 4);
  return setBytes(value, CODE, CODE_BYTES);
}

export function countFreezeObjects(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, COLUMN_COUNT);
}

/** Seconds; a billing period ends by its schedule. */
export function freezePeriod(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, row.d == DAYS ? DAY_s : 0);
}

export function freezeSort(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, FIFO);
}

/** The clock, by leaves that stand one node before those of an array. */
export function freezeSortObject(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setCaptured(value, 0, leaf + 1);
}

export function freezesInUse(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, endOfEnded(ringOf(row)) - firstEnded(ringOf(row)));
}

export function freezeEntries(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, rowsHeld(ringOf(row)));
}

/** ROW_FLAG_* of the billing period that ended last. */
export function flagsOfPeriod(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = endedRow(Ring.BILLING, newestEnded(Ring.BILLING));
  return at == 0 ? Status.OK : setNumber(value, changetype<BillingRow>(at).flags);
}
