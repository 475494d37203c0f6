// Carries APDUs to logical device 16 and its answers back in parts, one at a time for each of link and legal port.
// Legally relevant (IR46). Changes alter the software identification.
import {
  APDU_PART_bytes, APDU_SEGMENT_bytes, APDU_STATE_BYTES, ApduPart, ApduSegment, ApduState, ReadApduRequest,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  APDU_ANSWERED, APDU_AT_WORK, APDU_MAX, APDU_NONE, APDU_RECEIVING, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';

/** Those who may bring an APDU: the link, the legal port. */
export const CARRIERS: i32 = 2;

/**
 * An APDU on its way, and its answer, which takes its place. Who answers (session/) finds it at APDU_AT_WORK, and puts
 * it to APDU_ANSWERED.
 */
@unmanaged
export class Exchange {
  /** Where the answer begins. */
  answer: usize;
  answerLength: i32;
  length: i32;
  received: i32;
  /** Its number, -1 before the first. */
  number: i32;
  /** APDU_*. */
  state: i32;
  client: i32;
  /** How far the one who answers is; the text it answers with before it is ciphered, and the tag it gets. */
  step: i32;
  text: usize;
  textLength: i32;
  service: i32;
}

/** Before the APDU: room for the heads that an answer gets in front of it, and for the nonce of its cipher. */
const HEADROOM: i32 = 64;
/** An answer's text begins where the APDU does, so its tag ends behind it. */
const TAILROOM: i32 = 16;
const APDU_AT: usize = offsetof<Exchange>() + HEADROOM;
const EXCHANGE_BYTES: i32 = <i32>APDU_AT + APDU_MAX + TAILROOM;
const PART_BYTES: i32 = 232;

// @ts-ignore: decorator
@lazy const EXCHANGES = memory.data(CARRIERS * EXCHANGE_BYTES, 8);

/** Carrier of the message that is being answered. */
let carrier: i32 = 0;

export function exchangeOf(index: i32): Exchange {
  return changetype<Exchange>(EXCHANGES + <usize>(index * EXCHANGE_BYTES));
}

/** Where an APDU stands. */
export function apduAt(exchange: Exchange): usize {
  return changetype<usize>(exchange) + APDU_AT;
}

/** After a start there is no APDU; whoever waits for an answer hears so. */
export function resetApdus(): void {
  carrier = 0;
  for (let index: i32 = 0; index < CARRIERS; index++) {
    exchangeOf(index).number = -1;
    exchangeOf(index).state = APDU_NONE;
    exchangeOf(index).answerLength = 0;
  }
}

/** The next message comes by this carrier. */
export function carriedBy(index: i32): void {
  carrier = index;
}

/** Another number than before begins an APDU, unless the one before is still being answered. */
function begin(exchange: Exchange, segment: ApduSegment): i32 {
  if (exchange.state == APDU_AT_WORK) return Status.BUSY;
  if (segment.offset != 0) return Status.OUT_OF_RANGE;
  exchange.number = segment.number;
  exchange.client = segment.client;
  exchange.length = segment.length;
  exchange.received = 0;
  exchange.answerLength = 0;
  exchange.state = APDU_RECEIVING;
  return Status.OK;
}

/** Takes the bytes that come next; those that are there already change nothing, and none may be left out. */
function append(exchange: Exchange, segment: ApduSegment, bytes: usize): i32 {
  const isSame = exchange.client == <i32>segment.client && exchange.length == <i32>segment.length;
  if (!isSame || <i32>segment.offset > exchange.received) return Status.OUT_OF_RANGE;
  if (exchange.state != APDU_RECEIVING || <i32>segment.offset < exchange.received) return Status.OK;
  copyBytes(apduAt(exchange) + exchange.received, bytes, segment.count);
  exchange.received += segment.count;
  if (exchange.received < exchange.length) return Status.OK;
  exchange.state = APDU_AT_WORK;
  exchange.step = 0;
  return Status.OK;
}

function take(exchange: Exchange, segment: ApduSegment, bytes: usize): i32 {
  const length = <i32>segment.length;
  if (length < 1 || length > APDU_MAX || <i32>segment.count > PART_BYTES) return Status.BAD_LENGTH;
  if (<i32>segment.offset + <i32>segment.count > length) return Status.BAD_LENGTH;
  const status = exchange.number == <i32>segment.number ? Status.OK : begin(exchange, segment);
  return status == Status.OK ? append(exchange, segment, bytes) : status;
}

export function writeApdu(payload: usize): i32 {
  const exchange = exchangeOf(carrier);
  const status = take(exchange, changetype<ApduSegment>(payload), payload + APDU_SEGMENT_bytes);
  if (status != Status.OK) return status;
  const reply = changetype<ApduState>(payload);
  reply.number = <u8>exchange.number;
  reply.state = <u8>exchange.state;
  reply.received = <u16>exchange.received;
  reply.length = <u16>exchange.answerLength;
  reply.reserved = 0;
  return APDU_STATE_BYTES;
}

/** A part of the answer, as long as there is something behind its offset. */
export function readApdu(payload: usize): i32 {
  const request = changetype<ReadApduRequest>(payload);
  const exchange = exchangeOf(carrier);
  const offset = <i32>request.offset;
  const isOurs = exchange.number == <i32>request.number;
  const length = isOurs && exchange.state == APDU_ANSWERED ? exchange.answerLength : 0;
  if (offset > length) return Status.OUT_OF_RANGE;
  const count = min(length - offset, PART_BYTES);
  const part = changetype<ApduPart>(payload);
  part.state = isOurs ? <u8>exchange.state : <u8>APDU_NONE;
  part.length = <u16>length;
  part.offset = <u16>offset;
  part.count = <u16>count;
  copyBytes(payload + APDU_PART_bytes, exchange.answer + offset, count);
  return <i32>APDU_PART_bytes + count;
}

/** The answer to an APDU stands at an address. */
export function answered(exchange: Exchange, at: usize, length: i32): void {
  exchange.answer = at;
  exchange.answerLength = length;
  exchange.state = APDU_ANSWERED;
}
