// The energy registers: exact integers with their remainders, so that no sample is left out and none counts twice.
// Legally relevant (IR46). Changes alter the software identification.
import {
  APPARENT_VECTOR, METHOD_ABSOLUTE, METHOD_NET, METHOD_VECTOR_SUM,
} from '../../../shared-protocol/generated/assembly/protocol';
import { squareRoot } from '../math/arithmetic';
import { elementCounts, openElementCounts } from './creep';
import { carryNetting, pieceEnergy, pieces } from './netting';
import { ELEMENTS } from '../inputs/element';
import { parameters } from '../parameters/parameters';
import { arithmeticTotal_mVA, COUNTS2_PER_mW, quantities, SCOPES } from '../quantities/quantities';
import { openLength_Q16 } from '../windows/window';

/** Registers of a scope, in the order of the `registers` message. One count is a mWs, mvars or mVAs. */
export namespace Register {
  export const ACTIVE_IMPORT: i32 = 0;
  export const ACTIVE_EXPORT: i32 = 1;
  export const REACTIVE_Q1: i32 = 2;
  export const APPARENT_IMPORT: i32 = 6;
  export const APPARENT_EXPORT: i32 = 7;
}
export const REGISTERS: i32 = 8;

/**
 * A register rolls over from 999,999,999.999... kWh to zero and keeps what is over: 10^9 kWh are 3.6 x 10^18 counts,
 * below 2^62. At 3 x 480 V x 209 A, the most the inputs can take, that is 379 years; the mission asks for 15.
 */
export const ROLL_OVER: i64 = 3_600_000_000_000_000_000;

/** Bytes of all register values, and of all values with their remainders behind them. */
export const VALUES_BYTES: i32 = SCOPES * REGISTERS * 8;
const STATE_BYTES: i32 = VALUES_BYTES * 2;

// @ts-ignore: decorator
@lazy const CLOSED = memory.data(STATE_BYTES, 8);
// @ts-ignore: decorator
@lazy const OPEN = memory.data(STATE_BYTES, 8);

/** What the window just accrued added to the total's active registers, in units of activeDivisor() a count. */
export let windowActive: i64 = 0;
/** What it added to the total's reactive registers, in units of powerDivisor() a count. */
export let windowReactive: i64 = 0;

export function resetEnergy(): void {
  memory.fill(CLOSED, 0, STATE_BYTES);
  unvalued_Q16 = 0;
  windowActive = 0;
  windowReactive = 0;
}

/** Address of the 32 values that never go back: those of the closed windows. */
export function closedRegisters(): usize {
  return CLOSED;
}

/** Value of a register in a state (closedRegisters or openRegisters), in thousandths of Ws, vars or VAs. */
export function registerValue(state: usize, scope: i32, register: i32): i64 {
  return load<i64>(state + ((scope * REGISTERS + register) << 3));
}

/**
 * Adds amount / divisor to a register and keeps the remainder. Worst case: 2^61 in the window plus a remainder
 * below the divisor (2^44 at 32 kHz). A window cannot add a whole ROLL_OVER.
 */
function add(state: usize, scope: i32, register: i32, amount: i64, divisor: i64): void {
  const at = state + ((scope * REGISTERS + register) << 3);
  const sum = amount + load<i64>(at + VALUES_BYTES);
  const value = load<i64>(at) + sum / divisor;
  store<i64>(at, value < ROLL_OVER ? value : value - ROLL_OVER);
  store<i64>(at + VALUES_BYTES, sum % divisor);
}

/** Counts squared x samples of a milliwatt second: 500 x rate_mHz. */
export function activeDivisor(): i64 {
  return (COUNTS2_PER_mW * <i64>parameters().sampling_rate_mHz) / 1000;
}

/** Units of a mvars or mVAs when a power is multiplied by a length in Q8 and by 1000. */
export function powerDivisor(): i64 {
  return <i64>parameters().sampling_rate_mHz << 8;
}

// @ts-ignore: decorator
@inline
function magnitude(value: i64): i64 {
  return value < 0 ? -value : value;
}

function addActive(state: usize, scope: i32, energy: i64): void {
  const register = energy < 0 ? Register.ACTIVE_EXPORT : Register.ACTIVE_IMPORT;
  add(state, scope, register, magnitude(energy), activeDivisor());
  if (scope == 0) windowActive += magnitude(energy);
}

/** Quadrant of (P, Q): QI import and lagging, then counter-clockwise (IEC 62053-23, annex). */
function quadrant(active: i64, reactive: i64): i32 {
  if (active >= 0) return reactive >= 0 ? 0 : 3;
  return reactive >= 0 ? 1 : 2;
}

/** Energy of a mean power over a length: 2^30 x 2^22 (Q8) x 2^10 stay below 2^62. */
function addReactive(state: usize, scope: i32, active: i64, reactive: i64, length_Q8: i64): void {
  const amount = magnitude(reactive) * length_Q8 * 1000;
  add(state, scope, Register.REACTIVE_Q1 + quadrant(active, reactive), amount, powerDivisor());
  if (scope == 0) windowReactive += amount;
}

function addApparent(state: usize, scope: i32, active: i64, apparent: i64, length_Q8: i64): void {
  const side = active < 0 ? Register.APPARENT_EXPORT : Register.APPARENT_IMPORT;
  add(state, scope, side, apparent * length_Q8 * 1000, powerDivisor());
}

