// Where the credit stands, and what the load switch is wanted to do for it: an input of who decides about the switch.
import {
  CREDIT_EMERGENCY, CREDIT_EXHAUSTED, CREDIT_FRIENDLY, CREDIT_GOOD, CREDIT_LOW, CREDIT_OFF, PREPAYMENT_MODE_OFF,
} from '../../../../../shared-protocol/generated/assembly/protocol';
import { account } from '../account';
import { parameters } from '../parameters';

/** What prepayment wants of the load switch. */
export namespace SwitchWish {
  /** It has no say: the meter is no prepayment meter. */
  export const NONE: i32 = 0;
  export const OPEN: i32 = 1;
  export const CLOSED: i32 = 2;
}

/** With credit: good or low. */
function stateOfCredit(credit: i64): i32 {
  return credit <= parameters().low_credit ? CREDIT_LOW : CREDIT_GOOD;
}

/** Without: emergency credit lasts to its limit, friendly hours as long as they do. */
function stateOfDebt(credit: i64, isFriendly: bool): i32 {
  if (account().emergency && credit > -parameters().emergency_limit) return CREDIT_EMERGENCY;
  return isFriendly ? CREDIT_FRIENDLY : CREDIT_EXHAUSTED;
}

/**
 * The state that follows from credit, choice and hour. One that is exhausted stays so, whatever the hour: it ends with credit above
 * the threshold for reconnection, or by emergency credit that is chosen then.
 */
export function nextCreditState(isFriendly: bool): i32 {
  if (<i32>parameters().mode == PREPAYMENT_MODE_OFF) return CREDIT_OFF;
  const credit = account().credit;
  if (<i32>account().state != CREDIT_EXHAUSTED) return credit > 0 ? stateOfCredit(credit) : stateOfDebt(credit, isFriendly);
  if (credit > parameters().reconnect_above) return stateOfCredit(credit);
  return credit > 0 ? CREDIT_EXHAUSTED : stateOfDebt(credit, false);
}

/** Emergency credit may be chosen once the alarm was reached; it is used up with its limit. */
export function mayChooseEmergency(): bool {
  if (<i32>parameters().mode == PREPAYMENT_MODE_OFF || account().emergency) return false;
  return account().credit <= parameters().low_credit && account().credit > -parameters().emergency_limit;
}

export function wishOf(state: i32): i32 {
  if (state == CREDIT_OFF) return SwitchWish.NONE;
  return state == CREDIT_EXHAUSTED ? SwitchWish.OPEN : SwitchWish.CLOSED;
}
