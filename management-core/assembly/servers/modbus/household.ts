// What the household wishes of its relays, by registers: wishes that may be written, how the relays stand, and why.
import { RELAY_USE_HOUSEHOLD, RELAYS } from '../../../../shared-protocol/generated/assembly/protocol';
import { reasonOf, relaysClosed, setWishes, useOf, wishOf } from '../../control/household';
import { exceptionOf, ILLEGAL_ADDRESS, ILLEGAL_VALUE, wordAt } from './exceptions';
import { putRegister } from './registers';

/** Wishes for appliance and charging, whether they are closed, RELAY_BY_*. */
const FIRST: i32 = 41_010;
const REGISTERS: i32 = 3 * RELAYS;
/** Unit, function, register, value, CRC; unit, function, first register, how many, bytes, data, CRC. */
const SINGLE_BYTES: i32 = 8;
const LEAST_BYTES: i32 = 9;
const DATA: usize = 7;

export const WRITE_SINGLE: i32 = 6;

// @ts-ignore: decorator
@lazy const VALUES = memory.data(2 * REGISTERS, 8);

/** True of registers all of which are the household's. */
export function isOfHousehold(first: i32, count: i32): bool {
  return first >= FIRST && first + count <= FIRST + REGISTERS;
}

/** Address of a register's value, as it is now. */
export function householdRegisters(first: i32): usize {
  for (let relay: i32 = 0; relay < RELAYS; relay++) {
    const at = VALUES + <usize>(relay << 1);
    putRegister(at, wishOf(relay));
    putRegister(at + 2 * RELAYS, (relaysClosed >> relay) & 1);
    putRegister(at + 4 * RELAYS, reasonOf(relay));
  }
  return VALUES + <usize>((first - FIRST) << 1);
}

/** The value that a relay is to be wished: of the writing where it is in it. -1 where the utility's rules leave the household no say. */
function wished(relay: i32, first: i32, count: i32, data: usize): i32 {
  const place = FIRST + relay - first;
  if (place < 0 || place >= count) return wishOf(relay);
  return useOf(relay) == RELAY_USE_HOUSEHOLD ? wordAt(data + <usize>(place << 1)) : -1;
}

function write(first: i32, count: i32, data: usize): i32 {
  if (first < FIRST || first + count > FIRST + RELAYS) return ILLEGAL_ADDRESS;
  const appliance = wished(0, first, count, data);
  const charging = wished(1, first, count, data);
  if (appliance < 0 || charging < 0) return ILLEGAL_ADDRESS;
  return exceptionOf(setWishes(appliance, charging));
}

/** Carries out a request of function 6. Returns the exception, 0 where the wish is in force. */
export function takeWish(frame: usize, length: i32): i32 {
  return length == SINGLE_BYTES ? write(wordAt(frame + 2), 1, frame + 4) : ILLEGAL_VALUE;
}

/** The same of function 16. */
export function takeWishes(frame: usize, length: i32): i32 {
  const count = wordAt(frame + 4);
  if (count < 1 || length != LEAST_BYTES + 2 * count || <i32>load<u8>(frame, 6) != 2 * count) return ILLEGAL_VALUE;
  return write(wordAt(frame + 2), count, frame + DATA);
}
