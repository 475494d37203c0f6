// The lines of the IEC 62056-21 data block: identifications, the mirror's age and marks, then the listed objects.
import { Identification, IDENTIFICATION_module_sha256, Status } from '../../../shared-protocol/generated/assembly/layouts';
import { LISTED_OBJECTS } from '../../../shared-protocol/generated/assembly/catalogue';
import { MESSAGE_IDENTIFY, MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS } from '../../../shared-protocol/generated/assembly/protocol';
import { now_us } from '../time/clock';
import { softwareId } from '../host';
import { age_us, isMirrored, mirrored, slotOf } from '../link/mirror';
import { hasUnit, objectIsKnown, ObjectRow, objectRow, putObis, putUnit, putValue } from '../objects/objects';
import { putCharacter, putDigits, putHexadecimal, putNumber, putTerminated } from '../objects/text';

/** Lines before the objects: metering version, both identifications, age of the mirror, error register. */
const HEAD_LINES: i32 = 5;
/** All decimals the catalogue gives. */
const ALL_DECIMALS: i32 = 9;
/** A value has at most 32 characters (IEC 62056-21, data line), so of a SHA-256 the first 16 bytes are shown. */
const DIGEST_BYTES: i32 = 16;

// @ts-ignore: decorator
@lazy const METERING_VERSION = memory.data<u8>([49, 45, 48, 58, 48, 46, 50, 46, 48, 42, 50, 53, 53, 0]); // 1-0:0.2.0*255
// @ts-ignore: decorator
@lazy const METERING_DIGEST = memory.data<u8>([49, 45, 48, 58, 48, 46, 50, 46, 56, 42, 50, 53, 53, 0]); // 1-0:0.2.8*255
// @ts-ignore: decorator
@lazy const MANAGEMENT_DIGEST = memory.data<u8>([49, 45, 49, 58, 48, 46, 50, 46, 56, 42, 50, 53, 53, 0]); // 1-1:0.2.8*255
// @ts-ignore: decorator
@lazy const MIRROR_AGE = memory.data<u8>([48, 45, 48, 58, 57, 54, 46, 49, 50, 56, 46, 48, 42, 50, 53, 53, 0]); // 0-0:96.128.0*255
// @ts-ignore: decorator
@lazy const ERRORS = memory.data<u8>([48, 45, 48, 58, 57, 55, 46, 57, 55, 46, 48, 42, 50, 53, 53, 0]); // 0-0:97.97.0*255
// @ts-ignore: decorator
@lazy const DIGEST = memory.data(32, 8);

const OPEN: i32 = 40; // (
const CLOSE: i32 = 41; // )
const STAR: i32 = 42; // *
const DOT: i32 = 46;

function openLine(at: usize, identifier: usize): usize {
  return putCharacter(putTerminated(at, identifier, 16), OPEN);
}

function putVersion(at: usize): usize {
  at = openLine(at, METERING_VERSION);
  const slot = slotOf(MESSAGE_IDENTIFY, 0);
  if (!isMirrored(slot)) return putCharacter(at, CLOSE);
  const id = changetype<Identification>(mirrored(slot));
  at = putCharacter(putNumber(at, id.version_major), DOT);
  at = putCharacter(putNumber(at, id.version_minor), DOT);
  return putCharacter(putNumber(at, id.version_patch), CLOSE);
}

function putMeteringDigest(at: usize): usize {
  const slot = slotOf(MESSAGE_IDENTIFY, 0);
  at = openLine(at, METERING_DIGEST);
  if (isMirrored(slot)) at = putHexadecimal(at, mirrored(slot) + IDENTIFICATION_module_sha256, DIGEST_BYTES);
  return putCharacter(at, CLOSE);
}

function putManagementDigest(at: usize): usize {
  at = openLine(at, MANAGEMENT_DIGEST);
  if (softwareId(DIGEST) >= 0) at = putHexadecimal(at, DIGEST, DIGEST_BYTES);
  return putCharacter(at, CLOSE);
}

/** Age of the registers in seconds with one decimal: a reader sees whether the link still lives. */
function putAge(at: usize): usize {
  at = openLine(at, MIRROR_AGE);
  const age = age_us(slotOf(MESSAGE_READ_REGISTERS, 0), now_us);
  if (age < 0) return putCharacter(at, CLOSE);
  at = putCharacter(putNumber(at, age / 1_000_000), DOT);
  at = putDigits(at, (age / 100_000) % 10, 1);
  at = putCharacter(putCharacter(at, STAR), 115); // s
  return putCharacter(at, CLOSE);
}

/** METERING_FLAG_* in hexadecimal, 00000000 for none: how far all that follows can be trusted (IEC 62056-6-1: error register). */
function putErrors(at: usize): usize {
  at = openLine(at, ERRORS);
  const slot = slotOf(MESSAGE_READ_STATUS, 0);
  if (!isMirrored(slot)) return putCharacter(at, CLOSE);
  const flags = mirrored(slot) + offsetof<Status>('flags');
  for (let byte: i32 = 3; byte >= 0; byte--) at = putHexadecimal(at, flags + byte, 1);
  return putCharacter(at, CLOSE);
}

function putObjectLine(at: usize, row: ObjectRow): usize {
  at = putCharacter(putObis(at, row), OPEN);
  if (objectIsKnown(row)) {
    at = putValue(at, row, ALL_DECIMALS);
    if (hasUnit(row)) at = putUnit(putCharacter(at, STAR), row);
  }
  return putCharacter(at, CLOSE);
}

function putHeadLine(at: usize, index: i32): usize {
  if (index == 0) return putVersion(at);
  if (index == 1) return putMeteringDigest(at);
  if (index == 2) return putManagementDigest(at);
  return index == 3 ? putAge(at) : putErrors(at);
}

/** Writes line index without CR LF, at most 78 bytes; returns its length, 0 when there are no more lines. */
export function readoutLine(index: i32, destination: usize): i32 {
  if (index < HEAD_LINES) return <i32>(putHeadLine(destination, index) - destination);
  const object = index - HEAD_LINES;
  if (object >= LISTED_OBJECTS) return 0;
  return <i32>(putObjectLine(destination, objectRow(object)) - destination);
}
