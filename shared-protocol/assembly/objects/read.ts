// The value of any leaf of any attribute, whatever its source is.
import {
  SOURCE_FIELD, SOURCE_LOGICAL_NAME, SOURCE_METHOD, SOURCE_OTHER_FIELD, SOURCE_PROVIDED_LIST, SOURCE_PROVIDER,
  SOURCE_SCALER_UNIT,
} from '../../generated/assembly/object-numbers';
import { Status } from '../../generated/assembly/protocol';
import { readField, readOtherField, slotOfEntry } from './field';
import { AttributeRow, CODE_BYTES, FormatRow, ObjectRow, putCode } from './rows';
import { attributeAt, formatAt } from './tables';
import { clearValue, setBytes, setNumber, Value } from './value';

/** No such place in a record. */
const NOWHERE: i32 = 255;
/** Leaf of the scaler in its structure; the unit stands behind it. */
const LEAF_SCALER: i32 = 1;

// @ts-ignore: decorator
@lazy const NAME = memory.data(8, 8);

function readName(row: ObjectRow, entry: i32, value: Value): i32 {
  putCode(NAME, row, entry);
  return setBytes(value, NAME, CODE_BYTES);
}

/** Sample and marks of the record the value is from. */
function stamp(value: Value, record: usize, stamps: usize): void {
  const instantAt = <i32>load<u8>(stamps);
  const flagsAt = <i32>load<u8>(stamps, 1);
  if (instantAt != NOWHERE) value.instant = load<i64>(record + instantAt);
  if (flagsAt != NOWHERE) value.status = load<u8>(record + flagsAt);
}

function readRecord<T>(tables: T, row: ObjectRow, entry: i32, attribute: AttributeRow, snapshot: usize, value: Value): i32 {
  const slot = slotOfEntry(row, entry);
  const record = tables.record(slot, snapshot);
  if (record == 0) return Status.OK;
  const format = formatAt(tables, attribute.format);
  if (attribute.source == SOURCE_FIELD) readField(row, entry, record, format, value);
  else readOtherField(record, attribute.provider, attribute.room, format, value);
  stamp(value, record, tables.stamps() + (slot << 1));
  return Status.OK;
}

function readScaler(format: FormatRow, leaf: i32, value: Value): i32 {
  return setNumber(value, leaf == LEAF_SCALER ? <i64>format.scaler : <i64>format.unit);
}

/**
 * Puts the value of a leaf: of an entry of a row, of item `index` of an array, at node `leaf & 255` of the shape, in
 * entry `leaf >> 8` of an array within. The snapshot says which copy of the records is read. What is not known is null.
 */
export function readLeaf<T>(
  tables: T, row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const attribute = attributeAt(tables, row, place);
  clearValue(value);
  switch (<i32>attribute.source) {
    case SOURCE_LOGICAL_NAME: return readName(row, entry, value);
    case SOURCE_FIELD:
    case SOURCE_OTHER_FIELD: return readRecord(tables, row, entry, attribute, snapshot, value);
    case SOURCE_SCALER_UNIT: return readScaler(formatAt(tables, attribute.format), leaf & 255, value);
    case SOURCE_METHOD:
    case SOURCE_PROVIDER:
    case SOURCE_PROVIDED_LIST: return readProvided(tables, row, entry, place, index, leaf, snapshot, value);
    default: return Status.NOT_FOUND;
  }
}

/** A provider gives the number; scaler and unit are data. What a method gave back has neither. */
function readProvided<T>(
  tables: T, row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const attribute = attributeAt(tables, row, place);
  if (attribute.source != SOURCE_METHOD) {
    const format = formatAt(tables, attribute.format);
    value.scaler = format.scaler;
    value.unit = format.unit;
  }
  return tables.provide(attribute, row, entry, place, index, leaf, snapshot, value);
}
