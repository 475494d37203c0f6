// Prepayment as a whole: what the rest of the core calls, once a start, once a tick, and where somebody asks.
import { PrepaymentParameters, Registers } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  CREDIT_EMERGENCY, CREDIT_EXHAUSTED, CREDIT_FRIENDLY, CREDIT_LOW, MESSAGE_READ_REGISTERS,
  PREPAYMENT_MODE_ENERGY, PREPAYMENT_MODE_MONEY, PREPAYMENT_MODE_OFF, PREPAYMENT_RATES, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { told_s } from '../../access/told-time';
import { frontBank, isMirrored, mirrored } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { books, ofRate } from '../../registers/books';
import { localNow_s } from '../local-now';
import { account, accountToBe, isUnstored, replaceAccount, resetAccount, storeAccount, touchAccount } from './account';
import { resetAccountNumber } from './account-number';
import { resetSta } from './ciphers/sta';
import { chargeEnergy, chargeMoney, hasRoom } from './credit/balance';
import { isFriendly } from './credit/friendly';
import { mayChooseEmergency, nextCreditState, wishOf } from './credit/state';
import { resetEntry } from './enter';
import { resetKeyChange } from './keys/key-change';
import { resetLockOut } from './lock-out';
import { parameters, parametersFit, replaceParameters, resetParameters } from './parameters';
import { resetTests } from './tokens/tests';

const SECOND_us: i64 = 1_000_000;
/** What was charged is stored so often: a cut loses nothing, since the register says what was used since. */
const STORE_us: i64 = 60 * SECOND_us;

/** Place of the active import among the quantities of the books. */
const ACTIVE_IMPORT: i32 = 0;
/** Its registers by rate. */
// @ts-ignore: decorator
@lazy const RATES = memory.data(PREPAYMENT_RATES * sizeof<u64>(), 8);

/** What was charged last since the start, in the unit of the credit, and when, seconds since 1970 (UTC). */
export let collected: i64 = 0;
export let collected_s: u64 = 0;

/** When the state was judged last, and the account that it was judged by. */
let judged_us: i64 = 0;
let judged: u32 = 0;
let stored_us: i64 = 0;

export function resetPrepayment(): void {
  resetParameters();
  resetSta();
  resetAccount();
  resetAccountNumber();
  resetKeyChange();
  resetLockOut();
  resetTests();
  resetEntry();
  judged_us = 0;
  judged = 0;
  stored_us = 0;
  collected = 0;
  collected_s = 0;
}

/** Charges what was used: energy up to the import register as the mirror has it, money up to the registers by rate. */
function charge(): void {
  const mode = <i32>parameters().mode;
  const slot = slotOf(MESSAGE_READ_REGISTERS, 0);
  if (mode == PREPAYMENT_MODE_ENERGY && isMirrored(frontBank(), slot)) {
    chargeEnergy(changetype<Registers>(mirrored(frontBank(), slot)).active_import_mWs);
  }
  if (mode != PREPAYMENT_MODE_MONEY || books().record == 0) return;
  for (let rate: i32 = 0; rate < PREPAYMENT_RATES; rate++) store<u64>(RATES + (rate << 3), ofRate(ACTIVE_IMPORT, rate + 1));
  chargeMoney(RATES);
}

/** Charges, and keeps what was charged. */
function collect(): void {
  const before = account().credit;
  charge();
  if (account().credit == before) return;
  collected = before - account().credit;
  collected_s = told_s();
  account().charged += collected;
}

/** The state that follows is stored where it is another: a cut never forgets that the supply was to be off. */
function judgeCredit(): void {
  const state = nextCreditState(isFriendly(localNow_s()));
  if (state == <i32>account().state) return;
  account().state = <u8>state;
  touchAccount();
  storeAccount();
}

/** Each tick, behind the records that it charges: once a second, and at once behind what changed the account. */
export function prepaymentTick(now_us: i64): void {
  if (now_us - judged_us < SECOND_us && account().sequence == judged) return;
  judged_us = now_us;
  collect();
  judgeCredit();
  if (isUnstored() && now_us - stored_us >= STORE_us) {
    stored_us = now_us;
    storeAccount();
  }
  judged = account().sequence;
}

/** A new account begins: what it was in the other unit says nothing in this one. */
function beginAccount(): i32 {
  const next = accountToBe();
  next.credit = 0;
  next.charged = 0;
  next.price_rest = 0;
  next.accounted_mWs = -1;
  next.emergency = 0;
  return replaceAccount(next);
}

/**
 * Puts what parametersToBe gave and was changed in force. With another mode a new account begins, before the mode does: no energy of
 * before is charged to it. Returns a Status.
 */
export function setPrepayment(next: PrepaymentParameters): i32 {
  if (!parametersFit(next)) return Status.OUT_OF_RANGE;
  if (next.mode != parameters().mode) {
    const status = beginAccount();
    if (status != Status.OK) return status;
  }
  return replaceParameters(next);
}

/** What prepayment wants of the load switch, a SwitchWish: one input of who decides about it. */
export function prepaymentWish(): i32 {
  return wishOf(<i32>account().state);
}

/** Watts above which the supply is to be limited, set by a token; 0 for none. */
export function prepaymentPowerLimit_W(): u32 {
  return account().maximum_power_W;
}

/** There is a reason to buy a token. */
export function isCreditLow(): bool {
  const state = <i32>account().state;
  return state == CREDIT_LOW || state == CREDIT_EMERGENCY || state == CREDIT_FRIENDLY || state == CREDIT_EXHAUSTED;
}

/** The household chooses emergency credit. Returns a Status: OUT_OF_RANGE where there is none to choose. */
export function chooseEmergency(): i32 {
  if (!mayChooseEmergency()) return Status.OUT_OF_RANGE;
  const next = accountToBe();
  next.emergency = 1;
  return replaceAccount(next);
}

/**
 * Credit by an authorised order instead of a token, in the unit of the mode; numbers of orders rise, so none counts twice. Returns a
 * Status: OUT_OF_RANGE for a number that was, an amount that is none, one that has no room, and where prepayment is off.
 */
export function orderCredit(order: u32, amount: i64): i32 {
  if (<i32>parameters().mode == PREPAYMENT_MODE_OFF || order <= account().order || amount <= 0) return Status.OUT_OF_RANGE;
  if (amount > parameters().maximum_credit) return Status.OUT_OF_RANGE;
  const next = accountToBe();
  if (!hasRoom(next, amount)) return Status.OUT_OF_RANGE;
  next.credit += amount;
  next.order = order;
  if (next.credit > 0) next.emergency = 0;
  return replaceAccount(next);
}
