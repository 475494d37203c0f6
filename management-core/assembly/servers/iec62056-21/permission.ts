// Which object, command, port and level: the table of rights by level, and what a port has at all.
import { SOURCE_METHOD } from '../../../../shared-protocol/generated/assembly/object-numbers';
import { accessTo, attributeAt } from '../../../../shared-protocol/assembly/objects/tables';
import { ERROR_ACCESS, ERROR_COVER, ERROR_LEVEL, PORT_WRITES_ALL, PORT_WRITES_PUBLIC } from '../../../../shared-protocol/generated/assembly/programming';
import { associationOfLevel, LEVEL_CASE, LEVEL_PROTOCOL, levelOfPort, portWrites } from '../../access/levels';
import { objectRow, objectTables } from '../../objects/tables';
import { coverIsOpen } from '../../surroundings/contacts';

/** What is done with an attribute or method: bits of its access byte. */
export const TO_READ: i32 = 1;
export const TO_WRITE: i32 = 2;
/** Of a method, access is the bit that is read of an attribute. */
export const TO_EXECUTE: i32 = 5;

/** True where a level may do that with an attribute or method, whatever the port. */
function levelMay(level: i32, act: i32, row: i32, place: i32): bool {
  const object = objectRow(row);
  const isMethod = attributeAt(objectTables(), object, place).source == SOURCE_METHOD;
  if (isMethod != (act == TO_EXECUTE)) return false;
  const bit = act == TO_EXECUTE ? TO_READ : act;
  return (accessTo(objectTables(), object, place, associationOfLevel(level)) & bit) != 0;
}

/** True where a port is one to write that through, or execute it. */
function portLets(port: i32, act: i32, row: i32, place: i32): bool {
  const writes = portWrites(port);
  return writes == PORT_WRITES_ALL || (writes == PORT_WRITES_PUBLIC && isPublic(act, row, place));
}

/** The least level that may at a port; 0 where none may. */
function leastLevel(port: i32, act: i32, row: i32, place: i32): i32 {
  if (act != TO_READ && !portLets(port, act, row, place)) return 0;
  for (let level = LEVEL_PROTOCOL; level <= LEVEL_CASE; level++) {
    if (levelMay(level, act, row, place)) return level <= levelOfPort(port) ? level : 0;
  }
  return 0;
}

/** 0 where a level may do that at a port, else an ERROR_*. */
export function refusal(port: i32, level: i32, act: i32, row: i32, place: i32): i32 {
  if (leastLevel(port, act, row, place) == 0) return ERROR_ACCESS;
  return levelMay(min(level, levelOfPort(port)), act, row, place) ? 0 : ERROR_LEVEL;
}

/** True of what no level reads: nothing of it is told elsewhere either. */
export function isSecret(row: i32, place: i32): bool {
  for (let level = LEVEL_PROTOCOL; level <= LEVEL_CASE; level++) if (levelMay(level, TO_READ, row, place)) return false;
  return true;
}

/** True of what everybody may: a prepayment token is a proof by itself. */
export function isPublic(act: i32, row: i32, place: i32): bool {
  return levelMay(LEVEL_PROTOCOL, act, row, place);
}

/** Writing wants the terminal cover open besides, but for what everybody may. */
export function coverRefusal(act: i32, row: i32, place: i32): i32 {
  return act == TO_READ || coverIsOpen() || isPublic(act, row, place) ? 0 : ERROR_COVER;
}
