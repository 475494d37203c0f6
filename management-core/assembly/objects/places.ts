// Where an attribute or a method stands in the template of a row.
import { attributeAt, attributeCount } from '../../../shared-protocol/assembly/objects/tables';
import { SOURCE_METHOD } from '../../../shared-protocol/generated/assembly/object-numbers';
import { objectRow, objectTables } from './tables';

/** Place of an attribute, or of a method, by its number; -1 for none. */
export function placeOf(row: i32, id: i32, isMethod: bool): i32 {
  const object = objectRow(row);
  for (let at: i32 = 0; at < attributeCount(objectTables(), object); at++) {
    const attribute = attributeAt(objectTables(), object, at);
    if (<i32>attribute.id == id && (attribute.source == SOURCE_METHOD) == isMethod) return at;
  }
  return -1;
}
