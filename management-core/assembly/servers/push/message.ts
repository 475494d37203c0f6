// A DataNotification (IEC 62056-5-3, 7.3.10), plain or ciphered as a whole: the values of a setup's objects at one moment.
import { putByte, putLength, putNumber } from '../../../../shared-protocol/assembly/dlms/writer';
import { beginEncoding, encode } from '../../../../shared-protocol/assembly/objects/axdr';
import { Cursor, CURSOR_BYTES } from '../../../../shared-protocol/assembly/objects/cursor';
import { DATE_TIME_BYTES } from '../../../../shared-protocol/assembly/objects/date-time';
import { entryIn } from '../../../../shared-protocol/assembly/objects/rows';
import { SELECT_ALL, Selection, SELECTION_BYTES } from '../../../../shared-protocol/assembly/objects/selection';
import { isDone } from '../../../../shared-protocol/assembly/objects/walk';
import { TAG_STRUCTURE } from '../../../../shared-protocol/generated/assembly/tags';
import { PORT_UPLINK, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { canCipher, sealApdu, sealedAt, sealedLength } from '../../access/cipher';
import { APDU_GENERAL_GLO } from '../../access/envelope';
import { shownSnapshot } from '../../link/mirror';
import { placeOf } from '../../objects/places';
import { findObject, objectRow, objectTables } from '../../objects/tables';
import { pushedAt, pushSetup } from '../../push/settings';

const DATA_NOTIFICATION: i32 = 0x0f;
/** Of the number: it is to be confirmed; its priority is high. */
const CONFIRMED: u32 = 0x4000_0000;
const HIGH: u32 = 0x8000_0000;
/** Bytes of the longest text, and room before and behind it: heads of cipher and line, tag, check and flag. */
const TEXT_MOST: i32 = 1024;
const HEADROOM: i32 = 64;
const TAILROOM: i32 = 32;
/** The encoder writes its shortest pieces in whole words. */
const ENCODER_ROOM: i32 = 16;
/** Where code and attribute of what is pushed stand behind its class. */
const CODE: usize = 2;
const ATTRIBUTE: usize = 8;
const CLOCK_CLASS: i32 = 8;

// @ts-ignore: decorator
@lazy const ROOM = memory.data(HEADROOM + TEXT_MOST + ENCODER_ROOM + TAILROOM, 8);
// @ts-ignore: decorator
@lazy const CURSOR = memory.data(CURSOR_BYTES, 8);
// @ts-ignore: decorator
@lazy const SELECTION = memory.data(SELECTION_BYTES, 8);
// @ts-ignore: decorator
@lazy const CLOCK = memory.data<u8>([0, 0, 1, 0, 0, 255]);

/** The APDU that was composed last, with room before and behind it. */
export let messageAt: usize = 0;
export let messageLength: i32 = 0;

export function resetMessage(): void {
  messageAt = 0;
  messageLength = 0;
}

/** Writes the value of an attribute; gives the address behind it, or 0 where it cannot be read, or has no room. */
function putValue(at: usize, classId: i32, code: usize, id: i32, now_us: i64): usize {
  const row = findObject(code, classId);
  const place = row < 0 ? -1 : placeOf(row, id, false);
  if (place < 0) return 0;
  const cursor = changetype<Cursor>(CURSOR);
  const selection = changetype<Selection>(SELECTION);
  selection.kind = SELECT_ALL;
  const entry = entryIn(objectRow(row), code);
  if (beginEncoding(objectTables(), cursor, row, entry, place, selection, shownSnapshot(now_us)) < 0) return 0;
  const length = encode(objectTables(), cursor, at, TEXT_MOST - <i32>(at - ROOM) + HEADROOM);
  return length > 0 && isDone(objectTables(), cursor) ? at + <usize>length : 0;
}

/** When it was made, without the tag that the clock's value has. */
function putTime(at: usize, now_us: i64): usize {
  const behind = putValue(at, CLOCK_CLASS, CLOCK, 2, now_us);
  if (behind == 0) return putByte(at, 0);
  memory.copy(at, at + 1, DATE_TIME_BYTES + 1);
  return behind - 1;
}

function putHead(invoke: u32, confirmed: bool, now_us: i64): usize {
  const at = putByte(ROOM + HEADROOM, DATA_NOTIFICATION);
  return putTime(putNumber(at, invoke | HIGH | (confirmed ? CONFIRMED : 0), 4), now_us);
}

/** Ciphers the text where its setup wants that. Returns a Status. */
function protect(setup: i32): i32 {
  const record = pushSetup(setup);
  if (record.protection == 0) return Status.OK;
  if (!canCipher(record.client)) return Status.NOT_STARTED;
  const status = sealApdu(record.client, PORT_UPLINK, APDU_GENERAL_GLO, messageAt, messageLength);
  if (status != Status.OK) return status;
  messageAt = sealedAt;
  messageLength = sealedLength;
  return Status.OK;
}

/** Composes what a setup pushes, at this moment. Returns OK, or why there is nothing to send. */
export function composeMessage(setup: i32, invoke: u32, confirmed: bool, now_us: i64): i32 {
  const record = pushSetup(setup);
  let at = putHead(invoke, confirmed, now_us);
  at = putLength(putByte(at, TAG_STRUCTURE), record.objects);
  for (let n: i32 = 0; n < <i32>record.objects && at != 0; n++) {
    const pushed = pushedAt(record, n);
    at = putValue(at, load<u16>(pushed), pushed + CODE, load<u8>(pushed, ATTRIBUTE), now_us);
  }
  if (at == 0) return Status.OUT_OF_RANGE;
  messageAt = ROOM + HEADROOM;
  messageLength = <i32>(at - messageAt);
  return protect(setup);
}
