// Providers: the characters of the meter's nameplate, as the metering core has them sealed.
import { Identification, IDENTIFICATION_serial_number } from '../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_IDENTIFY, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { isLetterOrDigit } from '../../../shared-protocol/assembly/objects/text';
import { setBytes, Value } from '../../../shared-protocol/assembly/objects/value';
import { frontBank, isMirrored, mirrored, recordIn } from '../link/mirror';
import { slotOf } from '../link/slots';

export const SERIAL_CHARACTERS: i32 = 16;

/** Characters of the serial number in an identification: those before the first that is no letter or digit. */
export function serialLength(identification: usize): i32 {
  const serial = identification + IDENTIFICATION_serial_number;
  let length: i32 = 0;
  while (length < SERIAL_CHARACTERS && isLetterOrDigit(load<u8>(serial + length))) length++;
  return length;
}

/** The identification shown now, good until the end of the tick; 0 before it was received. */
export function shownIdentification(): usize {
  const slot = slotOf(MESSAGE_IDENTIFY, 0);
  return isMirrored(frontBank(), slot) ? mirrored(frontBank(), slot) : 0;
}

/** Serial number of the meter; no value while none was given, or before it was received. */
export function serialNumber(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const record = recordIn(snapshot, slotOf(MESSAGE_IDENTIFY, 0));
  const length = record ? serialLength(record) : 0;
  return length ? setBytes(value, record + IDENTIFICATION_serial_number, length) : Status.OK;
}

/** Letter of the accuracy class; no value where none is marked. */
export function accuracyClass(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const record = recordIn(snapshot, slotOf(MESSAGE_IDENTIFY, 0));
  if (record == 0 || !isLetterOrDigit(changetype<Identification>(record).accuracy_class)) return Status.OK;
  return setBytes(value, record + offsetof<Identification>('accuracy_class'), 1);
}
