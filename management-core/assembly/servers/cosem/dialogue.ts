// The state of a dialogue with a client of DLMS/COSEM at one port: its association, the APDU that came, the answer to it.
import { PROTECTION_BYTES } from '../../../../shared-protocol/assembly/dlms/protection';
import { CURSOR_BYTES } from '../../../../shared-protocol/assembly/objects/cursor';
import { Association, ASSOCIATION_BYTES } from '../../access/association';
import { APDU_MOST, CONFORMANCE_TRANSFER } from '../../access/dlms-facts';
import { GENERAL_BYTES, isGeneral } from '../../access/envelope';
import { SIGNED_TAIL, signedMost, Signing, SIGNING_BYTES } from '../../access/signed-message';
import { Answering, ANSWERING_BYTES, answerOverhead, APDU_GENERAL_CIPHERING } from '../../access/general';
import { Write, WRITE_BYTES } from '../../objects/write';
import { PortWish } from '../port-wish';

/** What is done with the APDU that came. */
export const WORK_NONE: u8 = 0;
export const WORK_TAKE: u8 = 1;
/** Values are written or methods executed, one after the other. */
export const WORK_ACT: u8 = 2;
export const WORK_ENCODE: u8 = 3;
/** It is on its way to logical device 16, or its answer is on its way back. */
export const WORK_RELAY: u8 = 4;
/** Its answer, or that there is none, waits to be sent. */
export const WORK_DONE: u8 = 5;
/** A signature is verified, or made. */
export const WORK_PROVE: u8 = 6;
/** Reads, writes and methods of an ACCESS. */
export const WORK_ACCESS: u8 = 7;
/** The next block of an answer follows by itself. */
export const WORK_GIVE: u8 = 8;
/** The key of what came, or of the answer, is agreed on. */
export const WORK_OPEN: u8 = 9;
export const WORK_SEAL: u8 = 10;
/** The signature of what came is verified, or that of the answer made. */
export const WORK_VERIFY: u8 = 11;
export const WORK_SIGN: u8 = 12;
/** A key is agreed on that lasts. */
export const WORK_RENEW: u8 = 13;

/** Before an answer: heads of block, service, signature and cipher with a transaction, two titles and a signed key, and the nonce. */
export const HEADROOM: i32 = 384;
const TAILROOM: i32 = 16 + SIGNED_TAIL;
/** Before what came: what the nonce of its cipher needs more than its own head has. */
const IN_HEADROOM: i32 = 16;
/** Bytes encoded in one go: between them other ports and the link have their turn. */
export const PIECE_BYTES: i32 = 512;
/** What a long GET goes on with, or the results of a list. */
export const KEPT_BYTES: i32 = 640;

/** How far an answer to a GET is: item, and where its encoder stands. What is sent began where `last` stands. */
@unmanaged
export class Stream {
  /** Items behind this one, and where the next descriptor stands in what is kept. */
  item: u8;
  phase: u8;
  at: u16;
  /** Of a filter: rows that were found to match, and are not sent yet. */
  matches: u32;
  /** Columns of a profile that are wanted, bit n the n-th; 0 for all. */
  columns: u64;
  /** Rows whose value of a column lies between these: numbers, or times in UTC milliseconds. */
  from: i64;
  to: i64;
  /** The row that is looked at next, the first of all, and that behind the last. */
  row: u32;
  first: u32;
  end: u32;
  column: u8;
  isTime: bool;
  /** How far the filtering is, FILTER_*. */
  filter: u8;
  /** Bytes of the array's tag and length that are not written; of a compact array, of its head. */
  headLeft: u8;
  /** Of a compact array: bytes of the row at the cursor that are written. */
  rowOffset: u16;
}
/** The cursor stands behind it at an address of eight. */
const CURSOR: i32 = (offsetof<Stream>() + 7) & ~7;
export const STREAM_BYTES: i32 = CURSOR + CURSOR_BYTES;

@unmanaged
export class Dialogue extends PortWish {
  port: u8;
  /** WORK_* */
  work: u8;
  /** Who asks which logical device. */
  client: u8;
  device: u8;
  /** Bytes that came. */
  length: i32;
  now_us: i64;
  /** What values are read from, a Snapshot: a bank of the mirror, 0 for none, and when the reading began. */
  bank: usize;
  began_us: i64;
  /** The answer: where it stands, and its bytes; 0 for none. */
  answer: usize;
  answerLength: i32;
  /** Plain text that is answered with, so far. */
  text: usize;
  textLength: i32;
  /** First byte of the ciphered answer; 0 for a plain one. */
  sealed: u8;
  /** Of the request: number and priority, service, and its form. */
  invoke: u8;
  service: u8;
  form: u8;
  /** Of a GET: its descriptors; one alone is no list. */
  items: u8;
  isList: bool;
  /** A value comes in blocks: they are numbered from 1. */
  inBlocks: bool;
  isCommitting: bool;
  block: u32;
  /** What is written or executed now: its descriptor, its value, and that behind the last byte of what came. */
  descriptor: usize;
  value: usize;
  end: usize;
  valueLength: i32;
  row: u16;
  entry: u16;
  place: u8;
  attribute: u8;
  /** Results so far. */
  results: u8;
  /** Of a block of a value: no other follows. */
  isLastBlock: bool;
  /** Of a proof that is slow work: which job is under way; of what a method gives back: STEP_RETURN. */
  step: u8;
  commitUntil_us: i64;
  /** Of an ACCESS: its number, where its specifications end, and where the value that is read began in the answer. */
  longInvoke: u32;
  specified: usize;
  readFrom: i32;
  /** General block transfer: who has the word, blocks in a row to the client, and the last number of each side. */
  transfer: u8;
  window: u8;
  taken: u16;
  given: u16;
  /** Number of the block with which the answer begins, and of the last one in this row. */
  firstGiven: u16;
  rowEnd: i32;
  /** Bytes of the request so far, and the answer as a whole. */
  gathered: i32;
  wholeLength: i32;
  whole: usize;
  /** Where the block that is sent covers the one before, 0 for nowhere; what stood there is kept. */
  covered: usize;
  /** CRC-32 of the value as it came. */
  digest: u32;
}

