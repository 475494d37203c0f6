// The energy registers: exact integers with their remainders, so that no sample is left out and none counts twice.
// Legally relevant (IR46). Changes alter the software identification.
import { Instantaneous } from '../../../shared-protocol/generated/assembly/layouts';
import {
  APPARENT_VECTOR, METHOD_ABSOLUTE, METHOD_NET, METHOD_VECTOR_SUM,
} from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { saturated, squareRoot } from '../math/arithmetic';
import { elementCounts, Kind, openElementCounts } from './creep';
import { carryNetting, pieceEnergy, pieces } from './netting';
import { ELEMENTS } from '../inputs/element';
import { moduleChanged } from '../parameters/module-identity';
import { parameters } from '../parameters/parameters';
import { fundamentalPower_mW } from '../quantities/power-quality';
import { countedElement, signedAsPhase, voltageIsAssumed } from '../quantities/counted-current';
import { arithmeticTotal_mVA, COUNTS2_PER_mW, quantities } from '../quantities/quantities';
import { openLength_Q16 } from '../windows/window';
import {
  activeDivisor, addToRegister, powerDivisor, Register, REGISTERS, STATE_BYTES, VALUES_BYTES,
} from './register-state';
import { accrueSquares } from './squares';

// @ts-ignore: decorator
@lazy const CLOSED = memory.data(STATE_BYTES, 8);
// @ts-ignore: decorator
@lazy const OPEN = memory.data(STATE_BYTES, 8);

/** Most energy of an element in a window, counts squared: three of it stay below 2^63. No mains has so much, see POWER_MOST_mW. */
const ENERGY_MOST: i64 = 1 << 61;
/** Most of a power over a length, Q8, so that a thousand times that stay below 2^62. */
const AMOUNT_MOST: i64 = 1 << 52;
const ADDED_MOST: i64 = 1 << 62;

/** What the window that closed last added to each of the total's registers, in the units of its divisor. */
// @ts-ignore: decorator
@lazy const ADDED = memory.data(REGISTERS * 8, 8);

/** What the window that closed last added to a register of the total, in units of activeDivisor() or powerDivisor(). */
export function addedToTotal(register: i32): i64 {
  return load<i64>(ADDED + (register << 3));
}

export function resetEnergy(): void {
  memory.fill(CLOSED, 0, STATE_BYTES);
  unvalued_Q16 = 0;
  memory.fill(ADDED, 0, REGISTERS * 8);
}

/** Address of the values that never go back: those of the closed windows. */
export function closedRegisters(): usize {
  return CLOSED;
}

/** Adds to a register; what a closed window adds to the total is noted besides, for the pulses. */
function add(state: usize, scope: i32, register: i32, amount: i64, divisor: i64): void {
  addToRegister(state, scope, register, amount, divisor);
  if (scope != 0 || state != CLOSED) return;
  const added = ADDED + (register << 3);
  // Both below 2^62.6.
  store<i64>(added, <i64>min<u64>(<u64>load<i64>(added) + <u64>amount, ADDED_MOST));
}

// @ts-ignore: decorator
@inline
function magnitude(value: i64): i64 {
  return value < 0 ? -value : value;
}

function addActive(state: usize, scope: i32, energy: i64): void {
  const register = energy < 0 ? Register.ACTIVE_EXPORT : Register.ACTIVE_IMPORT;
  add(state, scope, register, magnitude(energy), activeDivisor());
}

/** Quadrant of (P, Q): QI import and lagging, then counter-clockwise (IEC 62053-23, annex). */
function quadrant(active: i64, reactive: i64): i32 {
  if (active >= 0) return reactive >= 0 ? 0 : 3;
  return reactive >= 0 ? 1 : 2;
}

/** Energy of a mean power over a length: powers are below 2^31, lengths below 2^22 (Q8). */
function amountOf(power: i64, length_Q8: i64): i64 {
  return min(magnitude(power) * length_Q8, AMOUNT_MOST) * 1000;
}

