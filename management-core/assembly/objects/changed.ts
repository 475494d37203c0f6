// Tells the parameter monitor of an attribute that was written: its value, as it is read behind it.
import { SOURCE_METHOD } from '../../../shared-protocol/generated/assembly/object-numbers';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { TAG_ARRAY, TAG_CHOICE, TAG_NULL_DATA, TAG_STRUCTURE } from '../../../shared-protocol/generated/assembly/tags';
import { DATE_TIME_BYTES, putDateTime } from '../../../shared-protocol/assembly/objects/date-time';
import { CODE_BYTES, ObjectRow, putCode } from '../../../shared-protocol/assembly/objects/rows';
import { attributeAt, shapeNodes } from '../../../shared-protocol/assembly/objects/tables';
import { Value, VALUE_BITS, VALUE_BYTES, VALUE_DATE_TIME, VALUE_NULL, VALUE_NUMBER } from '../../../shared-protocol/assembly/objects/value';
import { beginChange, CHANGED_VALUE_MAX, endChange, isWatched } from '../access/watched-parameters';
import { shownSnapshot } from '../link/mirror';
import { now_us } from '../time/clock';
import { objectRow, objectTables, readValue } from './tables';

// @ts-ignore: decorator
@lazy const CODE = memory.data(CODE_BYTES, 8);
// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

/** Puts a value; its bytes, or bits, or -1 for one that is too long. */
function putValue(at: usize, value: Value): i32 {
  if (value.kind == VALUE_NUMBER) {
    store<i64>(at, value.number);
    return 8;
  }
  if (value.kind == VALUE_DATE_TIME) {
    putDateTime(at, value);
    return DATE_TIME_BYTES;
  }
  const bytes = value.kind == VALUE_BITS ? (value.length + 7) >> 3 : value.length;
  if (bytes > CHANGED_VALUE_MAX) return -1;
  memory.copy(at, value.pointer, bytes);
  return value.length;
}

/** The value of an attribute that is a simple one, at an address; its tag. */
function putSimple(row: ObjectRow, entry: i32, place: i32, at: usize): i32 {
  const tag = <i32>load<u8>(shapeNodes(objectTables(), attributeAt(objectTables(), row, place).shape));
  if (tag == TAG_ARRAY || tag == TAG_STRUCTURE) return TAG_NULL_DATA;
  const value = changetype<Value>(VALUE);
  if (readValue(row, entry, place, shownSnapshot(now_us), value) != Status.OK || value.kind == VALUE_NULL) return TAG_NULL_DATA;
  return tag == TAG_CHOICE ? <i32>value.tag : tag;
}

/** An attribute of an entry of a row was written. What cannot be noted is in the log of access all the same. */
export function noteWritten(index: i32, entry: i32, place: i32): void {
  const row = objectRow(index);
  const attribute = attributeAt(objectTables(), row, place);
  putCode(CODE, row, entry);
  if (attribute.source == SOURCE_METHOD || !isWatched(row.class, CODE, attribute.id)) return;
  const at = beginChange();
  const tag = putSimple(row, entry, place, at);
  const length = tag == TAG_NULL_DATA ? 0 : putValue(at, changetype<Value>(VALUE));
  endChange(length < 0 ? TAG_NULL_DATA : tag, max(length, 0));
}
