// What each setup pushes as it is made: first its own list, so that whoever receives it knows what stands behind.
import { PUSH_ALARM, PUSH_CUSTOMER, PUSH_RETURN, PUSH_SCHEDULE } from '../../../shared-protocol/generated/assembly/protocol';

/** Class, code and attribute; the setup itself (class 40) has its number in B. */
const ENTRY: i32 = 8;
const PUSHED_BYTES: usize = 9;

// @ts-ignore: decorator
@lazy const ON_SCHEDULE = memory.data<u8>([
  40, 0, 0, 25, 9, 0, 255, 2, 8, 0, 0, 1, 0, 0, 255, 2, 1, 0, 0, 96, 1, 0, 255, 2, 3, 1, 0, 1, 8, 0, 255, 2,
  3, 1, 0, 2, 8, 0, 255, 2, 3, 1, 0, 3, 8, 0, 255, 2, 3, 1, 0, 4, 8, 0, 255, 2,
]);
// @ts-ignore: decorator
@lazy const ON_ALARM = memory.data<u8>([
  40, 0, 0, 25, 9, 0, 255, 2, 8, 0, 0, 1, 0, 0, 255, 2, 1, 0, 0, 96, 1, 0, 255, 2, 1, 0, 0, 97, 98, 20, 255, 2,
  1, 0, 0, 97, 98, 0, 255, 2,
]);
// @ts-ignore: decorator
@lazy const ON_RETURN = memory.data<u8>([
  40, 0, 0, 25, 9, 0, 255, 2, 8, 0, 0, 1, 0, 0, 255, 2, 1, 0, 0, 96, 1, 0, 255, 2, 3, 0, 0, 96, 7, 21, 255, 2,
  3, 0, 0, 96, 7, 19, 255, 2,
]);
// @ts-ignore: decorator
@lazy const TO_CUSTOMER = memory.data<u8>([
  40, 0, 0, 25, 9, 0, 255, 2, 8, 0, 0, 1, 0, 0, 255, 2, 1, 0, 0, 96, 1, 0, 255, 2, 3, 1, 0, 1, 7, 0, 255, 2,
  3, 1, 0, 2, 7, 0, 255, 2, 3, 1, 0, 1, 8, 0, 255, 2, 3, 1, 0, 2, 8, 0, 255, 2, 3, 1, 0, 32, 7, 0, 255, 2,
  3, 1, 0, 52, 7, 0, 255, 2, 3, 1, 0, 72, 7, 0, 255, 2, 3, 1, 0, 31, 7, 0, 255, 2, 3, 1, 0, 51, 7, 0, 255, 2,
  3, 1, 0, 71, 7, 0, 255, 2,
]);

function listOf(setup: i32): usize {
  if (setup == PUSH_SCHEDULE) return ON_SCHEDULE;
  if (setup == PUSH_ALARM) return ON_ALARM;
  return setup == PUSH_RETURN ? ON_RETURN : TO_CUSTOMER;
}

function countOf(setup: i32): i32 {
  if (setup == PUSH_SCHEDULE) return 7;
  return setup == PUSH_CUSTOMER ? 13 : 5;
}

/** Writes the objects of a setup at an address; returns how many. */
export function putDefaultObjects(setup: i32, at: usize): i32 {
  for (let n: i32 = 0; n < countOf(setup); n++) {
    const from = listOf(setup) + <usize>(n * ENTRY);
    const to = at + <usize>n * PUSHED_BYTES;
    store<u16>(to, load<u8>(from));
    memory.copy(to + 2, from + 1, ENTRY - 1);
    if (load<u8>(from) == 40) store<u8>(to, <u8>setup, 3);
  }
  return countOf(setup);
}
