// Objects of a list as text: the line of the data block, the row of the display.
import { FormatRow, ListRow } from '../../../shared-protocol/assembly/objects/rows';
import { putCharacter } from '../../../shared-protocol/assembly/objects/text';
import { clearValue, Value, VALUE_DATE_TIME, VALUE_NULL } from '../../../shared-protocol/assembly/objects/value';
import { hasUnit, putObis, putUnit, putValue } from '../../../shared-protocol/assembly/objects/value-text';
import { mayRead } from '../../../shared-protocol/assembly/objects/tables';
import { UNITS } from '../../../shared-protocol/generated/assembly/objects';
import { placeOf } from './places';
import { formatOf, objectRow, objectTables, readValue } from './tables';
import { putMinute } from './time-of-day';

const OPEN: i32 = 40;
const CLOSE: i32 = 41;
const STAR: i32 = 42;
const SLASH: u8 = 47;
/** ` per `, low byte first, and its last blank. */
const PER: u32 = 0x72657020;
export const PER_BYTES: i32 = 5;
const BLANK: u8 = 32;
const LIST_ROW: i32 = 4;
/** All decimals the object has. */
const ALL_DECIMALS: i32 = 18;

// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

/** Entry of a list. */
export function listRow(list: usize, index: i32): ListRow {
  return changetype<ListRow>(list + index * LIST_ROW);
}

/** The value of an entry of a list; null when it is not known or the association may not read it. */
export function shownValue(shown: ListRow, association: i32, snapshot: usize): Value {
  return valueAt(shown, shown.attribute, association, snapshot);
}

function valueAt(shown: ListRow, place: i32, association: i32, snapshot: usize): Value {
  const row = objectRow(shown.row);
  const value = changetype<Value>(VALUE);
  clearValue(value);
  if (mayRead(objectTables(), row, place, association)) readValue(row, shown.entry, place, snapshot, value);
  return value;
}

/** Writes a unit of a data set, which has no slash (IEC 62056-21, 6.5): imp/kWh is `imp per kWh` there. */
function putUnitInWords(at: usize, format: FormatRow): usize {
  const end = putUnit(at, UNITS, format);
  let slash = at;
  while (slash < end && load<u8>(slash) != SLASH) slash++;
  if (slash == end) return end;
  memory.copy(slash + PER_BYTES, slash + 1, end - slash - 1);
  store<u32>(slash, PER);
  store<u8>(slash, BLANK, PER_BYTES - 1);
  return end + PER_BYTES - 1;
}

/** Writes `*unit` as a data set has it; nothing where values of this format have none. */
export function putUnitOf(at: usize, format: FormatRow): usize {
  return hasUnit(UNITS, format) ? putUnitInWords(putCharacter(at, STAR), format) : at;
}

/** Extended register: its attribute 5 is when its value was captured. */
const EXTENDED_REGISTER: i32 = 4;
const CAPTURE_TIME: i32 = 5;
const SECOND_ms: i64 = 1000;

/** Writes what a data set has in its brackets; a time of a clock as local time. */
function putContent(at: usize, value: Value, format: FormatRow): usize {
  if (value.kind == VALUE_NULL) return at;
  if (value.kind == VALUE_DATE_TIME) return putMinute(at, value.number / SECOND_ms);
  return putUnitOf(putValue(at, value, format, ALL_DECIMALS), format);
}

/** Writes `(yy-mm-dd hh:mm)` behind the value of an extended register that was captured. */
function putCaptured(at: usize, shown: ListRow, association: i32, snapshot: usize): usize {
  if (<i32>objectRow(shown.row).class != EXTENDED_REGISTER) return at;
  const value = valueAt(shown, placeOf(shown.row, CAPTURE_TIME, false), association, snapshot);
  if (value.kind != VALUE_DATE_TIME) return at;
  return putCharacter(putMinute(putCharacter(at, OPEN), value.number / SECOND_ms), CLOSE);
}

/** Writes `A-B:C.D.E*F(value*unit)`, of an extended register with the time behind it; brackets stay empty while a value is not known. */
export function putDataSet(at: usize, shown: ListRow, association: i32, snapshot: usize): usize {
  const row = objectRow(shown.row);
  const format = formatOf(row, shown.attribute);
  const value = shownValue(shown, association, snapshot);
  at = putCharacter(putObis(at, row, shown.entry), OPEN);
  at = putCharacter(putContent(at, value, format), CLOSE);
  return putCaptured(at, shown, association, snapshot);
}

/** Writes value and unit as the display shows them; nothing while the value is not known. */
export function putShown(at: usize, shown: ListRow, association: i32, snapshot: usize, decimals: i32): usize {
  const format = formatOf(objectRow(shown.row), shown.attribute);
  const value = shownValue(shown, association, snapshot);
  if (value.kind == VALUE_NULL) return at;
  return putUnit(putValue(at, value, format, decimals), UNITS, format);
}
