// The password of the reading client of DLMS/COSEM, each meter's own from the factory on: made of that client's keys, so whoever has these can tell it.
import { keySeal } from '../host';
import { KEY_AUTHENTICATION, KEY_ENCRYPTION, Status } from '../../../shared-protocol/generated/assembly/protocol';

/** Its keys are those of client 2. */
const CLIENT: i32 = 2;
const NONCE_BYTES: i32 = 12;
const TAG_BYTES: i32 = 12;
/** "TWREADER": a nonce of no system title, and a text that nothing else is. */
const LABEL: u64 = 0x5245_4441_4552_5754;
const LABEL_BYTES: i32 = 8;
const WORK_BYTES: i32 = NONCE_BYTES + LABEL_BYTES + TAG_BYTES;
/** Characters of the password: sixteen hexadecimal digits. */
export const FIRST_PASSWORD_CHARACTERS: i32 = 16;

// @ts-ignore: decorator
@lazy const WORK = memory.data(NONCE_BYTES + LABEL_BYTES + TAG_BYTES, 8);

function digitOf(half: i32): u8 {
  return <u8>(half < 10 ? 48 + half : 55 + half);
}

/** 0 where both digits of a byte are these two characters. */
function differs(byte: i32, characters: usize): i32 {
  return (<i32>digitOf(byte >> 4) ^ <i32>load<u8>(characters)) | (<i32>digitOf(byte & 15) ^ <i32>load<u8>(characters, 1));
}

/**
 * True for the password: the first eight bytes, in hexadecimal digits, of the GMAC over the label under nonce FF..FF. All
 * characters are looked at whatever differs; false on a board without keys.
 */
export function isFirstPassword(password: usize, length: i32): bool {
  memory.fill(WORK, 0xff, NONCE_BYTES);
  store<u64>(WORK + NONCE_BYTES, LABEL);
  const status = keySeal(KEY_ENCRYPTION + CLIENT - 1, KEY_AUTHENTICATION + CLIENT - 1, WORK, WORK_BYTES, LABEL_BYTES);
  if (status != Status.OK || length != FIRST_PASSWORD_CHARACTERS) return false;
  let difference: i32 = 0;
  for (let i: i32 = 0; i < LABEL_BYTES; i++) {
    difference |= differs(load<u8>(WORK + NONCE_BYTES + LABEL_BYTES + i), password + (i << 1));
  }
  memory.fill(WORK, 0, WORK_BYTES);
  return difference == 0;
}
