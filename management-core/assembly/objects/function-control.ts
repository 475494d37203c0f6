// Providers: function control (class 122): which functions are switched on, and of which objects each is made.
import { FUNCTIONS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { CODE_BYTES, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { functionIsOn, functionsOff, setFunctionsOff } from '../access/functions';

/** Nodes of [array, structure 2, name, on or off]; of a function's objects [array, structure 2, name, array, structure 2, class, code]. */
const NODE: i32 = 255;
const LEAF_COUNT: i32 = 0;
const LEAF_NAME: i32 = 2;
const LEAF_OBJECTS: i32 = 3;
const LEAF_CLASS: i32 = 5;

/** Names by FUNCTION_*, zero behind them. */
const NAME_ROOM: i32 = 12;
// @ts-ignore: decorator
@lazy const NAMES = memory.data<u8>([
  112, 117, 115, 104, 0, 0, 0, 0, 0, 0, 0, 0, // push
  115, 99, 104, 101, 100, 117, 108, 101, 115, 0, 0, 0, // schedules
  109, 111, 110, 105, 116, 111, 114, 115, 0, 0, 0, 0, // monitors
  108, 105, 109, 105, 116, 101, 114, 0, 0, 0, 0, 0, // limiter
  111, 112, 101, 110, 95, 104, 111, 117, 114, 115, 0, 0, // open_hours
]);

/** Of each object: FUNCTION_*, class, code. */
const OBJECT_BYTES: i32 = 2 + CODE_BYTES;
const OBJECTS: i32 = 12;
// @ts-ignore: decorator
@lazy const OBJECTS_OF = memory.data<u8>([
  0, 40, 0, 0, 25, 9, 0, 255,
  0, 40, 0, 1, 25, 9, 0, 255,
  0, 40, 0, 2, 25, 9, 0, 255,
  0, 40, 0, 3, 25, 9, 0, 255,
  1, 22, 0, 0, 15, 0, 0, 255,
  1, 22, 0, 0, 15, 0, 4, 255,
  2, 21, 0, 0, 16, 0, 0, 255,
  2, 21, 0, 0, 16, 0, 1, 255,
  2, 21, 0, 0, 16, 0, 2, 255,
  2, 21, 0, 0, 16, 0, 3, 255,
  3, 71, 0, 0, 17, 0, 0, 255,
  4, 1, 0, 0, 96, 142, 7, 255,
]);

/** What is being written: functions that are off once all is, and bytes of the name so far. */
@unmanaged
class Switching {
  off: u32;
  nameLength: i32;
}

// @ts-ignore: decorator
@lazy const SWITCHING = memory.data(offsetof<Switching>(), 8);
/** The name. */
// @ts-ignore: decorator
@lazy const TAKEN = memory.data(NAME_ROOM, 8);

function switching(): Switching {
  return changetype<Switching>(SWITCHING);
}

function nameOf(which: i32): usize {
  return NAMES + <usize>(which * NAME_ROOM);
}

function nameLength(which: i32): i32 {
  let length: i32 = 0;
  while (load<u8>(nameOf(which) + <usize>length) != 0) length++;
  return length;
}

function setName(value: Value, which: i32): i32 {
  return setBytes(value, nameOf(which), nameLength(which));
}

function functionOf(object: i32): i32 {
  return load<u8>(OBJECTS_OF + <usize>(object * OBJECT_BYTES));
}

function firstObject(which: i32): i32 {
  let object: i32 = 0;
  while (functionOf(object) != which) object++;
  return object;
}

function objectsOf(which: i32): i32 {
  let count: i32 = 0;
  for (let object: i32 = 0; object < OBJECTS; object++) count += i32(functionOf(object) == which);
  return count;
}

export function functionStatus(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return leaf == LEAF_NAME ? setName(value, index) : setNumber(value, i32(functionIsOn(index)));
}

export function countFunctionStatus(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, FUNCTIONS);
}

export function functionList(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const node = leaf & NODE;
  if (node == LEAF_NAME) return setName(value, index);
  if (node == LEAF_OBJECTS) return setNumber(value, objectsOf(index));
  const object = OBJECTS_OF + <usize>((firstObject(index) + (leaf >> 8)) * OBJECT_BYTES);
  return node == LEAF_CLASS ? setNumber(value, load<u8>(object, 1)) : setBytes(value, object + 2, CODE_BYTES);
}

export function countFunctionList(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, FUNCTIONS);
}

export function beginSetFunctions(row: ObjectRow, entry: i32, place: i32): i32 {
  switching().off = functionsOff();
  switching().nameLength = 0;
  return Status.OK;
}

/** FUNCTION_* of the name that was taken, -1 for none. */
function taken(): i32 {
  const length = switching().nameLength;
  for (let which: i32 = 0; which < FUNCTIONS; which++) {
    if (nameLength(which) == length && memory.compare(nameOf(which), TAKEN, length) == 0) return which;
  }
  return -1;
}

/** Those that are not named stay as they are. */
export function putSetFunctions(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  if (leaf == LEAF_COUNT) return Status.OK;
  if (leaf == LEAF_NAME) {
    switching().nameLength = value.offset + value.length;
    if (switching().nameLength > NAME_ROOM) return Status.OUT_OF_RANGE;
    memory.copy(TAKEN + value.offset, value.pointer, value.length);
    return Status.OK;
  }
  const which = taken();
  if (which < 0) return Status.OUT_OF_RANGE;
  const bit: u32 = 1 << which;
  switching().off = value.number != 0 ? switching().off & ~bit : switching().off | bit;
  return Status.OK;
}

export function commitSetFunctions(row: ObjectRow, entry: i32, place: i32): i32 {
  return setFunctionsOff(switching().off);
}

export function abortSetFunctions(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}