function addReactive(state: usize, scope: i32, active: i64, reactive: i64, length_Q8: i64): void {
  add(state, scope, Register.REACTIVE_Q1 + quadrant(active, reactive), amountOf(reactive, length_Q8), powerDivisor());
}

function addApparent(state: usize, scope: i32, active: i64, apparent: i64, length_Q8: i64): void {
  const side = active < 0 ? Register.APPARENT_EXPORT : Register.APPARENT_IMPORT;
  add(state, scope, side, amountOf(apparent, length_Q8), powerDivisor());
}

/** Fundamental active energy: as reactive energy, a mean power over a length. */
function addFundamental(state: usize, scope: i32, power_mW: i64, length_Q8: i64): void {
  const register = power_mW < 0 ? Register.FUNDAMENTAL_EXPORT : Register.FUNDAMENTAL_IMPORT;
  add(state, scope, register, amountOf(power_mW, length_Q8), powerDivisor());
}

/** The sums over the counting elements of one window. */
let sumActive: i64 = 0;
let sumReactive: i64 = 0;
let sumApparent: i64 = 0;
let sumFundamental: i64 = 0;

/** True for an element that exports and is counted as import all the same: turned round as a whole. */
function isTurned(active: i64): bool {
  return parameters().energy_method == <u8>METHOD_ABSOLUTE && active < 0;
}

/** True where the elements count in the total by their sum alone. */
function sumsUp(): bool {
  return parameters().energy_method == <u8>METHOD_VECTOR_SUM;
}

function accrueFundamental(state: usize, element: i32, active: i64, length_Q8: i64): void {
  const fundamental = <i64>fundamentalPower_mW(element + 1);
  addFundamental(state, element + 1, fundamental, length_Q8);
  sumFundamental += fundamental;
  sumActive += active;
  if (!sumsUp()) addFundamental(state, 0, isTurned(active) ? -fundamental : fundamental, length_Q8);
}

/** Turned round as a whole, a reversed connection's reactive energy lands in the quadrant of its load. */
function accrueReactive(state: usize, element: i32, q: Instantaneous, length_Q8: i64): void {
  const active = <i64>q.active_power_mW;
  const reactive = <i64>q.reactive_power_mvar;
  addReactive(state, element + 1, active, reactive, length_Q8);
  sumReactive += reactive;
  if (sumsUp()) return;
  const turned = isTurned(active);
  addReactive(state, 0, turned ? -active : active, turned ? -reactive : reactive, length_Q8);
}

function accrueApparent(state: usize, element: i32, q: Instantaneous, length_Q8: i64): void {
  const active = <i64>q.active_power_mW;
  const apparent = <i64>q.apparent_power_mVA;
  addApparent(state, element + 1, active, apparent, length_Q8);
  sumApparent += apparent;
  if (parameters().energy_method != <u8>METHOD_NET) return;
  addApparent(state, 0, active, elementApparent_mVA(active, q.reactive_power_mvar, apparent), length_Q8);
}

/** Apparent power of an element that counts for itself, by the sealed method, mVA. */
function elementApparent_mVA(active: i64, reactive: i64, apparent: i64): i64 {
  if (parameters().apparent_method != <u8>APPARENT_VECTOR) return arithmeticTotal_mVA(apparent);
  return <i64>squareRoot(<u64>(active * active + reactive * reactive));
}

/** True when an element counts for a kind of energy, in the window that closed or in the open one as far as it is. */
function counts(element: i32, kind: i32, open: bool, samples: i64): bool {
  return open ? openElementCounts(element, kind, samples) : elementCounts(element, kind);
}

/** Adds what of an element is a mean over a length; true when its active energy counts, too. */
function accrueElement(state: usize, element: i32, open: bool, samples: i64, length_Q8: i64): bool {
  const q = quantities(element + 1);
  const active = counts(element, Kind.ACTIVE, open, samples);
  if (active) accrueFundamental(state, element, q.active_power_mW, length_Q8);
  if (counts(element, Kind.REACTIVE, open, samples)) accrueReactive(state, element, q, length_Q8);
  if (counts(element, Kind.APPARENT, open, samples)) accrueApparent(state, element, q, length_Q8);
  return active;
}

