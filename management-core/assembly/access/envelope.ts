// Ciphered APDUs as they travel: with the service on the outside, or general, which tell whose they are and their service inside.
import { TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import { headBefore, Protected, readProtected } from '../../../shared-protocol/assembly/dlms/protection';
import { beginReading, isSound, readingAt, takeBytes, takeLength, unread } from '../../../shared-protocol/assembly/dlms/reader';
import { putByte, putBytes } from '../../../shared-protocol/assembly/dlms/writer';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';

export const APDU_GENERAL_GLO: i32 = 0xdb;
export const APDU_GENERAL_DED: i32 = 0xdc;
/** What a general APDU has more than another one: a title and its length. */
export const GENERAL_BYTES: i32 = 1 + TITLE_BYTES;

@unmanaged
export class Envelope extends Protected {
  /** System title of the sender, where it is told; 0 else. */
  title: usize;
}

/** Ciphered under the key of an association alone: of a plain service this much behind its tag; and the tags of these. */
export const TO_DEDICATED: i32 = 16;
const DEDICATED_FIRST: i32 = 0xd0;
const DEDICATED_LAST: i32 = 0xd7;

/** Under the key of an association alone. */
export function isDedicated(service: i32): bool {
  return service == APDU_GENERAL_DED || (service >= DEDICATED_FIRST && service <= DEDICATED_LAST);
}

/** The service stands inside. */
export function isGeneral(service: i32): bool {
  return service == APDU_GENERAL_GLO || service == APDU_GENERAL_DED;
}

/** Takes a ciphered APDU apart. Returns a Status: BAD_LENGTH for what is none, or with a title that is none. */
export function readEnvelope(apdu: usize, length: i32, found: Envelope): i32 {
  const service = load<u8>(apdu);
  found.title = 0;
  if (!isGeneral(service)) return readProtected(apdu, length, found);
  beginReading(apdu + 1, length - 1);
  const bytes = takeLength();
  const title = takeBytes(bytes);
  if (!isSound() || (bytes != 0 && bytes != TITLE_BYTES)) return Status.BAD_LENGTH;
  if (bytes != 0) found.title = title;
  // Behind the title it goes on as behind the tag of another one.
  const status = readProtected(readingAt() - 1, unread() + 1, found);
  found.service = service;
  return status;
}

/** Writes the head of an APDU in front of its text; a general one tells a title. Gives where the APDU begins. */
export function envelopeBefore(text: usize, length: i32, service: i32, counter: u32, control: i32, title: usize): usize {
  const start = headBefore(text, length, service, counter, control);
  if (!isGeneral(service)) return start;
  // The tag moves to the front: its place is the title's last byte.
  const head = start - GENERAL_BYTES;
  putBytes(putByte(putByte(head, service), TITLE_BYTES), title, TITLE_BYTES);
  return head;
}
