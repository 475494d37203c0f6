// Providers: what tokens have to be made for (class 116, IEC 62055-41): the decoder key's purpose, and the meter's account number.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { account } from '../control/prepayment/account';
import { accountNumber, setAccountNumber } from '../control/prepayment/account-number';
import { EA_STA } from '../control/prepayment/keys/decoder-key';
import { stagedNumber } from './staging';

/** Nodes of [structure 3, issuer, reference, check digit]. */
const LEAF_ISSUER: i32 = 1;
const LEAF_REFERENCE: i32 = 2;
const LEAF_CHECK: i32 = 3;
/** Places of attributes 5 to 11. */
const ALGORITHM: i32 = 4;
const SUPPLY_GROUP: i32 = 5;
const TARIFF_INDEX: i32 = 6;
const REVISION: i32 = 7;
const TYPE: i32 = 8;
const EXPIRY: i32 = 9;
/** Twenty digits, whoever types or sends them. */
const CARRIER_NUMERIC: i64 = 2;
/** Tokens of a change to a key of 64 bits, and of 128. */
const SHORT_SET: i64 = 2;
const LONG_SET: i64 = 4;

/** "ELECTRICITY" */
// @ts-ignore: decorator
@lazy const ELECTRICITY = memory.data<u8>([69, 76, 69, 67, 84, 82, 73, 67, 73, 84, 89]);
const ELECTRICITY_BYTES: i32 = 11;

/** All zero where it was never told. */
export function meterPan(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const number = accountNumber();
  if (leaf == LEAF_ISSUER) return setNumber(value, number.issuer);
  return setNumber(value, leaf == LEAF_REFERENCE ? <i64>number.decoder_reference : <i64>number.check_digit);
}

export function commitMeterPan(row: ObjectRow, entry: i32, place: i32): i32 {
  return setAccountNumber(stagedNumber(LEAF_ISSUER), stagedNumber(LEAF_REFERENCE), <u32>stagedNumber(LEAF_CHECK));
}

export function commodity(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setBytes(value, ELECTRICITY, ELECTRICITY_BYTES);
}

export function tokenCarriers(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, CARRIER_NUMERIC);
}

export function countTokenCarriers(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, 1);
}

/** All zero without a key, but the tokens of a change. */
export function decoderKeyFact(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const key = account();
  switch (place) {
    case ALGORITHM: return setNumber(value, key.ea);
    case SUPPLY_GROUP: return setNumber(value, key.sgc);
    case TARIFF_INDEX: return setNumber(value, key.ti);
    case REVISION: return setNumber(value, key.krn);
    case TYPE: return setNumber(value, key.kt);
    case EXPIRY: return setNumber(value, key.ken);
    default: return setNumber(value, <i32>key.ea == EA_STA ? SHORT_SET : LONG_SET);
  }
}

/** Empty: this meter has no certificate of the STS Association. */
export function stsCertificate(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setBytes(value, ELECTRICITY, 0);
}
