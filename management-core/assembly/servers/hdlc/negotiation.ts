// What SNRM asks for and UA grants: bytes in a frame and frames before an answer, either way (IEC 62056-46, 6.4.4.4.3).
import { beginReading, isSound, takeByte, takeBytes, takeNumber, unread } from '../../../../shared-protocol/assembly/dlms/reader';
import { putByte, putNumber } from '../../../../shared-protocol/assembly/dlms/writer';
import { INFORMATION_MOST, WINDOW_MOST } from '../../access/dlms-facts';
import { Link, linkOf, Session, unnumberedOf } from './session';

const FORMAT: i32 = 0x81;
const GROUP: i32 = 0x80;
const INFORMATION_SENT: i32 = 5;
const INFORMATION_RECEIVED: i32 = 6;
const WINDOW_SENT: i32 = 7;
const WINDOW_RECEIVED: i32 = 8;
const INFORMATION_DEFAULT: i32 = 128;
const WINDOW_DEFAULT: i32 = 1;
/** The least that a frame must carry to carry anything. */
const INFORMATION_LEAST: i32 = 16;

function bound(asked: u32, least: i32, most: i32): i32 {
  return <i32>min<u32>(max<u32>(asked, <u32>least), <u32>most);
}

/** The client's sending is this side's receiving, and the other way round. */
function takeParameter(link: Link): void {
  const id = takeByte();
  const length = takeByte();
  const value = length <= 4 ? takeNumber(length) : 0;
  if (length > 4) takeBytes(length);
  if (!isSound()) return;
  if (id == INFORMATION_SENT) link.receivedMost = bound(value, INFORMATION_LEAST, INFORMATION_MOST);
  if (id == INFORMATION_RECEIVED) link.informationMost = bound(value, INFORMATION_LEAST, INFORMATION_MOST);
  if (id == WINDOW_SENT) link.receivedWindow = bound(value, 1, WINDOW_MOST);
  if (id == WINDOW_RECEIVED) link.windowMost = bound(value, 1, WINDOW_MOST);
}

/** Takes the parameters of an SNRM; what it leaves out is as the standard has it. */
export function negotiate(session: Session, information: usize, length: i32): void {
  const link = linkOf(session);
  link.receivedMost = INFORMATION_DEFAULT;
  link.receivedWindow = WINDOW_DEFAULT;
  link.informationMost = INFORMATION_DEFAULT;
  link.windowMost = WINDOW_DEFAULT;
  beginReading(information, length);
  if (length < 3 || takeByte() != FORMAT || takeByte() != GROUP || takeByte() != unread()) return;
  while (isSound() && unread() > 1) takeParameter(link);
}

function putLengthParameter(at: usize, id: i32, value: i32): usize {
  const bytes = value > 0xff ? 2 : 1;
  return putNumber(putByte(putByte(at, id), bytes), <u32>value, bytes);
}

function putWindowParameter(at: usize, id: i32, value: i32): usize {
  return putNumber(putByte(putByte(at, id), 4), <u32>value, 4);
}

/** Writes what was agreed on, seen from this side. Returns its bytes. */
export function putAgreed(session: Session): i32 {
  const link = linkOf(session);
  const at = unnumberedOf(session);
  let next = putLengthParameter(at + 3, INFORMATION_SENT, link.informationMost);
  next = putLengthParameter(next, INFORMATION_RECEIVED, link.receivedMost);
  next = putWindowParameter(putWindowParameter(next, WINDOW_SENT, link.windowMost), WINDOW_RECEIVED, link.receivedWindow);
  putByte(putByte(putByte(at, FORMAT), GROUP), <i32>(next - at) - 3);
  return <i32>(next - at);
}
