// Decides whether a request `/?[device address]!CR LF` is meant for this meter.
import { CR, END, LF, SPACE, START, TILDE, TRANSMISSION_REQUEST, ZERO } from './characters';
import { addressOf, DEVICE_ADDRESS_MAX, messageOf, Session } from './session';

/** Sets this meter's address, 0..32 printable characters; returns 0, or -1 and changes nothing. */
export function setDeviceAddress(session: Session, pointer: usize, length: i32): i32 {
  if (length < 0 || length > DEVICE_ADDRESS_MAX || !isAddress(pointer, length)) return -1;
  memory.copy(addressOf(session), pointer, length);
  session.addressLength = length;
  return 0;
}

/**
 * True when the message is a well-formed request without an address, or with this meter's; leading zeros do not count,
 * so an address of zeros alone is like none only for a meter that has none either.
 */
export function requestIsForThisMeter(session: Session): bool {
  const request = messageOf(session);
  const length = session.messageLength;
  const addressLength = length - 5; // `/?` before, `!CR LF` behind
  if (addressLength < 0 || addressLength > DEVICE_ADDRESS_MAX) return false;
  if (load<u8>(request) != START || load<u8>(request + 1) != TRANSMISSION_REQUEST) return false;
  const end = request + length - 3;
  if (load<u8>(end) != END || load<u8>(end + 1) != CR || load<u8>(end + 2) != LF) return false;
  if (!isAddress(request + 2, addressLength)) return false;
  return addressLength == 0 || isOwnAddress(session, request + 2, addressLength);
}

function isAddress(pointer: usize, length: i32): bool {
  for (let index = 0; index < length; index++) {
    const character = load<u8>(pointer + index);
    if (character < SPACE || character > TILDE || character == START || character == END) return false;
  }
  return true;
}

function isOwnAddress(session: Session, pointer: usize, length: i32): bool {
  const own = addressOf(session);
  const zeros = leadingZeros(pointer, length);
  const ownZeros = leadingZeros(own, session.addressLength);
  const digits = length - zeros;
  if (digits != session.addressLength - ownZeros) return false;
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
