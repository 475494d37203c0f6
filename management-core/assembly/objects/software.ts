// Providers: which software both cores run.
import { Identification } from '../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_IDENTIFY, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { putCharacter, putNumber } from '../../../shared-protocol/assembly/objects/text';
import { setBytes, Value } from '../../../shared-protocol/assembly/objects/value';
import { softwareId } from '../host';
import { recordIn } from '../link/mirror';
import { slotOf } from '../link/slots';

const DOT: i32 = 46;
const DIGEST_BYTES: i32 = 32;

// @ts-ignore: decorator
@lazy const TEXT = memory.data(DIGEST_BYTES, 8);

/** Version of the metering software, "1.20.3". */
export function meteringVersion(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const record = recordIn(snapshot, slotOf(MESSAGE_IDENTIFY, 0));
  if (record == 0) return Status.OK;
  const id = changetype<Identification>(record);
  let at = putCharacter(putNumber(TEXT, id.version_major), DOT);
  at = putCharacter(putNumber(at, id.version_minor), DOT);
  return setBytes(value, TEXT, <i32>(putNumber(at, id.version_patch) - TEXT));
}

/** SHA-256 of the management module, as its host measured it at start. */
export function managementDigest(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return softwareId(TEXT) < 0 ? Status.OK : setBytes(value, TEXT, DIGEST_BYTES);
}
