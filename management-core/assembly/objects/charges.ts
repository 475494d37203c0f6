// Providers: the charge of energy of a prepayment account (class 113): what a kWh costs, and what was charged.
import { PREPAYMENT_RATES } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setBits, setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { account } from '../control/prepayment/account';
import { priceOf } from '../control/prepayment/parameters';
import { collected, collected_s } from '../control/prepayment/prepayment';
import { setMoment, setUnspecified } from '../time/unspecified-time';
import { amountOf, isMoney, isOn } from './account-amounts';

const TYPE_CONSUMPTION: i32 = 0;
const FIRST: i32 = 1;
/** Of the two bits: a percentage, collected continuously. */
const CONTINUOUS: u8 = 0x40;
const CONFIGURATION_BITS: i32 = 2;
const EACH_SECOND: i32 = 1;
/** Nodes of a unit charge. */
const NODE: i32 = 255;
const LEAF_COMMODITY_SCALE: i32 = 2;
const LEAF_PRICE_SCALE: i32 = 3;
const LEAF_CLASS: i32 = 5;
const LEAF_CODE: i32 = 6;
const LEAF_ATTRIBUTE: i32 = 7;
const LEAF_TABLE: i32 = 8;
const LEAF_RATE: i32 = 10;
const CLASS_REGISTER: i32 = 3;
const ATTRIBUTE_VALUE: i32 = 2;
const CODE_BYTES: i32 = 6;
/** A kWh is 10^3 Wh, and costs so many Wh of a credit of energy. */
const KILO: i32 = 3;
/** Prices are millionths of the currency; one of 16 bits has as many decimals as the highest leaves room for. */
const PRICE_SCALE: i32 = -6;

// @ts-ignore: decorator
@lazy const ENERGY_CODE = memory.data<u8>([1, 0, 1, 8, 0, 255]);
// @ts-ignore: decorator
@lazy const BYTE = memory.data(1, 8);

/** Decimals that are left off so that each price fits. */
function droppedDecimals(): i32 {
  let highest: u32 = 0;
  for (let rate: i32 = 0; rate < PREPAYMENT_RATES; rate++) highest = max(highest, priceOf(rate));
  let dropped: i32 = 0;
  for (; highest > <u32>i16.MAX_VALUE; highest /= 10) dropped++;
  return dropped;
}

function shortPrice(rate: i32): u32 {
  let price = priceOf(rate);
  for (let i = droppedDecimals(); i > 0; i--) price /= 10;
  return price;
}

function rates(): i32 {
  if (!isOn()) return 0;
  return isMoney() ? PREPAYMENT_RATES : 1;
}

export function amountPaid(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, amountOf(account().charged));
}

export function chargeType(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, TYPE_CONSUMPTION);
}

export function chargePriority(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, FIRST);
}

function setRow(value: Value, leaf: i32): i32 {
  const rate = leaf >> 8;
  if ((leaf & NODE) != LEAF_RATE) return setNumber(value, isMoney() ? shortPrice(rate) : 1);
  store<u8>(BYTE, <u8>(rate + 1));
  return setBytes(value, BYTE, 1);
}

function setUnitCharge(value: Value, leaf: i32, count: i32): i32 {
  switch (leaf & NODE) {
    case LEAF_COMMODITY_SCALE: return setNumber(value, KILO);
    case LEAF_PRICE_SCALE: return setNumber(value, isMoney() ? PRICE_SCALE + droppedDecimals() : KILO);
    case LEAF_CLASS: return setNumber(value, CLASS_REGISTER);
    case LEAF_CODE: return setBytes(value, ENERGY_CODE, CODE_BYTES);
    case LEAF_ATTRIBUTE: return setNumber(value, ATTRIBUTE_VALUE);
    case LEAF_TABLE: return setNumber(value, count);
    default: return setRow(value, leaf);
  }
}

/** A price for each rate; of a credit of energy one, which is the energy itself. */
export function unitCharge(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setUnitCharge(value, leaf, rates());
}

/** There is none that waits: prices change with what sets them. */
export function passiveUnitCharge(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setUnitCharge(value, leaf, 0);
}

export function chargeTime(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setUnspecified(value);
}

export function chargePeriod(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, EACH_SECOND);
}

export function chargeConfiguration(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  store<u8>(BYTE, CONTINUOUS);
  return setBits(value, BYTE, CONFIGURATION_BITS);
}

/** When energy was charged last since the start. */
export function collectionTime(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setMoment(value, collected_s);
}

export function collectedAmount(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, amountOf(collected));
}

/** Energy is charged as it is used: nothing remains. */
export function amountRemaining(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, 0);
}

/** It is no charge by percentage of a payment. */
export function chargeProportion(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, 0);
}
