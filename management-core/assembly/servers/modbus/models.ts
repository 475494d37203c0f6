// The SunSpec models of the meter as registers: common, a meter model of floats, one of scaled integers, the end.
import { Value, VALUE_BYTES } from '../../../../shared-protocol/assembly/objects/value';
import {
  decimalsOf, Group, largestCurrent_A, largestPower_W, listed, pointOf, SERIAL_NUMBER, serviceOf, SOFTWARE_VERSION, takePoints,
} from './points';
import { NO_UINT16, powerOfTen, put32, putCounter, putFloat, putRegister, putScaled, putText } from './registers';

/** Where the models begin: the register that a master asks for as 40000 (SunSpec Device Information Model, 6.1). */
export const BASE: i32 = 40_000;
const COMMON: i32 = 1;
const COMMON_LENGTH: i32 = 66;
const FLOAT_LENGTH: i32 = 124;
const INTEGER_LENGTH: i32 = 105;
/** `SunS`, four heads of models but the end's length, their bodies. */
export const MODEL_REGISTERS: i32 = 2 + 8 + COMMON_LENGTH + FLOAT_LENGTH + INTEGER_LENGTH;
const END: i32 = 0xffff;

const PHASES: i32 = 3;
const UNIT_ADDRESS: i32 = 1;
const NAME_REGISTERS: i32 = 16;
const OPTION_REGISTERS: i32 = 8;
/** Scale factors of amperes, volts, hertz, per cent. */
const CENTI: i32 = -2;
const DECI: i32 = -1;
const INT16_MAX: i64 = 32_767;
/** What makes a power factor per cent. */
const PER_CENT_DECIMALS: i32 = 2;

// @ts-ignore: decorator
@lazy const IMAGE = memory.data(MODEL_REGISTERS << 1, 8);
// @ts-ignore: decorator
@lazy const MAKER = memory.data<u8>([84, 119, 105, 110, 109, 101, 116, 101, 114]); // Twinmeter
const MAKER_BYTES: i32 = 9;

/** Address of the first register of what was built last. */
export function modelRegisters(): usize {
  return IMAGE;
}

function putListed(at: usize, place: i32, snapshot: usize, registers: i32): usize {
  const value: Value = listed(place, 0, snapshot);
  return putText(at, value.pointer, value.kind == VALUE_BYTES ? value.length : 0, registers);
}

function putCommon(at: usize, snapshot: usize): usize {
  at = putRegister(putRegister(at, COMMON), COMMON_LENGTH);
  at = putText(at, MAKER, MAKER_BYTES, NAME_REGISTERS);
  at = putText(at, MAKER, MAKER_BYTES, NAME_REGISTERS);
  at = putText(at, MAKER, 0, OPTION_REGISTERS);
  at = putListed(at, SOFTWARE_VERSION, snapshot, OPTION_REGISTERS);
  at = putListed(at, SERIAL_NUMBER, snapshot, NAME_REGISTERS);
  return putRegister(putRegister(at, UNIT_ADDRESS), NO_UINT16);
}

/** Last digit of a meter model: 1 single phase, 3 four wires, 4 three wires. */
function wiring(snapshot: usize): i32 {
  const service = serviceOf(snapshot);
  return service == 1 ? 1 : service == 2 ? 4 : 3;
}

function putFloats(at: usize, group: i32): usize {
  for (let i: i32 = 0; i <= PHASES; i++) at = putFloat(at, pointOf(group, i), decimalsOf(group));
  return at;
}

/** Models 211, 213, 214. */
function putFloatModel(at: usize, snapshot: usize): usize {
  at = putRegister(putRegister(at, 210 + wiring(snapshot)), FLOAT_LENGTH);
  for (let group = Group.CURRENT; group <= Group.LINE_VOLTAGE; group++) at = putFloats(at, group);
  at = putFloat(at, pointOf(Group.FREQUENCY, 0), decimalsOf(Group.FREQUENCY));
  for (let group = Group.POWER; group < Group.ENERGY + Group.ENERGIES; group++) at = putFloats(at, group);
  return put32(at, 0);
}

/** The least scale factor at which a value has room. */
function scaleFor(largest: i64, factor: i32): i32 {
  while (largest * powerOfTen(-CENTI) > INT16_MAX * powerOfTen(factor - CENTI) && factor < 7) factor++;
  return factor;
}

function putGroup(at: usize, group: i32, factor: i32): usize {
  for (let i: i32 = 0; i <= PHASES; i++) at = putScaled(at, pointOf(group, i), decimalsOf(group), factor);
  return at;
}

/** Power factors are per cent here. */
function putFactors(at: usize): usize {
  const decimals = decimalsOf(Group.FACTOR) - PER_CENT_DECIMALS;
  for (let i: i32 = 0; i <= PHASES; i++) at = putScaled(at, pointOf(Group.FACTOR, i), decimals, DECI);
  return putRegister(at, DECI);
}

function putCounters(at: usize, first: i32, count: i32): usize {
  for (let n: i32 = 0; n < count; n++) {
    const group = Group.ENERGY + first + n;
    for (let i: i32 = 0; i <= PHASES; i++) at = putCounter(at, pointOf(group, i), decimalsOf(group));
  }
  return putRegister(at, 0);
}

/** Models 201, 203, 204. */
function putIntegerModel(at: usize, snapshot: usize): usize {
  const current = scaleFor(largestCurrent_A(snapshot), CENTI);
  const power = scaleFor(largestPower_W(snapshot), 0);
  at = putRegister(putRegister(at, 200 + wiring(snapshot)), INTEGER_LENGTH);
  at = putRegister(putGroup(at, Group.CURRENT, current), current);
  at = putRegister(putGroup(putGroup(at, Group.VOLTAGE, DECI), Group.LINE_VOLTAGE, DECI), DECI);
  at = putRegister(putScaled(at, pointOf(Group.FREQUENCY, 0), decimalsOf(Group.FREQUENCY), CENTI), CENTI);
  for (let group = Group.POWER; group < Group.FACTOR; group++) at = putRegister(putGroup(at, group, power), power);
  at = putCounters(putCounters(putCounters(putFactors(at), 0, 2), 2, 2), 4, 4);
  return put32(at, 0);
}

/** Builds all registers from a snapshot. False while there is nothing to show yet: no register is a zero that means nothing. */
export function buildModels(snapshot: usize): bool {
  if (!takePoints(snapshot)) return false;
  let at: usize = put32(IMAGE, 0x53756e53); // SunS
  at = putCommon(at, snapshot);
  at = putFloatModel(at, snapshot);
  at = putIntegerModel(at, snapshot);
  putRegister(putRegister(at, END), 0);
  return true;
}
