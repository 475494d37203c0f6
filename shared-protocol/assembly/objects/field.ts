// The value of a field of a record: the one reader for every object whose value is data.
import {
  FIELD_BYTES, FIELD_I16, FIELD_I32, FIELD_I64, FIELD_I8, FIELD_U16, FIELD_U32, FIELD_U8, RULE_NEGATIVE, RULE_POSITIVE,
  STYLE_DIGITS,
} from '../../generated/assembly/object-numbers';
import { NOT_MEASURED, NOT_MEASURED_SIGNED } from '../../generated/assembly/protocol';
import { FormatRow, ObjectRow } from './rows';
import { setBytes, setNumber, Value } from './value';

/** No such place in a record. */
const NOWHERE: i32 = 255;

/** Slot of the record an entry lies in: arrays go on from record to record. */
export function slotOfEntry(row: ObjectRow, entry: i32): i32 {
  return <i32>row.slot + (row.type == FIELD_BYTES ? entry : entry / <i32>row.perRecord);
}

/** True when it was measured: of an array up to what its record says, of a quantity alone by the number. */
function isMeasured(row: ObjectRow, entry: i32, record: usize, number: i64, format: FormatRow): bool {
  if (<i32>row.highestAt != NOWHERE) return entry < <i32>load<u8>(record + <i32>row.highestAt);
  if (format.style != STYLE_DIGITS) return true;
  if (row.type == FIELD_I32) return number != <i64>NOT_MEASURED_SIGNED;
  return row.type != FIELD_U32 || number != <i64>NOT_MEASURED;
}

/** log2 of the bytes of a number: types stand in pairs, unsigned and signed. */
function widthOf(type: i32): i32 {
  return type >> 1;
}

export function loadField(at: usize, type: i32): i64 {
  if (type == FIELD_I64) return load<i64>(at);
  if (type == FIELD_I32) return <i64>load<i32>(at);
  if (type == FIELD_U32) return <i64>load<u32>(at);
  if (type == FIELD_U8) return <i64>load<u8>(at);
  if (type == FIELD_U16) return <i64>load<u16>(at);
  if (type == FIELD_I16) return <i64>load<i16>(at);
  return type == FIELD_I8 ? <i64>load<i8>(at) : load<i64>(at);
}

/** The number behind the sign rule. */
export function ruled(number: i64, rule: i32): i64 {
  if (rule == RULE_POSITIVE) return number > 0 ? number : 0;
  if (rule == RULE_NEGATIVE) return number < 0 ? -number : 0;
  return number;
}

function putScaled(value: Value, number: i64, format: FormatRow): void {
  setNumber(value, format.divisor == 1 ? number : number / <i64>format.divisor);
  value.scaler = format.scaler;
  value.unit = format.unit;
}

/** Puts the value of an entry's field out of its record; what was not measured stays null. */
export function readField(row: ObjectRow, entry: i32, record: usize, format: FormatRow, value: Value): void {
  const type = <i32>row.type;
  if (type == FIELD_BYTES) {
    setBytes(value, record + row.offset, row.perRecord);
    return;
  }
  const place = entry % <i32>row.perRecord;
  const number = loadField(record + row.offset + (place << widthOf(type)), type);
  if (isMeasured(row, entry, record, number, format)) putScaled(value, ruled(number, row.rule), format);
}

/** Puts another field of the same record. */
export function readOtherField(record: usize, offset: i32, type: i32, format: FormatRow, value: Value): void {
  putScaled(value, loadField(record + offset, type), format);
}
