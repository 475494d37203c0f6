// Takes HDLC frames from a line byte by byte: their length tells where they end, since a flag may stand inside (IEC 62056-46, 6.4).
import { APDU_MOST } from '../../access/dlms-facts';
import { WORK_DONE, WORK_NONE } from '../cosem/dialogue';
import { FCS_FIRST, FCS_GOOD, fcsOf } from './fcs';
import { HEAD_MOST, headOf, informationOf, Link, linkOf, LLC_BYTES, Session } from './session';

export const FLAG: i32 = 0x7e;
const FORMAT: i32 = 0xa0;
const FORMAT_MASK: i32 = 0xf0;
const LENGTH_MASK: i32 = 0x07;
/** In the first byte: further segments follow. */
const SEGMENTED: i32 = 0x08;
/** Format, two addresses of a byte, control, check. */
const LEAST: i32 = 7;
const CHECK_BYTES: i32 = 2;
/** Last byte of an address. */
const LAST: i32 = 1;

/** Forgets the frame under way. */
export function forgetFrame(session: Session): void {
  linkOf(session).count = 0;
  linkOf(session).armed = false;
}

function begin(session: Session, byte: i32): void {
  const link = linkOf(session);
  if (byte == FLAG) {
    link.armed = true;
    return;
  }
  if (!link.armed || (byte & FORMAT_MASK) != FORMAT) {
    link.armed = false;
    return;
  }
  link.count = 1;
  link.head = 0;
  link.fcs = fcsOf(FCS_FIRST, byte);
  store<u8>(headOf(session), <u8>byte);
}

/** Bytes of the address at an offset of the head, 0 while it is not whole; -1 for none. */
function addressLength(session: Session, from: i32): i32 {
  const count = linkOf(session).count;
  for (let i = from; i < count; i++) {
    if (i - from == 4) return -1;
    if (load<u8>(headOf(session) + i) & LAST) return i - from + 1;
  }
  return 0;
}

/** The head is whole when both addresses and the control field are there. False for what is no head. */
function lookForHead(session: Session): bool {
  const link = linkOf(session);
  const server = addressLength(session, 2);
  if (server < 0 || server == 3) return false;
  if (server == 0) return true;
  const client = addressLength(session, 2 + server);
  if (client < 0 || client > 1) return false;
  link.serverLength = <u8>server;
  const head = 2 + server + client + 1;
  if (client > 0 && link.count == head) link.head = head;
  return link.head > 0 || link.count < HEAD_MOST;
}

/** A byte of the head. False for what is none. */
function takeHeadByte(session: Session, byte: i32): bool {
  const link = linkOf(session);
  store<u8>(headOf(session) + link.count - 1, <u8>byte);
  if (link.count == 2) {
    link.length = ((<i32>load<u8>(headOf(session)) & LENGTH_MASK) << 8) | byte;
    return link.length >= LEAST;
  }
  return lookForHead(session);
}

/** What came is still needed while an APDU is worked at. */
export function takesInformation(session: Session): bool {
  return session.work == WORK_NONE || session.work == WORK_DONE;
}

/** Bytes of information of the frame that came; 0 for none. */
export function informationLength(link: Link): i32 {
  return link.length == link.head + CHECK_BYTES ? 0 : link.length - link.head - 2 * CHECK_BYTES;
}

export function isSegmented(session: Session): bool {
  return (<i32>load<u8>(headOf(session)) & SEGMENTED) != 0;
}

/** Room behind the segments taken. */
function roomLeft(link: Link): i32 {
  return APDU_MOST + LLC_BYTES - link.filled;
}

/** A byte behind the head: its check, information, the frame's check. False for what is none. */
function takeBodyByte(session: Session, byte: i32): bool {
  const link = linkOf(session);
  const behind = link.count - link.head;
  if (behind == CHECK_BYTES && link.length > link.count && link.fcs != FCS_GOOD) return false;
  const place = behind - CHECK_BYTES - 1;
  if (place < 0 || place >= informationLength(link)) return true;
  if (place >= roomLeft(link)) return false;
  if (takesInformation(session)) store<u8>(informationOf(session) + place, <u8>byte);
  return true;
}

/** Takes a byte. True when a frame is whole and its check right: what it is stands in link and head. */
export function takeByteOfFrame(session: Session, byte: i32): bool {
  const link = linkOf(session);
  if (link.count == 0) {
    begin(session, byte);
    return false;
  }
  link.count++;
  link.fcs = fcsOf(link.fcs, byte);
  const isFrame = link.head > 0 ? takeBodyByte(session, byte) : takeHeadByte(session, byte);
  if (!isFrame || (link.count > 2 && link.count > link.length)) {
    forgetFrame(session);
    return false;
  }
  if (link.count < 2 || link.count < link.length || link.head == 0) return false;
  const isGood = link.fcs == FCS_GOOD;
  link.count = 0;
  link.armed = false;
  return isGood;
}
