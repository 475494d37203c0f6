// Writes the identification message this meter answers a sign-on with: who made it, how fast it is, which one it is.
import { IDENTIFICATION_serial_number } from '../../../../shared-protocol/generated/assembly/layouts';
import { serialLength, shownIdentification } from '../../objects/markings';
import { CR, LF } from './characters';

/** `/TWM5`: manufacturer TWM, mode C up to 9600 Bd (rate character 5). Its last character is that of the mode. */
const OPENING = memory.data<u8>([0x2f, 0x54, 0x57, 0x4d, 0x35]);
const OPENING_LENGTH: i32 = 5;
/** `TWINMETER`, in place of a serial number while there is none. */
const NAME = memory.data<u8>([0x54, 0x57, 0x49, 0x4e, 0x4d, 0x45, 0x54, 0x45, 0x52]);
const NAME_LENGTH: i32 = 9;

const LOWER_CASE_BIT: u8 = 0x20;

/** `\2`: HDLC, mode E. It counts as part of the identification, which has 16 characters at most (6.3.2, 14 and 24). */
const ENHANCED = memory.data<u8>([0x5c, 0x32]);
const ENHANCED_LENGTH: i32 = 2;
const IDENTIFICATION_MOST: i32 = 16;

/** By OPTICAL_MODE_*: 9600 Bd at most; none, told by a letter that is no rate; E, 9600 Bd of mode B; 3, 2400 Bd of mode D. */
const RATE_CHARACTERS = memory.data<u8>([0x35, 0x5a, 0x45, 0x33]);

/**
 * Writes the message of a mode; returns its length. A serial number has as many characters as an identification may, 16;
 * one of more than 14 leaves no room to tell of mode E, which is there all the same.
 */
export function putIdentification(out: usize, mode: i32, tellsModeE: bool): i32 {
  memory.copy(out, OPENING, OPENING_LENGTH);
  store<u8>(out + (OPENING_LENGTH - 1), load<u8>(RATE_CHARACTERS + mode));
  const record = shownIdentification();
  const serial = record ? serialLength(record) : 0;
  const length = serial ? serial : NAME_LENGTH;
  const enhanced = tellsModeE && length + ENHANCED_LENGTH <= IDENTIFICATION_MOST ? ENHANCED_LENGTH : 0;
  memory.copy(out + OPENING_LENGTH, ENHANCED, enhanced);
  memory.copy(out + OPENING_LENGTH + enhanced, serial ? record + IDENTIFICATION_serial_number : NAME, length);
  const end = OPENING_LENGTH + enhanced + length;
  store<u8>(out + end, CR);
  store<u8>(out + end, LF, 1);
  return end + 2;
}

/** Least time between a message and its answer: 20 ms if the third letter is lower case, else 200 ms. */
export function reactionTime_us(): i64 {
  return load<u8>(OPENING + 3) & LOWER_CASE_BIT ? 20_000 : 200_000;
}
