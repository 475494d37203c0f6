// The state of an HDLC link at one port: the frame being received, the frame being sent, and the numbers of both directions.
import { Dialogue, DIALOGUE_BYTES, inOf } from '../cosem/dialogue';

/** Bytes of a head: format, both addresses, control. */
export const HEAD_MOST: i32 = 2 + 4 + 4 + 1;
/** Flag, head and its check, as they are sent. */
export const SENT_HEAD_MOST: i32 = 1 + HEAD_MOST + 2;
/** Bytes that a client's address and a server's have at most. */
export const ADDRESS_MOST: i32 = 4;
/** In front of each APDU: E6 E6 00 or E6 E7 00. */
export const LLC_BYTES: i32 = 3;

export { Dialogue as Session } from '../cosem/dialogue';

/** Stands behind the dialogue; then the head received, that to be sent, and the server's address as the client writes it. */
@unmanaged
export class Link {
  heard_us: i64;
  framed_us: i64;
  /** Bytes of the frame so far, 0 between frames; and how many it says it has. */
  count: i32;
  length: i32;
  fcs: i32;
  /** Bytes of its head, 0 while that is not whole. */
  head: i32;
  /** Bytes of segments that were taken. */
  filled: i32;
  /** What can be sent to the client in one frame, and how many frames before it answers. */
  informationMost: i32;
  windowMost: i32;
  /** The same the other way. */
  receivedMost: i32;
  receivedWindow: i32;
  /** Of the answer under way: bytes the client has for sure, and bytes that were sent. */
  acknowledged: i32;
  sent: i32;
  /** A frame on its way: bytes handed out, of how many; its information, and the running check. */
  position: i32;
  total: i32;
  information: usize;
  informationLength: i32;
  sentFcs: i32;
  sentHead: i32;
  /** A flag was heard: a frame may begin. */
  armed: bool;
  heard: bool;
  connected: bool;
  /** The client waits for an answer. */
  token: bool;
  /** Control field of an unnumbered answer that is due, 0 for none. */
  due: u8;
  /** A frame out of its order came. */
  isOutOfOrder: bool;
  /** The client cannot take more. */
  isClientBusy: bool;
  /** The next number expected, the next to be sent, the oldest that is not acknowledged. */
  receive: u8;
  send: u8;
  oldest: u8;
  /** Of the client of the link. */
  client: u8;
  addressLength: u8;
  /** Bytes of the server's address in the frame that came. */
  serverLength: u8;
  /** Of the frame that came: control field. */
  control: u8;
  device: u8;
  from: u8;
  rejected: u8;
  /** Whether the port is another server's, and this one has it for one link: see lending.ts. */
  lent: u8;
}

const LINK: usize = (DIALOGUE_BYTES + 7) & ~7;
const HEAD: usize = LINK + ((offsetof<Link>() + 7) & ~7);
const SENT_HEAD: usize = HEAD + ((HEAD_MOST + 1 + 7) & ~7);
const ADDRESS: usize = SENT_HEAD + ((SENT_HEAD_MOST + 7) & ~7);
const UNNUMBERED: usize = ADDRESS + ADDRESS_MOST;
/** The longest information of an unnumbered answer: what was negotiated. */
const UNNUMBERED_MOST: i32 = 28;

export const SESSION_BYTES: i32 = <i32>UNNUMBERED + UNNUMBERED_MOST;

export function linkOf(session: Dialogue): Link {
  return changetype<Link>(changetype<usize>(session) + LINK);
}

export function headOf(session: Dialogue): usize {
  return changetype<usize>(session) + HEAD;
}

export function sentHeadOf(session: Dialogue): usize {
  return changetype<usize>(session) + SENT_HEAD;
}

/** The server's address as the client of the link writes it. */
export function addressOf(session: Dialogue): usize {
  return changetype<usize>(session) + ADDRESS;
}

/** Information of an unnumbered answer. */
export function unnumberedOf(session: Dialogue): usize {
  return changetype<usize>(session) + UNNUMBERED;
}

/** Where the information of the frame being received goes: behind the segments taken, the first with its LLC before the APDU. */
export function informationOf(session: Dialogue): usize {
  return inOf(session) - LLC_BYTES + linkOf(session).filled;
}
