// The state of one conversation with a reader: all that the server knows of it stands here, one record a port.
import { CHALLENGE_BYTES, CIPHER_BYTES } from '../../../../shared-protocol/generated/assembly/programming';
import { Write, WRITE_BYTES } from '../../objects/write';
import { PortWish } from '../port-wish';

/** The longest command has 160 characters: an identifier of 20, a value of 128, and what stands around them. */
export const MESSAGE_MAX: i32 = 176;
/** The longest answer: the same the other way. */
export const ANSWER_MAX: i32 = 176;

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
  /** Programming mode: commands are heard, an acknowledgement stands alone. */
  programming: bool;
  /** The port that the session is at. */
  port: u8;
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
  /** When the state was entered. */
  entered_us: i64;
  /** Characters of the answer, and of these handed out. */
  answerLength: i32;
  answerSent: i32;
  /** The access level that was proved in this session, by which password slot, and failures to prove one. */
  level: u8;
  slot: u8;
  failures: u8;
  /** The challenge of P0 was not answered yet: one answer counts. */
  challenged: bool;
  /** P0 had a challenge: what is read may be ciphered by it. */
  offered: bool;
  /** What is read in this session is ciphered; so many data sets were. */
  ciphers: bool;
  sealed: u32;
  /** The answer is the last of this session. */
  ends: bool;
  /** There are further blocks of what is read: an acknowledgement asks for the next. */
  blocksFollow: bool;
  /** A value is under way in partial blocks: the digit of its command; 0: none. */
  writing: u8;
  /** Rate character of the option select message; and the rate at which HDLC takes the port over, 0 before mode E was confirmed. */
  rateCharacter: u8;
  handOver_Bd: i32;
  /** Its provider is not done with making it hold, until when at most. */
  committing: bool;
  commitUntil_us: i64;
  /** What is read or written, and CRC-32 of the value as it came. */
  row: u16;
  entry: u16;
  place: u8;
  attribute: u8;
  act: u8;
  digest: u32;
}

const MESSAGE: usize = (offsetof<Session>() + 7) & ~7;
const ANSWER: usize = MESSAGE + MESSAGE_MAX;
const CHALLENGE: usize = ANSWER + ANSWER_MAX;
const DRAWN: usize = CHALLENGE + CHALLENGE_BYTES;
const WRITE: usize = DRAWN + CIPHER_BYTES;

/** Bytes of a session: the record, the message being received, the answer, the challenge, what the reader drew, the value being written. */
export const SESSION_BYTES: i32 = (<i32>WRITE + WRITE_BYTES + 7) & ~7;

/** Where the message received stands. */
export function messageOf(session: Session): usize {
  return changetype<usize>(session) + MESSAGE;
}

/** Where the answer stands, until there is another one: it may be asked for again. */
export function answerOf(session: Session): usize {
  return changetype<usize>(session) + ANSWER;
}

export function challengeOf(session: Session): usize {
  return changetype<usize>(session) + CHALLENGE;
}

/** What the reader drew for the cipher, CIPHER_BYTES behind the challenge. */
export function drawnOf(session: Session): usize {
  return changetype<usize>(session) + DRAWN;
}

/** What is written; what is read has its cursor, when nothing is. */
export function writeOf(session: Session): Write {
  return changetype<Write>(changetype<usize>(session) + WRITE);
}

/** What the reading is made from. */
export function snapshotOf(session: Session): usize {
  return changetype<usize>(session) + offsetof<Session>('bank');
}
