// The management side of the link: one exchange a tick, of the round or on demand, the most urgent first.
import { framePayload } from '../../../shared-protocol/assembly/framing';
import { beginExchange, continueExchange, endExchange, Exchange, exchangeState, resetExchange, takeReply } from './exchange';
import { forgetRequests, mostUrgent, requestAnswered, requestFailed } from './requests';
import { resetRound, roundAnswered, roundFailed, roundQuestion } from './round';

/** The request on demand under way; 0 while the round has the link. */
let demanded: usize = 0;
/** The last exchange was on demand: the next one is the round's if it has a question, so that no flood holds it up. */
let roundIsNext: bool = false;

export function resetLink(): void {
  resetExchange();
  resetRound();
  forgetRequests();
  demanded = 0;
  roundIsNext = false;
}

function begin(now_us: i64): void {
  let asked = roundIsNext ? roundQuestion(now_us) : 0;
  demanded = asked ? 0 : mostUrgent(now_us);
  roundIsNext = demanded != 0;
  if (demanded) asked = demanded;
  else if (!asked) asked = roundQuestion(now_us);
  if (asked) beginExchange(asked);
}

function giveUp(): void {
  endExchange();
  if (demanded) requestFailed(demanded);
  else roundFailed();
}

/** Starts what is due: one exchange a tick. */
export function linkTick(now_us: i64): void {
  const state = exchangeState(now_us);
  if (state == Exchange.WAITING) return;
  if (state == Exchange.FAILED) giveUp();
  if (state != Exchange.DUE) begin(now_us);
  continueExchange(now_us);
}

/** Takes the reply (length bytes, or a negative Status); what does not check out never reaches the mirror. */
export function linkReplied(frame: usize, length: i32, now_us: i64): void {
  if (!takeReply(frame, length)) return;
  if (demanded) requestAnswered(demanded, framePayload(frame));
  else roundAnswered(framePayload(frame), now_us);
}
