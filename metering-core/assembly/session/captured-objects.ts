// What the columns of a profile are: class, code and attribute of each, by the ring it is of.
// Legally relevant (IR46). Changes alter the software identification.
import { ObjectRow, CODE_BYTES } from '../../../shared-protocol/assembly/objects/rows';
import { Selection } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { RING_AUDIT, RING_MINUTES, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { AUDIT_COLUMNS, COMMON, ENERGIES, QUALITY, ringOf, VALUES } from './record-profile';

/** Fields of an entry, by their nodes; of the sort object, which is the first column, by one less. */
const LEAF_CLASS: i32 = 2;
const LEAF_CODE: i32 = 3;
const LEAF_ATTRIBUTE: i32 = 4;
const CLASS_DATA: i32 = 1;
const CLASS_REGISTER: i32 = 3;
const CLASS_CLOCK: i32 = 8;
/** Seconds from one entry of the minutes to the next; freezes go by their schedule. */
const MINUTE_s: i32 = 60;
/** First in, first out. */
const FIFO: i32 = 1;
const SCOPES: i32 = 4;
const FREEZE_REGISTERS: i32 = 13;
/** Phases follow each other by 20 in C. */
const PHASE_STEP: i32 = 20;
const MINUTE_COLUMNS: i32 = COMMON + ENERGIES + VALUES + 1 + VALUES + 1;
const FREEZE_COLUMNS: i32 = COMMON + SCOPES * FREEZE_REGISTERS;
const FREQUENCY: i32 = COMMON + ENERGIES + VALUES;
const WINDOWS: i32 = MINUTE_COLUMNS - 1;

/** C of the energies of a minute. */
// @ts-ignore: decorator
@lazy const MINUTE_C = memory.data<u8>([1, 2, 5, 6, 7, 8, 9, 10, 21, 22, 41, 42, 61, 62]);
/** C and E of the registers of the total, and of the first phase. */
// @ts-ignore: decorator
@lazy const TOTAL = memory.data<u8>([1, 0, 2, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9, 0, 10, 0, 1, 128, 2, 128, 91, 0, 89, 0, 88, 0]);
// @ts-ignore: decorator
@lazy const PHASE = memory.data<u8>([
  21, 0, 22, 0, 25, 0, 26, 0, 27, 0, 28, 0, 29, 0, 30, 0, 21, 128, 22, 128, 31, 0, 32, 128, 31, 128,
]);
/** D of lowest, mean and highest. */
// @ts-ignore: decorator
@lazy const EXTREMES = memory.data<u8>([3, 24, 6]);
// @ts-ignore: decorator
@lazy const CODE = memory.data(CODE_BYTES + 2, 8);

function putCode(b: i32, c: i32, d: i32, e: i32): void {
  store<u8>(CODE, b ? 1 : 0);
  store<u8>(CODE, 0, 1);
  store<u8>(CODE, <u8>c, 2);
  store<u8>(CODE, <u8>d, 3);
  store<u8>(CODE, <u8>e, 4);
  store<u8>(CODE, 255, 5);
}

/** The clock; sequence, flags, quality and trust, codes of our own. Returns the class. */
function commonColumn(column: i32): i32 {
  putCode(0, column == 0 ? 1 : 96, column == 0 ? 0 : 133, column == 0 ? 0 : column);
  return column == 0 ? CLASS_CLOCK : CLASS_DATA;
}

function minuteColumn(column: i32): i32 {
  const value = column - COMMON;
  if (column == WINDOWS) return commonColumn(COMMON);
  if (value < ENERGIES) putCode(1, load<u8>(MINUTE_C + value), 8, 0);
  else if (column == FREQUENCY) putCode(1, 14, 24, 0);
  else {
    const isCurrent = column > FREQUENCY;
    const place = isCurrent ? column - FREQUENCY - 1 : value - ENERGIES;
    putCode(1, (isCurrent ? 31 : 32) + place / 3 * PHASE_STEP, load<u8>(EXTREMES + place % 3), 0);
  }
  return CLASS_REGISTER;
}

function freezeColumn(column: i32): i32 {
  const scope = (column - COMMON) / FREEZE_REGISTERS;
  const register = ((column - COMMON) % FREEZE_REGISTERS) << 1;
  if (scope == 0) putCode(1, load<u8>(TOTAL + register), 8, load<u8>(TOTAL + register, 1));
  else putCode(1, <i32>load<u8>(PHASE + register) + (scope - 1) * PHASE_STEP, 8, load<u8>(PHASE + register, 1));
  return CLASS_REGISTER;
}

function isMinutes(row: ObjectRow): bool {
  return ringOf(row, 0) == RING_MINUTES;
}

function isAudit(row: ObjectRow): bool {
  return ringOf(row, 0) == RING_AUDIT;
}

/** Kind, who, detail, old and new of an entry of the audit trail, codes of our own. */
function auditColumn(column: i32): i32 {
  putCode(0, 96, 134, column);
  return CLASS_DATA;
}

function classOf(row: ObjectRow, column: i32): i32 {
  if (isAudit(row) && column > QUALITY) return auditColumn(column);
  if (column < COMMON) return commonColumn(column);
  return isMinutes(row) ? minuteColumn(column) : freezeColumn(column);
}

function columnsOf(row: ObjectRow): i32 {
  if (isAudit(row)) return AUDIT_COLUMNS;
  return isMinutes(row) ? MINUTE_COLUMNS : FREEZE_COLUMNS;
}

export function countCapturedObjects(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  selection.first = 0;
  selection.end = columnsOf(row);
  return Status.OK;
}

export function capturedObjects(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const classId = classOf(row, index);
  if (leaf == LEAF_CLASS) return setNumber(value, classId);
  if (leaf == LEAF_CODE) return setBytes(value, CODE, CODE_BYTES);
  return setNumber(value, leaf == LEAF_ATTRIBUTE ? 2 : 0);
}

/** By the clock. */
export function sortObject(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return capturedObjects(row, entry, place, 0, leaf + 1, snapshot, value);
}

export function capturePeriod(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, isMinutes(row) ? MINUTE_s : 0);
}

export function sortMethod(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, FIFO);
}
