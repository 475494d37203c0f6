// The state of one conversation with a reader: all that the server knows of it stands here, one record a port.
import { PortWish } from '../port-wish';

/** The longest request has 37 characters; longer commands (passwords, data sets) fit as well. */
export const MESSAGE_MAX: i32 = 160;

@unmanaged
export class Session extends PortWish {
  /** Where the protocol stands: a row of the table in server.ts. */
  state: u8;
  /** What is being sent: SEND_*. */
  sending: u8;
  /** Block check of the data block so far. */
  check: u8;
  /** All of the message was handed out; its last stop bit may still be on the wire. */
  allHandedOut: bool;
  /** The message received is complete: the next character begins another one. */
  complete: bool;
  blockCheckFollows: bool;
  /** Characters of the message received. */
  messageLength: i32;
  /** The next line of the data block. */
  nextLine: i32;
  now_us: i64;
  /** What the reading is made from, a Snapshot: a bank of the mirror, 0 for none, and when the reading began. */
  bank: usize;
  began_us: i64;
  answerDue_us: i64;
  lastActivity_us: i64;
}

const MESSAGE: usize = offsetof<Session>();

/** Bytes of a session: the record, then the message being received. */
export const SESSION_BYTES: i32 = <i32>MESSAGE + MESSAGE_MAX;

/** Where the message received stands. */
export function messageOf(session: Session): usize {
  return changetype<usize>(session) + MESSAGE;
}

/** What the reading is made from. */
export function snapshotOf(session: Session): usize {
  return changetype<usize>(session) + offsetof<Session>('bank');
}
