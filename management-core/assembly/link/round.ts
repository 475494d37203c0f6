// A round of the link, once a second: the latch, the records of its moment, those of one turn, then the mirror flips.
import { LATCH_BYTES, LATCH_MESSAGE, TURNS } from '../../../shared-protocol/generated/assembly/mirror';
import { Question } from './exchange';
import { beginFilling, fillRecord, flipBanks, undoTurn } from './mirror';
import { firstOfTurn, nextInTurn, slotRow } from './slots';

const ROUND_PERIOD_us: i64 = 1_000_000;

/** In place of a slot: the round has ended, or begins with the latch. */
const ENDED: i32 = -2;
const LATCH: i32 = -1;

// @ts-ignore: decorator
@lazy const QUESTION = memory.data(offsetof<Question>(), 8);

/** What is asked for next. */
let slot: i32 = -1;
/** The turn 1..TURNS that this round asks for. */
let turn: i32 = 1;
let began_us: i64 = 0;
/** When the latch was answered, and the sample that its records stand at. */
let latched_us: i64 = 0;
let moment: u64 = 0;
/** What the first record of the turn has in the field in which they agree. */
let same: u64 = 0;

export function resetRound(): void {
  slot = LATCH;
  turn = 1;
  began_us = 0;
}

function latchQuestion(q: Question): void {
  q.message = <u8>LATCH_MESSAGE;
  q.requestBytes = 0;
  q.replyBytes = <u8>LATCH_BYTES;
  q.echoBytes = 0;
}

function slotQuestion(q: Question): void {
  const row = slotRow(slot);
  q.message = row.message;
  q.requestBytes = row.requestBytes;
  q.replyBytes = row.replyBytes;
  q.echo = row.echo;
  q.echoBytes = row.requestBytes;
  q.request_0 = row.request_0;
  q.request_1 = row.request_1;
}

/** The question the round has next, 0 while the next round is not due. */
export function roundQuestion(now_us: i64): usize {
  if (slot == ENDED) {
    if (now_us - began_us < ROUND_PERIOD_us) return 0;
    slot = LATCH;
  }
  if (slot == LATCH) began_us = now_us;
  const q = changetype<Question>(QUESTION);
  if (slot == LATCH) latchQuestion(q);
  else slotQuestion(q);
  return QUESTION;
}

/** All has come that will come. */
function end(): void {
  flipBanks();
  turn = (turn % TURNS) + 1;
  slot = ENDED;
}

/** Goes on behind a record: to the next one, from the round to its turn, or to the end. */
function advance(): void {
  const inRound = slotRow(slot).turn == 0;
  slot = nextInTurn(slot);
  if (slot >= 0) return;
  if (inRound) slot = firstOfTurn(turn);
  else end();
}

/** The field in which the record agrees with others; of a record alone, nothing. */
function agreement(payload: usize): u64 {
  const row = slotRow(slot);
  if (row.agreeBytes == 8) return load<u64>(payload + row.agree);
  return row.agreeBytes == 4 ? <u64>load<u32>(payload + row.agree) : 0;
}

/** The round takes what belongs to its moment; the metering core that says another one has started anew meanwhile. */
function takeOfRound(payload: usize): void {
  if (agreement(payload) != moment) return roundFailed();
  fillRecord(slot, payload, latched_us);
  advance();
}

/** A turn that was measured anew between two of its pages is left for another round. */
function takeOfTurn(payload: usize, now_us: i64): void {
  if (slot == firstOfTurn(turn)) same = agreement(payload);
  if (agreement(payload) != same) return roundFailed();
  fillRecord(slot, payload, now_us);
  advance();
}

/** Takes the answer to the round's question. */
export function roundAnswered(payload: usize, now_us: i64): void {
  if (slot >= 0) {
    if (slotRow(slot).turn == 0) takeOfRound(payload);
    else takeOfTurn(payload, now_us);
    return;
  }
  moment = load<u64>(payload);
  latched_us = now_us;
  beginFilling();
  slot = 0;
}

/** Without one of its records a round shows nothing and begins anew; without one of a turn it shows the rest. */
export function roundFailed(): void {
  if (slot < 0 || slotRow(slot).turn == 0) {
    slot = LATCH;
    return;
  }
  undoTurn(turn);
  end();
}
