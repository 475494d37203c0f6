// The object tables of the management core, and the value of any of its objects out of a copy of the mirror.
import { OBJECT_ROWS, OBJECTS } from '../../../shared-protocol/generated/assembly/objects';
import { readLeaf } from '../../../shared-protocol/assembly/objects/read';
import { AttributeRow, findRow, FormatRow, ObjectRow, rowAt } from '../../../shared-protocol/assembly/objects/rows';
import { attributeAt, formatAt } from '../../../shared-protocol/assembly/objects/tables';
import { Value } from '../../../shared-protocol/assembly/objects/value';
import { Selection } from '../../../shared-protocol/assembly/objects/selection';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { recordIn } from '../link/mirror';
import { BareTables } from './bare-tables';
import { wholeLeaf } from './chosen-columns';
import {
  abortOfProvider, beginOfProvider, commitOfProvider, countOfProvider, itemOfProvider, putOfProvider,
} from './providers';
import { beginStaging, stage } from './staging';

/** Among the switches of the providers: there is none that has this door. */
const NONE: i32 = Status.NOT_FOUND;

/** What the shared code asks of a core: where its tables are, its records and its providers. */
@unmanaged
export class ObjectTables extends BareTables {
  /** Address of a record in a snapshot; 0 when it was not received. */
  record(slot: i32, snapshot: usize): usize {
    return recordIn(snapshot, slot);
  }

  provide(
    attribute: AttributeRow, row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
  ): i32 {
    return itemOfProvider(attribute.room, attribute.provider, row, entry, place, index, wholeLeaf(leaf), snapshot, value);
  }

  count(a: AttributeRow, row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
    return countOfProvider(a.room, a.provider, row, entry, place, selection);
  }

  /** A provider of one short value has none of its own: staging.ts keeps it. */
  begin(a: AttributeRow, row: ObjectRow, entry: i32, place: i32): i32 {
    const status = beginOfProvider(a.room, a.provider, row, entry, place);
    return status == NONE ? beginStaging() : status;
  }

  put(a: AttributeRow, row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
    const status = putOfProvider(a.room, a.provider, row, entry, place, index, leaf, value);
    return status == NONE ? stage(leaf, value) : status;
  }

  /** NOT_FOUND for what is never written. */
  commit(a: AttributeRow, row: ObjectRow, entry: i32, place: i32): i32 {
    return commitOfProvider(a.room, a.provider, row, entry, place);
  }

  abort(a: AttributeRow, row: ObjectRow, entry: i32, place: i32): i32 {
    const status = abortOfProvider(a.room, a.provider, row, entry, place);
    return status == NONE ? beginStaging() : status;
  }
}

/** There is one set of tables, so nothing stands behind the reference. */
export function objectTables(): ObjectTables {
  return changetype<ObjectTables>(0);
}

/** Row 0..OBJECTS-1. */
export function objectRow(index: i32): ObjectRow {
  return rowAt(OBJECT_ROWS, index);
}

/** Row of a code of six bytes, -1 where there is none. */
export function findObject(code: usize, classId: i32 = 0): i32 {
  return findRow(OBJECT_ROWS, OBJECTS, code, classId);
}

/** Puts the value of an attribute that is no array, out of a snapshot of the mirror. */
export function readValue(row: ObjectRow, entry: i32, place: i32, snapshot: usize, value: Value): i32 {
  return readLeaf(objectTables(), row, entry, place, 0, 0, snapshot, value);
}

/** How an attribute is scaled and written. */
export function formatOf(row: ObjectRow, place: i32): FormatRow {
  return formatAt(objectTables(), attributeAt(objectTables(), row, place).format);
}
