// The management side of the link: asks for one record after the other, numbers, checks and repeats.
import { checkFrame, encodeFrame, FrameHeader, frameKind, frameLength, framePayload } from '../../../shared-protocol/assembly/framing';
import { ROUND_SLOTS, SLOTS, TURNS_A_ROUND } from '../../../shared-protocol/generated/assembly/mirror';
import { FRAME_REPLY, FRAME_REQUEST, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { linkRequest } from '../host';
import { mirrorRecord, SlotRow, slotRow } from './mirror';

/** One round asks for the first slots of the mirror, and for the next ones of those that take turns. */
const ROUND: i32 = ROUND_SLOTS + TURNS_A_ROUND;
const ROUND_PERIOD_us: i64 = 1_000_000;
/** A reply that did not come by then will not come: 20 ms of READY and 4 ms of bytes, with room. */
const REPLY_TIMEOUT_us: i64 = 100_000;
const ATTEMPTS: i32 = 3;

// @ts-ignore: decorator
@lazy const REQUEST = memory.data(32, 8);

let step: i32 = 0;
/** Whose turn the round's last steps begin with. */
let turn: i32 = 0;
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
  turn = 0;
  attempt = 0;
  sequence = 0;
  waiting = false;
  sent_us = 0;
  roundStart_us = 0;
  linkReplies = 0;
  linkRepeats = 0;
  linkFailures = 0;
}

/** Slot of the mirror the present step asks for. */
function slotAsked(): i32 {
  if (step < ROUND_SLOTS) return step;
  return ROUND_SLOTS + (turn + step - ROUND_SLOTS) % (SLOTS - ROUND_SLOTS);
}

/** Writes the request's payload; returns its length. */
function writePayload(row: SlotRow): i32 {
  store<u8>(framePayload(REQUEST), row.request_0);
  store<u8>(framePayload(REQUEST), row.request_1, 1);
  return row.requestBytes;
}

/** Each attempt has a number of its own, so that a late reply is never taken for the answer to a repeat. */
function send(now_us: i64): void {
  const row = slotRow(slotAsked());
  sequence = (sequence + 1) & 0xff;
  const length = encodeFrame(REQUEST, FRAME_REQUEST, sequence, row.message, writePayload(row));
  sent_us = now_us;
  waiting = linkRequest(REQUEST, length, frameLength(row.replyBytes)) == Status.OK;
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
    turn = (turn + TURNS_A_ROUND) % (SLOTS - ROUND_SLOTS);
  }
  send(now_us);
}

/** The reply repeats scope or input, moment or page: what another phase measured is no answer. */
function repeatsRequest(payload: usize, row: SlotRow): bool {
  if (row.requestBytes > 0 && load<u8>(payload + row.echo) != row.request_0) return false;
  return row.requestBytes < 2 || load<u8>(payload + row.echo, 1) == row.request_1;
}

function isAnswer(frame: usize, length: i32): bool {
  if (checkFrame(frame, length) < 0 || frameKind(frame) != FRAME_REPLY) return false;
  const header = changetype<FrameHeader>(frame);
  const row = slotRow(slotAsked());
  if (<i32>header.sequence != sequence || <i32>header.message != <i32>row.message) return false;
  if (<i32>header.payloadLength != <i32>row.replyBytes) return false;
  return repeatsRequest(framePayload(frame), row);
}

/** Takes the reply (length bytes, or a negative Status); what does not check out never reaches the mirror. */
export function linkReplied(frame: usize, length: i32, now_us: i64): void {
  if (!waiting) return;
  if (length <= 0 || !isAnswer(frame, length)) return failed();
  waiting = false;
  linkReplies++;
  mirrorRecord(slotAsked(), framePayload(frame), now_us);
  nextStep();
}