/** Most bytes that a block and the link write before its content. */
export const COVERED_BYTES: i32 = 24;
const ASSOCIATION: usize = (offsetof<Dialogue>() + 7) & ~7;
const NEXT: usize = (ASSOCIATION + ASSOCIATION_BYTES + 7) & ~7;
const LAST: usize = NEXT + STREAM_BYTES;
const WRITE: usize = LAST + STREAM_BYTES;
const ANSWERING: usize = (WRITE + WRITE_BYTES + 7) & ~7;
const SIGNING: usize = (ANSWERING + ANSWERING_BYTES + 7) & ~7;
const COVERED: usize = (SIGNING + SIGNING_BYTES + 7) & ~7;
const KEPT: usize = COVERED + COVERED_BYTES;
const IN: usize = KEPT + KEPT_BYTES + IN_HEADROOM;
const OUT: usize = IN + APDU_MOST + HEADROOM;

/** Bytes of a dialogue: the record, the association, two streams, the value being written, what its answer tells, what is kept, both APDUs. */
export const DIALOGUE_BYTES: i32 = <i32>OUT + APDU_MOST + TAILROOM;

export function associationOf(d: Dialogue): Association {
  return changetype<Association>(changetype<usize>(d) + ASSOCIATION);
}

export function nextStream(d: Dialogue): Stream {
  return changetype<Stream>(changetype<usize>(d) + NEXT);
}

export function lastStream(d: Dialogue): Stream {
  return changetype<Stream>(changetype<usize>(d) + LAST);
}

export function cursorOf(stream: Stream): usize {
  return changetype<usize>(stream) + CURSOR;
}

export function writeOf(d: Dialogue): Write {
  return changetype<Write>(changetype<usize>(d) + WRITE);
}

/** What the answer to general-ciphering has of its request. */
export function answeringOf(d: Dialogue): Answering {
  return changetype<Answering>(changetype<usize>(d) + ANSWERING);
}

/** The same of what was signed. */
export function signingOf(d: Dialogue): Signing {
  return changetype<Signing>(changetype<usize>(d) + SIGNING);
}

/** Bytes that signature and cipher of the answer add, at most. */
export function sealingBytes(d: Dialogue): i32 {
  if (!associationOf(d).ciphered) return 0;
  const signed = signingOf(d).isSigned ? signedMost() : 0;
  if (d.sealed == <u8>APDU_GENERAL_CIPHERING) return signed + answerOverhead(answeringOf(d));
  return signed + PROTECTION_BYTES + (isGeneral(d.sealed) ? GENERAL_BYTES : 0);
}

export function coveredOf(d: Dialogue): usize {
  return changetype<usize>(d) + COVERED;
}

export function keptOf(d: Dialogue): usize {
  return changetype<usize>(d) + KEPT;
}

/** Where the link puts the bytes of an APDU, APDU_MOST at most. */
export function inOf(d: Dialogue): usize {
  return changetype<usize>(d) + IN;
}

/** Where the text of an answer begins, with HEADROOM before it. */
export function outOf(d: Dialogue): usize {
  return changetype<usize>(d) + OUT;
}

/** The Snapshot that the dialogue holds. */
export function snapshotOf(d: Dialogue): usize {
  return changetype<usize>(d) + offsetof<Dialogue>('bank');
}

/** Bytes of the longest answer: what the client takes at once, or in general blocks. */
export function answerMost(d: Dialogue): i32 {
  const association = associationOf(d);
  return association.conformance & CONFORMANCE_TRANSFER ? APDU_MOST : min(association.pduSize, APDU_MOST);
}

/** The plain answer ends at an address. */
export function setText(d: Dialogue, from: usize, end: usize): void {
  d.text = from;
  d.textLength = <i32>(end - from);
}

/** The answer is there, as it is sent. */
export function answered(d: Dialogue, at: usize, length: i32): void {
  d.answer = at;
  d.answerLength = length;
  d.work = WORK_DONE;
}
