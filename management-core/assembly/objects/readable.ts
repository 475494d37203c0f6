// Whether an association may read an attribute of an object: for rooms whose values others will see.
import { OBJECT_ROWS, OBJECTS } from '../../../shared-protocol/generated/assembly/objects';
import { SOURCE_METHOD } from '../../../shared-protocol/generated/assembly/object-numbers';
import { entryIn, findRow, rowAt } from '../../../shared-protocol/assembly/objects/rows';
import { attributeAt, attributeCount } from '../../../shared-protocol/assembly/objects/tables';
import { bareTables } from './bare-tables';
import { governedAccess } from './governed';

const ACCESS_READ: i32 = 1;

/** False where there is no such object or attribute. */
export function isReadBy(association: i32, classId: i32, code: usize, id: i32): bool {
  const index = findRow(OBJECT_ROWS, OBJECTS, code, classId);
  if (index < 0) return false;
  const row = rowAt(OBJECT_ROWS, index);
  for (let place = attributeCount(bareTables(), row) - 1; place >= 0; place--) {
    const attribute = attributeAt(bareTables(), row, place);
    if (<i32>attribute.id != id || attribute.source == SOURCE_METHOD) continue;
    return (governedAccess(row, entryIn(row, code), place, association) & ACCESS_READ) != 0;
  }
  return false;
}