/** The sums over the counting elements of one window. */
let sumActive: i64 = 0;
let sumReactive: i64 = 0;
let sumApparent: i64 = 0;

/** An element's share of the total where each counts for itself: by its direction (net), or always as import. */
function addShare(state: usize, active: i64, reactive: i64, apparent: i64, length_Q8: i64): void {
  const method = <i32>parameters().energy_method;
  if (method == METHOD_VECTOR_SUM) return;
  const turned = method == METHOD_ABSOLUTE && active < 0;
  // Turned round as a whole, a reversed connection's reactive energy lands in the quadrant of its load.
  addReactive(state, 0, turned ? -active : active, turned ? -reactive : reactive, length_Q8);
  if (method == METHOD_NET) addApparent(state, 0, active, elementApparent_mVA(active, reactive, apparent), length_Q8);
}

/** Apparent power of an element that counts for itself, by the sealed method, mVA. */
function elementApparent_mVA(active: i64, reactive: i64, apparent: i64): i64 {
  if (parameters().apparent_method != <u8>APPARENT_VECTOR) return arithmeticTotal_mVA(apparent);
  return <i64>squareRoot(<u64>(active * active + reactive * reactive));
}

function accrueElement(state: usize, element: i32, length_Q8: i64): void {
  const q = quantities(element + 1);
  const active = <i64>q.active_power_mW;
  const reactive = <i64>q.reactive_power_mvar;
  addReactive(state, element + 1, active, reactive, length_Q8);
  addApparent(state, element + 1, active, q.apparent_power_mVA, length_Q8);
  addShare(state, active, reactive, q.apparent_power_mVA, length_Q8);
  sumActive += active;
  sumReactive += reactive;
  sumApparent += q.apparent_power_mVA;
}

/** Apparent power of the total by the sealed method, mVA: root of P2 + Q2 (2^62 at most), or the sum of V x I. */
function totalApparent_mVA(): i64 {
  if (parameters().apparent_method != <u8>APPARENT_VECTOR) return arithmeticTotal_mVA(sumApparent);
  return <i64>squareRoot(<u64>(sumActive * sumActive + sumReactive * sumReactive));
}

function accrueTotal(state: usize, length_Q8: i64): void {
  const absolute = parameters().energy_method == <u8>METHOD_ABSOLUTE;
  if (parameters().energy_method == <u8>METHOD_VECTOR_SUM) {
    addReactive(state, 0, sumActive, sumReactive, length_Q8);
  }
  if (parameters().energy_method == <u8>METHOD_NET) return;
  addApparent(state, 0, absolute ? 0 : sumActive, totalApparent_mVA(), length_Q8);
}

/** Active energy of a piece of a window by its own sign: of each counting element (bits), and of the total by the method. */
function accruePiece(state: usize, counting: u32, piece: i32, open: bool): void {
  const method = <i32>parameters().energy_method;
  let total: i64 = 0;
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    if (!(counting & (1 << element))) continue;
    const energy = pieceEnergy(element, piece, open);
    addActive(state, element + 1, energy);
    if (method == METHOD_VECTOR_SUM) total += energy;
    else addActive(state, 0, method == METHOD_ABSOLUTE ? magnitude(energy) : energy);
  }
  if (method == METHOD_VECTOR_SUM) addActive(state, 0, total);
}

/** Length of the windows since a start that had no powers yet, Q16: the first window that has values theirs, too. */
let unvalued_Q16: i64 = 0;

/** Active energy is that of the window; reactive and apparent energy are powers over a length. */
function accrue(state: usize, open: bool, length_Q16: i64): void {
  const length_Q8 = (length_Q16 + 128) >> 8;
  windowActive = 0;
  windowReactive = 0;
  sumActive = 0;
  sumReactive = 0;
  sumApparent = 0;
  let counting: u32 = 0;
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    const counts = open ? openElementCounts(element, length_Q16 >> 16) : elementCounts(element);
    if (!counts) continue;
    counting |= 1 << element;
    accrueElement(state, element, length_Q8);
  }
  for (let piece: i32 = 0; piece < pieces(open); piece++) accruePiece(state, counting, piece, open);
  accrueTotal(state, length_Q8);
}

/** Adds the window that just closed, after its quantities were measured and creep was judged. */
export function accrueWindow(length_Q16: i64): void {
  accrue(CLOSED, false, length_Q16 + unvalued_Q16);
  carryNetting();
  unvalued_Q16 = quantities(0).sample_index ? 0 : unvalued_Q16 + length_Q16;
}

/**
 * Address of the 32 values with the open window included: its active energy exactly, its reactive and apparent
 * energy valued at the powers of the window before; an element at rest counts as soon as it is sure to.
 */
export function openRegisters(): usize {
  memory.copy(OPEN, CLOSED, STATE_BYTES);
  const active = windowActive;
  const reactive = windowReactive;
  accrue(OPEN, true, openLength_Q16());
  windowActive = active;
  windowReactive = reactive;
  return OPEN;
}

/** Closes the open window where it stands: its energy is kept, to the last sample. */
export function keepOpenWindow(): void {
  memory.copy(CLOSED, openRegisters(), STATE_BYTES);
}

/** Takes values saved before a restart; remainders start at zero, below one count each. */
export function restoreRegisters(values: usize): void {
  memory.copy(CLOSED, values, VALUES_BYTES);
}
