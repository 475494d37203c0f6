// Providers: the account of prepayment (class 111), of a token credit, an emergency credit and the charge of energy.
import { CREDIT_EMERGENCY, CREDIT_EXHAUSTED, CREDIT_LOW, CREDIT_OFF } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBits, setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { account } from '../control/prepayment/account';
import { mayChooseEmergency } from '../control/prepayment/credit/state';
import { parameters } from '../control/prepayment/parameters';
import { setUnspecified } from '../time/unspecified-time';
import { amountOf, currencyScale, EMERGENCY, isMoney, isOn, TOKENS, creditOf } from './account-amounts';

const CODE_BYTES: i32 = 6;
/** Payment modes, states of an account, units of a currency. */
const MODE_CREDIT: i32 = 1;
const MODE_PREPAYMENT: i32 = 2;
const NEW_ACCOUNT: i32 = 1;
const ACTIVE_ACCOUNT: i32 = 2;
const UNIT_CONSUMPTION: i32 = 1;
const UNIT_MONETARY: i32 = 2;
/** Bits of the state of the credit, the first one in front. */
const IN_CREDIT: i32 = 0x80;
const LOW_CREDIT: i32 = 0x40;
const NEXT_ENABLED: i32 = 0x20;
const NEXT_SELECTABLE: i32 = 0x10;
const HAS_LIST: i32 = 0x08;
const SELECTABLE_IN_USE: i32 = 0x04;
const OUT_OF_CREDIT: i32 = 0x02;
const STATUS_BITS: i32 = 8;
/** Of a collection: it goes on where the supply is disconnected, is limited, or in friendly hours. */
const COLLECTION_BITS: i32 = 3;
const COLLECTED_ALWAYS: u8 = 0xe0;
const ALL_OF_A_TOKEN: i32 = 100;
/** Nodes of a structure, and of one that is the entry of an array. */
const LEAF_FIRST: i32 = 1;
const LEAF_SECOND: i32 = 2;
const LEAF_CREDIT: i32 = 2;
const LEAF_CHARGE: i32 = 3;

// @ts-ignore: decorator
@lazy const CREDIT_CODE = memory.data<u8>([0, 0, 19, 10, 0, 255]);
// @ts-ignore: decorator
@lazy const CHARGE_CODE = memory.data<u8>([0, 0, 19, 20, 0, 255]);
// @ts-ignore: decorator
@lazy const BITS = memory.data(1, 8);
// @ts-ignore: decorator
@lazy const WATT_HOURS = memory.data<u8>([87, 104]);
const WATT_HOURS_BYTES: i32 = 2;

function setByteOfBits(value: Value, bits: i32, count: i32): i32 {
  store<u8>(BITS, <u8>bits);
  return setBits(value, BITS, count);
}

function setCredit(value: Value, credit: i32): i32 {
  store<u8>(CREDIT_CODE, <u8>credit, 4);
  return setBytes(value, CREDIT_CODE, CODE_BYTES);
}

export function accountMode(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_FIRST) return setNumber(value, isOn() ? MODE_PREPAYMENT : MODE_CREDIT);
  return setNumber(value, isOn() ? ACTIVE_ACCOUNT : NEW_ACCOUNT);
}

/** Its number in the list of credits, from 1 on; 0 for none. */
export function creditInUse(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const state = <i32>account().state;
  if (state == CREDIT_OFF || state == CREDIT_EXHAUSTED) return setNumber(value, 0);
  return setNumber(value, 1 + (state == CREDIT_EMERGENCY ? EMERGENCY : TOKENS));
}

export function accountStatus(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const state = <i32>account().state;
  let bits = HAS_LIST;
  if (isOn() && account().credit > 0) bits |= IN_CREDIT;
  if (state == CREDIT_LOW) bits |= LOW_CREDIT;
  if (isOn() && parameters().emergency_limit > 0) bits |= NEXT_ENABLED;
  if (mayChooseEmergency()) bits |= NEXT_SELECTABLE;
  if (state == CREDIT_EMERGENCY) bits |= SELECTABLE_IN_USE;
  if (state == CREDIT_EXHAUSTED) bits |= OUT_OF_CREDIT;
  return setByteOfBits(value, bits, STATUS_BITS);
}

/** What both credits have together, of those that have something. */
export function availableCredit(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, amountOf(max<i64>(creditOf(TOKENS), 0) + max<i64>(creditOf(EMERGENCY), 0)));
}

/** What is missing until a meter that opened for want of credit closes again, negative; 0 for nothing. */
export function amountToClear(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (<i32>account().state != CREDIT_EXHAUSTED) return setNumber(value, 0);
  return setNumber(value, amountOf(account().credit - parameters().reconnect_above));
}

export function clearanceThreshold(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, amountOf(parameters().reconnect_above));
}

/** No charge is collected later than it arises. */
export function aggregatedDebt(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, 0);
}

export function countCreditReferences(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, EMERGENCY + 1);
}

export function creditReferences(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setCredit(value, index);
}

export function countChargeReferences(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, 1);
}

export function chargeReferences(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setBytes(value, CHARGE_CODE, CODE_BYTES);
}

export function countCreditCharges(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, EMERGENCY + 1);
}

/** Either credit pays for the energy, whatever the supply is. */
export function creditCharges(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_CREDIT) return setCredit(value, index);
  return leaf == LEAF_CHARGE ? setBytes(value, CHARGE_CODE, CODE_BYTES) : setByteOfBits(value, COLLECTED_ALWAYS, COLLECTION_BITS);
}

export function countGatewayCredits(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, 1);
}

/** All of a token goes to the credit of tokens, in percent. */
export function gatewayCredits(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return leaf == LEAF_CREDIT ? setCredit(value, TOKENS) : setNumber(value, ALL_OF_A_TOKEN);
}

/** Neither activation nor closure goes by a time. */
export function accountTime(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setUnspecified(value);
}

/** Of money the meter knows no name. */
export function currency(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_FIRST) return setBytes(value, WATT_HOURS, isMoney() ? 0 : WATT_HOURS_BYTES);
  return setNumber(value, leaf == LEAF_SECOND ? currencyScale() : isMoney() ? UNIT_MONETARY : UNIT_CONSUMPTION);
}

/** Emergency credit may be chosen below it, too. */
export function lowCreditThreshold(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, amountOf(parameters().low_credit));
}

/** Nothing is held back of a token for other charges. */
export function mostProvision(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, 0);
}
