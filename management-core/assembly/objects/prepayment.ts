// Providers: tokens, credit and its terms, read and written through whatever server asks.
import {
  PREPAYMENT_MODE_ENERGY, PREPAYMENT_MODE_MONEY, PREPAYMENT_RATES, Status, TOKEN_1ST_KCT, TOKEN_2ND_KCT,
  TOKEN_3RD_KCT, TOKEN_4TH_KCT, TOKEN_ACCEPT,
} from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { account } from '../control/prepayment/account';
import { acceptedToken, ACCEPTED_BYTES, enterToken, lastResult } from '../control/prepayment/enter';
import { KEY_BYTES_MAX } from '../control/prepayment/keys/decoder-key';
import { provisionStaTables, TABLES_BYTES } from '../control/prepayment/ciphers/sta';
import { KeyPurpose, provisionKey } from '../control/prepayment/keys/provision';
import { parameters, parametersToBe, priceOf, setPrice } from '../control/prepayment/parameters';
import { chooseEmergency, orderCredit, prepaymentPowerLimit_W, setPrepayment } from '../control/prepayment/prepayment';
import { now_us } from '../time/clock';
import { staged, stagedLength, stagedNumber } from './staging';

/** A hundredth of Wh in mWs. */
const HUNDREDTH_mWs: i64 = 36_000;

/** The token that was accepted last, null before: others may be good at another meter. */
export function token(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return lastResult() == TOKEN_ACCEPT ? setBytes(value, acceptedToken(), ACCEPTED_BYTES) : Status.OK;
}

/** True of what went on: a token that was taken, or a section of a key whose others are to come. */
export function wentOn(result: i32): bool {
  if (result == TOKEN_ACCEPT || result == TOKEN_1ST_KCT || result == TOKEN_2ND_KCT) return true;
  return result == TOKEN_3RD_KCT || result == TOKEN_4TH_KCT;
}

/** Why it was refused is told by the result beside it. */
export function commitToken(row: ObjectRow, entry: i32, place: i32): i32 {
  return wentOn(enterToken(staged(), stagedLength, now_us)) ? Status.OK : Status.OUT_OF_RANGE;
}

/** TOKEN_*. */
export function tokenResult(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, lastResult());
}

/** Hundredths of Wh, rounded down; null in another mode. */
export function energyCredit(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  if (<i32>parameters().mode != PREPAYMENT_MODE_ENERGY) return Status.OK;
  const credit = account().credit;
  return setNumber(value, credit >= 0 ? credit / HUNDREDTH_mWs : (credit - HUNDREDTH_mWs + 1) / HUNDREDTH_mWs);
}

/** Millionths of the currency; null in another mode. */
export function moneyCredit(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return <i32>parameters().mode == PREPAYMENT_MODE_MONEY ? setNumber(value, account().credit) : Status.OK;
}

/** CREDIT_*. */
export function creditState(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, account().state);
}

/** What the decoder key is for; all zero without one. */
export function keyPurpose(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const record = account();
  switch (leaf) {
    case 1: return setNumber(value, record.sgc);
    case 2: return setNumber(value, record.krn);
    case 3: return setNumber(value, record.ti);
    case 4: return setNumber(value, record.kt);
    case 5: return setNumber(value, record.ken);
    default: return setNumber(value, record.base);
  }
}

export function powerLimit(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, prepaymentPowerLimit_W());
}

/** 1 while it is chosen. */
export function emergencyCredit(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, account().emergency);
}

/** It is chosen, and given back by what is bought: nobody unchooses it. */
export function commitEmergencyCredit(row: ObjectRow, entry: i32, place: i32): i32 {
  return stagedNumber() == 1 ? chooseEmergency() : Status.OUT_OF_RANGE;
}

export function creditTerms(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const terms = parameters();
  switch (leaf) {
    case 1: return setNumber(value, terms.mode);
    case 2: return setNumber(value, terms.low_credit);
    case 3: return setNumber(value, terms.emergency_limit);
    case 4: return setNumber(value, terms.reconnect_above);
    case 5: return setNumber(value, terms.maximum_credit);
    case 6: return setNumber(value, terms.friendly_days);
    case 7: return setNumber(value, terms.friendly_from_min);
    case 8: return setNumber(value, terms.friendly_to_min);
    default: return setNumber(value, terms.manufacturer);
  }
}

export function commitCreditTerms(row: ObjectRow, entry: i32, place: i32): i32 {
  const next = parametersToBe();
  next.mode = <u8>stagedNumber(1);
  next.low_credit = stagedNumber(2);
  next.emergency_limit = stagedNumber(3);
  next.reconnect_above = stagedNumber(4);
  next.maximum_credit = stagedNumber(5);
  next.friendly_days = <u8>stagedNumber(6);
  next.friendly_from_min = <u16>stagedNumber(7);
  next.friendly_to_min = <u16>stagedNumber(8);
  next.manufacturer = <u16>stagedNumber(9);
  return setPrepayment(next);
}

export function ratePrices(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, priceOf(leaf - 1));
}

export function commitRatePrices(row: ObjectRow, entry: i32, place: i32): i32 {
  const next = parametersToBe();
  for (let rate: i32 = 0; rate < PREPAYMENT_RATES; rate++) setPrice(next, rate, <u32>stagedNumber(rate + 1));
  return setPrepayment(next);
}

/** Number of the newest order; its amount is in the credit. */
export function creditOrder(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, leaf == 1 ? account().order : 0);
}

export function commitCreditOrder(row: ObjectRow, entry: i32, place: i32): i32 {
  return orderCredit(<u32>stagedNumber(1), stagedNumber(2));
}

/** Never told. */
export function decoderKey(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return Status.OK;
}

/** Never read. */
export function staTables(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return Status.OK;
}

/** Two tables of 16 numbers, one of 64, a byte each. */
export function commitStaTables(row: ObjectRow, entry: i32, place: i32): i32 {
  return stagedLength == TABLES_BYTES ? provisionStaTables(staged()) : <i32>Status.BAD_LENGTH;
}

/** Before the bytes of a key: supply group (4, highest first), algorithm, type, revision, tariff index, expiry, base date. */
const PURPOSE_BYTES: i32 = 10;
// @ts-ignore: decorator
@lazy const PURPOSE = memory.data(offsetof<KeyPurpose>(), 8);

export function commitDecoderKey(row: ObjectRow, entry: i32, place: i32): i32 {
  if (stagedLength <= PURPOSE_BYTES) return Status.BAD_LENGTH;
  const purpose = changetype<KeyPurpose>(PURPOSE);
  purpose.sgc = bswap(load<u32>(staged()));
  purpose.ea = load<u8>(staged(), 4);
  purpose.kt = load<u8>(staged(), 5);
  purpose.krn = load<u8>(staged(), 6);
  purpose.ti = load<u8>(staged(), 7);
  purpose.ken = load<u8>(staged(), 8);
  purpose.base = load<u8>(staged(), 9);
  const status = provisionKey(purpose, staged() + PURPOSE_BYTES, stagedLength - PURPOSE_BYTES);
  memory.fill(staged() + PURPOSE_BYTES, 0, KEY_BYTES_MAX);
  return status;
}
