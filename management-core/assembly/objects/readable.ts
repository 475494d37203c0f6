// Of an attribute by its code: whether an association may read it, for rooms whose values others will see, and its type.
import { OBJECT_ROWS, OBJECTS } from '../../../shared-protocol/generated/assembly/objects';
import { SOURCE_METHOD } from '../../../shared-protocol/generated/assembly/object-numbers';
import { TAG_NULL_DATA } from '../../../shared-protocol/generated/assembly/tags';
import { entryIn, findRow, ObjectRow, rowAt } from '../../../shared-protocol/assembly/objects/rows';
import { attributeAt, attributeCount, shapeNodes } from '../../../shared-protocol/assembly/objects/tables';
import { bareTables } from './bare-tables';
import { governedAccess } from './governed';

const ACCESS_READ: i32 = 1;

/** Place of an attribute in its row, -1 for none. */
function attributePlace(row: ObjectRow, id: i32): i32 {
  for (let place = attributeCount(bareTables(), row) - 1; place >= 0; place--) {
    const attribute = attributeAt(bareTables(), row, place);
    if (<i32>attribute.id == id && attribute.source != SOURCE_METHOD) return place;
  }
  return -1;
}

/** False where there is no such object or attribute. */
export function isReadBy(association: i32, classId: i32, code: usize, id: i32): bool {
  const index = findRow(OBJECT_ROWS, OBJECTS, code, classId);
  if (index < 0) return false;
  const row = rowAt(OBJECT_ROWS, index);
  const place = attributePlace(row, id);
  return place >= 0 && (governedAccess(row, entryIn(row, code), place, association) & ACCESS_READ) != 0;
}

/** A-XDR tag that an attribute begins with; null-data where there is no such object or attribute. */
export function tagOfAttribute(classId: i32, code: usize, id: i32): i32 {
  const index = findRow(OBJECT_ROWS, OBJECTS, code, classId);
  if (index < 0) return TAG_NULL_DATA;
  const row = rowAt(OBJECT_ROWS, index);
  const place = attributePlace(row, id);
  return place < 0 ? TAG_NULL_DATA : <i32>load<u8>(shapeNodes(bareTables(), attributeAt(bareTables(), row, place).shape));
}
