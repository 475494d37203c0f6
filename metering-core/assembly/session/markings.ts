// Providers: the characters of the nameplate, as they are sealed, and the name of the logical device.
// Legally relevant (IR46). Changes alter the software identification.
import { putHexadecimal } from '../../../shared-protocol/assembly/objects/text';
import { isLetterOrDigit } from '../../../shared-protocol/assembly/objects/text';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setBytes, Value } from '../../../shared-protocol/assembly/objects/value';
import { Parameters, PARAMETERS_serial_number } from '../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { parameters } from '../parameters/parameters';
import { ownTitle } from './cipher';

const SERIAL_CHARACTERS: i32 = 16;
/** Three letters of the manufacturer, those of its title; the rest of the title in digits; the number of the device. */
const LETTERS: i32 = 3;
const SERIAL_BYTES: i32 = 5;
const NUMBER: i32 = 0x3631;
const NAME_CHARACTERS: i32 = LETTERS + 2 * SERIAL_BYTES + 2;
// @ts-ignore: decorator
@lazy const NAME = memory.data(NAME_CHARACTERS, 8);

/** No value while none was given. */
export function serialNumber(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const serial = changetype<usize>(parameters()) + PARAMETERS_serial_number;
  let length: i32 = 0;
  while (length < SERIAL_CHARACTERS && isLetterOrDigit(load<u8>(serial + length))) length++;
  return length ? setBytes(value, serial, length) : Status.OK;
}

/** No value where none is marked. */
export function accuracyClass(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const letter = changetype<usize>(parameters()) + offsetof<Parameters>('accuracy_class');
  return isLetterOrDigit(load<u8>(letter)) ? setBytes(value, letter, 1) : Status.OK;
}

/** At most 16 characters, unlike that of any other device of any meter (IEC 62056-6-2, 6.2.29). */
export function deviceName(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  copyBytes(NAME, ownTitle(), LETTERS);
  const end = putHexadecimal(NAME + LETTERS, ownTitle() + LETTERS, SERIAL_BYTES);
  store<u16>(end, NUMBER);
  return setBytes(value, NAME, NAME_CHARACTERS);
}
