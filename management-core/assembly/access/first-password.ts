// The password of the reading client of DLMS/COSEM, each meter's own from the factory on.
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { putSecret, SECRET_CHARACTERS } from './derived-secret';

/** Its keys are those of client 2. */
const CLIENT: i32 = 2;
/** "TWREADER". */
const LABEL: u64 = 0x5245_4441_4552_5754;

// @ts-ignore: decorator
@lazy const PASSWORD = memory.data(SECRET_CHARACTERS, 8);

/** True for the password. All characters are looked at whatever differs; false on a board without keys. */
export function isFirstPassword(password: usize, length: i32): bool {
  const status = putSecret(CLIENT, LABEL, PASSWORD);
  if (status != Status.OK || length != SECRET_CHARACTERS) return false;
  const differs = (load<u64>(PASSWORD) ^ load<u64>(password)) | (load<u64>(PASSWORD, 8) ^ load<u64>(password, 8));
  memory.fill(PASSWORD, 0, SECRET_CHARACTERS);
  return differs == 0;
}
