// A value that can be written: days with a name and a list of switching times, staged as a whole before it holds.
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { Selection } from '../../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../../shared-protocol/assembly/objects/value';

const DAYS_MAX: i32 = 8;
const TIMES_MAX: i32 = 4;
const NAME_MAX: i32 = 12;
/** Nodes of [array, structure 4, unsigned, octet-string, array, structure 2, long-unsigned, double-long, enum]. */
const LEAF_DAYS: i32 = 0;
const LEAF_ID: i32 = 2;
const LEAF_NAME: i32 = 3;
const LEAF_TIMES: i32 = 4;
const LEAF_MINUTE: i32 = 6;
const LEAF_LEVEL: i32 = 7;
const LEAF_KIND: i32 = 8;

@unmanaged
class Day {
  id: u8;
  kind: u8;
  nameLength: u8;
  times: u8;
  name_0: u64;
  name_8: u64;
  time_0: u64;
  time_1: u64;
  time_2: u64;
  time_3: u64;
}

/** The number of days, and the days. */
export const SETTINGS_BYTES: i32 = 8 + 56 * DAYS_MAX;
// @ts-ignore: decorator
@lazy export const SETTINGS = memory.data(SETTINGS_BYTES, 8);
// @ts-ignore: decorator
@lazy export const STAGED = memory.data(SETTINGS_BYTES, 8);

let isStaged: bool = false;

function dayAt(base: usize, index: i32): Day {
  return changetype<Day>(base + 8 + index * <i32>offsetof<Day>());
}

function timeAt(day: Day, index: i32): usize {
  return changetype<usize>(day) + offsetof<Day>('time_0') + (index << 3);
}

export function countSettings(selection: Selection): i32 {
  selection.first = 0;
  selection.end = load<u32>(SETTINGS);
  return <i32>selection.end;
}

export function provideSettings(index: i32, leaf: i32, value: Value): i32 {
  const day = dayAt(SETTINGS, index);
  const node = leaf & 255;
  if (node == LEAF_ID) return setNumber(value, day.id);
  if (node == LEAF_NAME) return setBytes(value, changetype<usize>(day) + offsetof<Day>('name_0'), day.nameLength);
  if (node == LEAF_TIMES) return setNumber(value, day.times);
  if (node == LEAF_MINUTE) return setNumber(value, load<u16>(timeAt(day, leaf >> 8)));
  if (node == LEAF_LEVEL) return setNumber(value, load<i32>(timeAt(day, leaf >> 8), 4));
  return node == LEAF_KIND ? setNumber(value, day.kind) : Status.NOT_FOUND;
}

export function beginSettings(): i32 {
  if (isStaged) return Status.BUSY;
  isStaged = true;
  memory.fill(STAGED, 0, SETTINGS_BYTES);
  return Status.OK;
}

function putName(day: Day, value: Value): i32 {
  const end = value.offset + value.length;
  if (end > NAME_MAX) return Status.BAD_LENGTH;
  memory.copy(changetype<usize>(day) + offsetof<Day>('name_0') + value.offset, value.pointer, value.length);
  day.nameLength = <u8>end;
  return Status.OK;
}

export function putSettings(index: i32, leaf: i32, value: Value): i32 {
  const node = leaf & 255;
  const number = value.number;
  if (node == LEAF_DAYS) {
    store<u32>(STAGED, <u32>number);
    return number <= DAYS_MAX ? Status.OK : Status.OUT_OF_RANGE;
  }
  const day = dayAt(STAGED, index);
  if (node == LEAF_ID) day.id = <u8>number;
  else if (node == LEAF_NAME) return putName(day, value);
  else if (node == LEAF_TIMES) {
    day.times = <u8>number;
    return number <= TIMES_MAX ? Status.OK : Status.OUT_OF_RANGE;
  } else if (node == LEAF_MINUTE) {
    store<u16>(timeAt(day, leaf >> 8), <u16>number);
    return number < 1440 ? Status.OK : Status.OUT_OF_RANGE;
  } else if (node == LEAF_LEVEL) store<i32>(timeAt(day, leaf >> 8), <i32>number, 4);
  else day.kind = <u8>number;
  return Status.OK;
}

function clearStaged(): void {
  memory.fill(STAGED, 0, SETTINGS_BYTES);
  isStaged = false;
}

export function commitSettings(): i32 {
  memory.copy(SETTINGS, STAGED, SETTINGS_BYTES);
  clearStaged();
  return Status.OK;
}

export function abortSettings(): i32 {
  clearStaged();
  return Status.OK;
}
