// Decides whether a request `/?[device address]!CR LF` is meant for this meter, whose address is its serial number.
import { IDENTIFICATION_serial_number } from '../../../../shared-protocol/generated/assembly/layouts';
import { serialLength, shownIdentification } from '../../objects/markings';
import { CR, END, LF, SPACE, START, TILDE, TRANSMISSION_REQUEST, ZERO } from './characters';
import { messageOf, Session } from './session';

const DEVICE_ADDRESS_MAX: i32 = 32;

/**
 * True when the message is a well-formed request without an address, or with this meter's; leading zeros do not count.
 * A meter that was given no serial number, or does not know it yet, has no address.
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
  return addressLength == 0 || isOwnAddress(request + 2, addressLength);
}

function isAddress(pointer: usize, length: i32): bool {
  for (let index = 0; index < length; index++) {
    const character = load<u8>(pointer + index);
    if (character < SPACE || character > TILDE || character == START || character == END) return false;
  }
  return true;
}

function isOwnAddress(pointer: usize, length: i32): bool {
  const record = shownIdentification();
  const ownLength = record ? serialLength(record) : 0;
  if (ownLength == 0) return false;
  const own = record + IDENTIFICATION_serial_number;
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