/** Apparent power of the total by the sealed method, mVA: root of P2 + Q2 (2^62 at most), or the sum of V x I. */
function totalApparent_mVA(): i64 {
  if (parameters().apparent_method != <u8>APPARENT_VECTOR) return arithmeticTotal_mVA(sumApparent);
  return <i64>squareRoot(<u64>(sumActive * sumActive + sumReactive * sumReactive));
}

function accrueTotal(state: usize, length_Q8: i64): void {
  const absolute = parameters().energy_method == <u8>METHOD_ABSOLUTE;
  if (sumsUp()) {
    addFundamental(state, 0, sumFundamental, length_Q8);
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
    const measured = signedAsPhase(element, pieceEnergy(countedElement(element), piece, open));
    const energy = saturated(measured, ENERGY_MOST);
    addActive(state, element + 1, energy);
    if (method == METHOD_VECTOR_SUM) total += energy;
    else addActive(state, 0, method == METHOD_ABSOLUTE ? magnitude(energy) : energy);
  }
  if (method == METHOD_VECTOR_SUM) addActive(state, 0, total);
}

/**
 * Active energy at the nominal voltage over a length, of a single phase that lost its own. 450 V x 419 A in counts
 * squared are below 2^47, and a length below 2^14 samples.
 */
function accrueAssumed(state: usize, counting: u32, length_Q16: i64): void {
  if (!(counting & 1)) return;
  const power = <i64>quantities(1).active_power_mW * COUNTS2_PER_mW;
  const energy = power * (length_Q16 >> 16) + (power >> 16) * (length_Q16 & 0xffff);
  addActive(state, 1, energy);
  addActive(state, 0, energy);
}

/** Length of the windows since a start that had no powers yet, Q16: the first window that has values theirs, too. */
let unvalued_Q16: i64 = 0;

/** Active energy is that of the window; all else is what was measured last over a length. Another module than the sealed one adds nothing. */
function accrue(state: usize, open: bool, length_Q16: i64): void {
  if (moduleChanged) return;
  const length_Q8 = (length_Q16 + 128) >> 8;
  sumActive = 0;
  sumReactive = 0;
  sumApparent = 0;
  sumFundamental = 0;
  let counting: u32 = 0;
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    if (accrueElement(state, element, open, length_Q16 >> 16, length_Q8)) counting |= 1 << element;
  }
  // An open window at an assumed voltage shows what was measured of it: less, so that no reading goes back when it closes.
  if (voltageIsAssumed && !open) accrueAssumed(state, counting, length_Q16);
  else for (let piece: i32 = 0; piece < pieces(open); piece++) accruePiece(state, counting, piece, open);
  accrueTotal(state, length_Q8);
  accrueSquares(state, length_Q8);
}

/** Adds the window that just closed, after its quantities were measured and creep was judged. */
export function accrueWindow(length_Q16: i64): void {
  memory.fill(ADDED, 0, REGISTERS * 8);
  accrue(CLOSED, false, length_Q16 + unvalued_Q16);
  carryNetting();
  unvalued_Q16 = quantities(0).sample_index ? 0 : unvalued_Q16 + length_Q16;
}

/**
 * Address of the values with the open window included: its active energy exactly, its reactive and apparent
 * energy valued at the powers of the window before; an element at rest counts as soon as it is sure to.
 */
export function openRegisters(): usize {
  copyBytes(OPEN, CLOSED, STATE_BYTES);
  accrue(OPEN, true, openLength_Q16());
  return OPEN;
}

/** Closes the open window where it stands: its energy is kept, to the last sample. */
export function keepOpenWindow(): void {
  copyBytes(CLOSED, openRegisters(), STATE_BYTES);
}

/** Takes values saved before a restart; remainders start at zero, below one count each. */
export function restoreRegisters(values: usize): void {
  copyBytes(CLOSED, values, VALUES_BYTES);
}
