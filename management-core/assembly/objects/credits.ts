// Providers: the two credits of a prepayment account (class 112): of tokens, and the emergency credit.
import { CREDIT_EMERGENCY, CREDIT_EXHAUSTED, CREDIT_OFF, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setBits, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { account } from '../control/prepayment/account';
import { mayChooseEmergency } from '../control/prepayment/credit/state';
import { parameters } from '../control/prepayment/parameters';
import { chooseEmergency } from '../control/prepayment/prepayment';
import { setUnspecified } from '../time/unspecified-time';
import { amountOf, creditOf, EMERGENCY, TOKENS } from './account-amounts';

const TYPE_TOKEN: i32 = 0;
const TYPE_EMERGENCY: i32 = 2;
/** States of a credit. */
const ENABLED: i32 = 0;
const SELECTABLE: i32 = 1;
const INVOKED: i32 = 2;
const IN_USE: i32 = 3;
const CONSUMED: i32 = 4;
/** Bits of the configuration, the first one in front: shown, wants to be chosen, is paid back, can be set anew, takes tokens. */
const SHOWN: i32 = 0x80;
const CHOSEN: i32 = 0x40;
const PAID_BACK: i32 = 0x20;
const TAKES_TOKENS: i32 = 0x08;
const CONFIGURATION_BITS: i32 = 5;

// @ts-ignore: decorator
@lazy const BITS = memory.data(1, 8);

function isEmergency(row: ObjectRow): bool {
  return <i32>row.e == EMERGENCY;
}

export function creditAmount(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, amountOf(creditOf(row.e)));
}

export function creditType(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, isEmergency(row) ? TYPE_EMERGENCY : TYPE_TOKEN);
}

/** That of the lower number is used first. */
export function creditPriority(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, <i32>row.e + 1);
}

export function creditWarning(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, isEmergency(row) ? 0 : amountOf(parameters().low_credit));
}

/** Either is used up at nothing. */
export function creditLimit(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, 0);
}

export function creditConfiguration(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  store<u8>(BITS, <u8>(isEmergency(row) ? SHOWN | CHOSEN | PAID_BACK : SHOWN | TAKES_TOKENS));
  return setBits(value, BITS, CONFIGURATION_BITS);
}

function statusOfTokens(): i32 {
  const state = <i32>account().state;
  if (state == CREDIT_OFF) return ENABLED;
  return state == CREDIT_EMERGENCY || state == CREDIT_EXHAUSTED ? CONSUMED : IN_USE;
}

function statusOfEmergency(): i32 {
  if (!account().emergency) return mayChooseEmergency() ? SELECTABLE : ENABLED;
  if (creditOf(EMERGENCY) <= 0) return CONSUMED;
  return <i32>account().state == CREDIT_EMERGENCY ? IN_USE : INVOKED;
}

export function creditStatus(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, isEmergency(row) ? statusOfEmergency() : statusOfTokens());
}

/** What it has once it is chosen. */
export function creditPreset(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, isEmergency(row) ? amountOf(parameters().emergency_limit) : 0);
}

/** Credit of the one before it at which it may be chosen. */
export function creditAvailable(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, isEmergency(row) ? amountOf(parameters().low_credit) : 0);
}

/** Neither is given anew by a time. */
export function creditPeriod(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setUnspecified(value);
}

/** Chooses the emergency credit; that of tokens is always in use. */
export function commitInvokeCredit(row: ObjectRow, entry: i32, place: i32): i32 {
  return <i32>row.e == TOKENS ? Status.OUT_OF_RANGE : chooseEmergency();
}
