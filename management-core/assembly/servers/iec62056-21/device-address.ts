// Decides whether a request `/?[device address]!CR LF` is meant for this meter.
import { CR, END, LF, SPACE, START, TILDE, TRANSMISSION_REQUEST, ZERO } from './characters';

export const DEVICE_ADDRESS_MAX: i32 = 32;

const own = memory.data(32);
let ownLength: i32 = 0;

/** Sets this meter's address, 0..32 printable characters; returns 0, or -1 and changes nothing. */
export function setDeviceAddress(pointer: usize, length: i32): i32 {
  if (length < 0 || length > DEVICE_ADDRESS_MAX || !isAddress(pointer, length)) return -1;
  for (let index = 0; index < length; index++) store<u8>(own + index, load<u8>(pointer + index));
  ownLength = length;
  return 0;
}

/**
 * True for a well-formed request without an address, or with this meter's; leading zeros do not count, so an
 * address of zeros alone is like none only for a meter that has none either.
 */
export function requestIsForThisMeter(request: usize, length: i32): bool {
  const addressLength = length - 5; // `/?` before, `!CR LF` behind
  if (addressLength < 0 || addressLength > DEVICE_ADDRESS_MAX) return false;
  if (load<u8>(request) != START || load<u8>(request + 1) != TRANSMISSION_REQUEST) return false;
  const end = request + length - 3;
  if (load<u8>(end) != END || load<u8>(end + 1) != CR || load<u8>(end + 2) != LF) return false;
  if (!isAddress(request + 2, addressLength)) return false;
  return addressLength == 0 || sameAddress(request + 2, addressLength);
}

function isAddress(pointer: usize, length: i32): bool {
  for (let index = 0; index < length; index++) {
    const character = load<u8>(pointer + index);
    if (character < SPACE || character > TILDE || character == START || character == END) return false;
  }
  return true;
}

function sameAddress(pointer: usize, length: i32): bool {
  const zeros = leadingZeros(pointer, length);
  const ownZeros = leadingZeros(own, ownLength);
  const digits = length - zeros;
  if (digits != ownLength - ownZeros) return false;
  for (let index = 0; index < digits; index++) {
    if (load<u8>(pointer + zeros + index) != load<u8>(own + ownZeros + index)) return false;
  }
  return true;
}

function leadingZeros(pointer: usize, length: i32): i32 {
  let count = 0;
  while (count < length && load<u8>(pointer + count) == ZERO) count++;
  return count;
}
