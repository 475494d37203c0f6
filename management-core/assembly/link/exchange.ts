// One exchange of the link: a request under a number of its own, its reply checked, repeated when none comes.
import { checkFrame, encodeFrame, FrameHeader, frameKind, frameLength, framePayload } from '../../../shared-protocol/assembly/framing';
import { FRAME_HEADER, FRAME_REPLY, FRAME_REQUEST, FRAME_TRAILER, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { linkRequest } from '../host';

/** A reply that did not come by then will not come: 20 ms of READY and 4 ms of bytes, with room. */
const REPLY_TIMEOUT_us: i64 = 100_000;
const ATTEMPTS: i32 = 3;

/** What is asked. */
@unmanaged
export class Question {
  message: u8;
  requestBytes: u8;
  replyBytes: u8;
  /** Where the reply repeats the request, and how many bytes of it: what another phase measured is no answer. */
  echo: u8;
  echoBytes: u8;
  /** The request's payload. */
  request_0: u8;
  request_1: u8;
  request_2: u8;
  request_3: u8;
  request_4: u8;
  request_5: u8;
  request_6: u8;
  request_7: u8;
  request_8: u8;
  request_9: u8;
  request_10: u8;
  request_11: u8;
  request_12: u8;
  request_13: u8;
  request_14: u8;
  request_15: u8;
  /** Further bytes of the request, behind requestBytes of it; and where they stand. */
  bodyBytes: u8;
  /** The reply has as many bytes as it needs, replyBytes at most. */
  mayBeShorter: bool;
  body: usize;
}

/** The longest request: 8 bytes, and 232 of an APDU. */
const BODY_MAX: i32 = 232;

/** How an exchange stands. */
export namespace Exchange {
  /** Nothing was asked. */
  export const NONE: i32 = 0;
  /** To be sent, for the first time or again. */
  export const DUE: i32 = 1;
  export const WAITING: i32 = 2;
  export const ANSWERED: i32 = 3;
  /** Given up after ATTEMPTS. */
  export const FAILED: i32 = 4;
}

/** A request frame: what a question can hold, and its surroundings. */
const FRAME_BYTES: i32 = FRAME_HEADER + 16 + BODY_MAX + FRAME_TRAILER;
// @ts-ignore: decorator
@lazy const FRAME = memory.data(FRAME_BYTES, 8);

let question: usize = 0;
let state: i32 = 0;
let attempt: i32 = 0;
let sequence: i32 = 0;
let sent_us: i64 = 0;

/** Exchanges that ended well; repeated; and given up after ATTEMPTS. */
export let linkReplies: u32 = 0;
export let linkRepeats: u32 = 0;
export let linkFailures: u32 = 0;

export function resetExchange(): void {
  question = 0;
  state = Exchange.NONE;
  attempt = 0;
  sequence = 0;
  sent_us = 0;
  linkReplies = 0;
  linkRepeats = 0;
  linkFailures = 0;
}

/** Begins with a question, which stays as it is until the exchange has ended. */
export function beginExchange(asked: usize): void {
  question = asked;
  state = Exchange.DUE;
  attempt = 0;
}

/** Forgets an exchange that was given up. */
export function endExchange(): void {
  state = Exchange.NONE;
}

/** Each attempt has a number of its own, so that a late reply is never taken for the answer to a repeat. */
function send(now_us: i64): void {
  const q = changetype<Question>(question);
  sequence = (sequence + 1) & 0xff;
  const inlined = <i32>q.requestBytes;
  memory.copy(framePayload(FRAME), question + offsetof<Question>('request_0'), inlined);
  memory.copy(framePayload(FRAME) + inlined, q.body, q.bodyBytes);
  const length = encodeFrame(FRAME, FRAME_REQUEST, sequence, q.message, inlined + <i32>q.bodyBytes);
  sent_us = now_us;
  if (linkRequest(FRAME, length, frameLength(q.replyBytes)) == Status.OK) state = Exchange.WAITING;
}

/** After a failed attempt: to be repeated, or given up. */
function failed(): void {
  if (++attempt < ATTEMPTS) {
    linkRepeats++;
    state = Exchange.DUE;
    return;
  }
  linkFailures++;
  state = Exchange.FAILED;
}

/** How the exchange stands by now: a reply that is overdue is awaited no longer. */
export function exchangeState(now_us: i64): i32 {
  if (state == Exchange.WAITING && now_us - sent_us >= REPLY_TIMEOUT_us) failed();
  return state;
}

/** Sends what is due; a host that is busy is asked again at the next tick. */
export function continueExchange(now_us: i64): void {
  if (state == Exchange.DUE) send(now_us);
}

function repeatsRequest(payload: usize, q: Question): bool {
  for (let i: i32 = 0; i < <i32>q.echoBytes; i++) {
    if (load<u8>(payload + q.echo + i) != load<u8>(question + i, offsetof<Question>('request_0'))) return false;
  }
  return true;
}

function isAnswer(frame: usize, length: i32): bool {
  if (checkFrame(frame, length) < 0 || frameKind(frame) != FRAME_REPLY) return false;
  const header = changetype<FrameHeader>(frame);
  const q = changetype<Question>(question);
  if (<i32>header.sequence != sequence || header.message != q.message) return false;
  const bytes = <i32>header.payloadLength;
  if (q.mayBeShorter ? bytes > <i32>q.replyBytes : bytes != <i32>q.replyBytes) return false;
  return repeatsRequest(framePayload(frame), q);
}

/** Takes the reply (length bytes, or a negative Status); true when it answers the question. */
export function takeReply(frame: usize, length: i32): bool {
  if (state != Exchange.WAITING) return false;
  if (length <= 0 || !isAnswer(frame, length)) {
    failed();
    return false;
  }
  state = Exchange.ANSWERED;
  linkReplies++;
  return true;
}
