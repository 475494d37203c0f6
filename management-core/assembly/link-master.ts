// The management side of the link: asks for one record after the other, numbers, checks and repeats.
import { checkFrame, encodeFrame, FrameHeader, frameKind, frameLength, framePayload } from '../../shared-protocol/assembly/framing';
import { Instantaneous, ReadInstantaneousRequest, ReadRegistersRequest, Registers } from '../../shared-protocol/generated/assembly/layouts';
import {
  FRAME_REPLY, FRAME_REQUEST, MESSAGE_IDENTIFY, MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_REGISTERS,
  MESSAGE_READ_STATUS, MOMENT_CLOSED, Status,
} from '../../shared-protocol/generated/assembly/protocol';
import { linkRequest } from './host';
import { mirrorRecord, SCOPES, slotBytes, slotOf } from './mirror';

/** One round asks for every record: identification, status, registers and quantities of each scope. */
const ROUND: i32 = 2 + 2 * SCOPES;
const ROUND_PERIOD_us: i64 = 1_000_000;
/** A reply that did not come by then will not come: 20 ms of READY and 4 ms of bytes, with room. */
const REPLY_TIMEOUT_us: i64 = 100_000;
const ATTEMPTS: i32 = 3;

// @ts-ignore: decorator
@lazy const REQUEST = memory.data(32, 8);

let step: i32 = 0;
let attempt: i32 = 0;
let sequence: i32 = 0;
let waiting: bool = false;
let sent_us: i64 = 0;
let roundStart_us: i64 = 0;

/** Exchanges that ended well; repeated; and given up after ATTEMPTS. */
export let linkReplies: u32 = 0;
export let linkRepeats: u32 = 0;
export let linkFailures: u32 = 0;

export function resetLinkMaster(): void {
  step = 0;
  attempt = 0;
  sequence = 0;
  waiting = false;
  sent_us = 0;
  roundStart_us = 0;
  linkReplies = 0;
  linkRepeats = 0;
  linkFailures = 0;
}

function messageOf(at: i32): i32 {
  if (at == 0) return MESSAGE_IDENTIFY;
  if (at == 1) return MESSAGE_READ_STATUS;
  return at < 2 + SCOPES ? MESSAGE_READ_REGISTERS : MESSAGE_READ_INSTANTANEOUS;
}

function scopeOf(at: i32): i32 {
  return at < 2 ? 0 : (at - 2) % SCOPES;
}

/** Writes the request's payload; returns its length. */
function writePayload(message: i32, scope: i32): i32 {
  const payload = framePayload(REQUEST);
  if (message == MESSAGE_READ_REGISTERS) {
    changetype<ReadRegistersRequest>(payload).scope = <u8>scope;
    changetype<ReadRegistersRequest>(payload).moment = <u8>MOMENT_CLOSED;
    return 2;
  }
  if (message != MESSAGE_READ_INSTANTANEOUS) return 0;
  changetype<ReadInstantaneousRequest>(payload).scope = <u8>scope;
  return 1;
}

/** Each attempt has a number of its own, so that a late reply is never taken for the answer to a repeat. */
function send(now_us: i64): void {
  const message = messageOf(step);
  const scope = scopeOf(step);
  sequence = (sequence + 1) & 0xff;
  const length = encodeFrame(REQUEST, FRAME_REQUEST, sequence, message, writePayload(message, scope));
  sent_us = now_us;
  waiting = linkRequest(REQUEST, length, frameLength(slotBytes(slotOf(message, scope)))) == Status.OK;
}

function nextStep(): void {
  attempt = 0;
  step++;
}

/** After a failed attempt: repeat at the next tick, or give this record up until the next round. */
function failed(): void {
  waiting = false;
  if (++attempt < ATTEMPTS) {
    linkRepeats++;
    return;
  }
  linkFailures++;
  nextStep();
}

/** Starts what is due: one exchange a tick, one round a second. */
export function linkTick(now_us: i64): void {
  if (waiting) {
    if (now_us - sent_us < REPLY_TIMEOUT_us) return;
    failed();
  }
  if (step >= ROUND) {
    if (now_us - roundStart_us < ROUND_PERIOD_us) return;
    roundStart_us = now_us;
    step = 0;
  }
  send(now_us);
}

/** Records of one scope carry it: what another phase measured is no answer. */
function isOfScope(payload: usize, message: i32, scope: i32): bool {
  if (message == MESSAGE_READ_REGISTERS) return <i32>changetype<Registers>(payload).scope == scope;
  return message != MESSAGE_READ_INSTANTANEOUS || <i32>changetype<Instantaneous>(payload).scope == scope;
}

function isAnswer(frame: usize, length: i32): bool {
  if (checkFrame(frame, length) < 0 || frameKind(frame) != FRAME_REPLY) return false;
  const header = changetype<FrameHeader>(frame);
  if (<i32>header.sequence != sequence || <i32>header.message != messageOf(step)) return false;
  const scope = scopeOf(step);
  if (<i32>header.payloadLength != slotBytes(slotOf(header.message, scope))) return false;
  return isOfScope(framePayload(frame), header.message, scope);
}

/** Takes the reply (length bytes, or a negative Status); what does not check out never reaches the mirror. */
export function linkReplied(frame: usize, length: i32, now_us: i64): void {
  if (!waiting) return;
  if (length <= 0 || !isAnswer(frame, length)) return failed();
  waiting = false;
  linkReplies++;
  mirrorRecord(slotOf(messageOf(step), scopeOf(step)), framePayload(frame), now_us);
  nextStep();
}
