// Hands HDLC frames out to a line, in pieces of any size, with their checks.
import { putByte } from '../../../../shared-protocol/assembly/dlms/writer';
import { FCS_FIRST, fcsOf, fcsOver, putFcs } from './fcs';
import { FLAG } from './receiver';
import { addressOf, Link, linkOf, sentHeadOf, Session } from './session';

const FORMAT: i32 = 0xa0;
const SEGMENTED: i32 = 0x08;
const CHECK_BYTES: i32 = 2;
const FLAG_BYTES: i32 = 1;

export function isSending(session: Session): bool {
  return linkOf(session).position < linkOf(session).total;
}

/** Begins a frame of this control field, with the information at an address or none. */
export function beginFrame(session: Session, control: i32, information: usize, length: i32, isSegmented: bool): void {
  const link = linkOf(session);
  const head = sentHeadOf(session);
  const addressBytes = <i32>link.addressLength;
  const headBytes = 2 + 1 + addressBytes + 1;
  const frame = headBytes + CHECK_BYTES + (length > 0 ? length + CHECK_BYTES : 0);
  let at = putByte(head, FLAG);
  at = putByte(putByte(at, FORMAT | (isSegmented ? SEGMENTED : 0) | (frame >> 8)), frame);
  at = putByte(at, (<i32>link.client << 1) | 1);
  memory.copy(at, addressOf(session), addressBytes);
  putFcs(head + FLAG_BYTES, <i32>(putByte(at + addressBytes, control) - head) - FLAG_BYTES);
  link.information = information;
  link.informationLength = length;
  link.sentHead = FLAG_BYTES + headBytes + CHECK_BYTES;
  link.sentFcs = length > 0 ? fcsOver(head + FLAG_BYTES, headBytes + CHECK_BYTES) : FCS_FIRST;
  link.position = 0;
  link.total = FLAG_BYTES + frame + FLAG_BYTES;
}

/** The byte at the position of a frame. */
function nextByte(session: Session, link: Link): i32 {
  const place = link.position - link.sentHead;
  if (place < 0) return load<u8>(sentHeadOf(session) + link.position);
  if (place < link.informationLength) {
    const byte = <i32>load<u8>(link.information + place);
    link.sentFcs = fcsOf(link.sentFcs, byte);
    return byte;
  }
  if (link.position == link.total - 1) return FLAG;
  return ((link.sentFcs ^ 0xffff) >> (place == link.informationLength ? 0 : 8)) & 0xff;
}

/** Writes the next bytes of the frame, at most room. Returns how many. */
export function putPiece(session: Session, out: usize, room: i32): i32 {
  const link = linkOf(session);
  const length = min(link.total - link.position, room);
  for (let i: i32 = 0; i < length; i++) {
    store<u8>(out + i, <u8>nextByte(session, link));
    link.position++;
  }
  return max(length, 0);
}
