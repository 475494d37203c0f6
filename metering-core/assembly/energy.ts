// The energy registers: exact integers with their remainders, so that no sample is left out and none counts twice.
// Legally relevant (IR46). Changes alter the software identification.
import { closedProducts, ELEMENTS, products } from './element';
import { parameters } from './parameters';
import { COUNTS2_PER_mW, quantities, SCOPES } from './quantities';
import { elementInUse } from './service';

/** Registers of a scope, in the order of the `registers` message. */
export namespace Register {
  export const ACTIVE_IMPORT: i32 = 0;
  export const ACTIVE_EXPORT: i32 = 1;
  export const REACTIVE_Q1: i32 = 2;
  export const APPARENT_IMPORT: i32 = 6;
  export const APPARENT_EXPORT: i32 = 7;
}
export const REGISTERS: i32 = 8;

/** Bytes of all register values, and of all values with their remainders behind them. */
export const VALUES_BYTES: i32 = SCOPES * REGISTERS * 8;
const STATE_BYTES: i32 = VALUES_BYTES * 2;

// @ts-ignore: decorator
@lazy const CLOSED = memory.data(512, 8);
// @ts-ignore: decorator
@lazy const OPEN = memory.data(512, 8);

/** Active energy of the window just accrued, all elements, counts squared x samples, signed. */
export let windowEnergy: i64 = 0;

export function resetEnergy(): void {
  memory.fill(CLOSED, 0, STATE_BYTES);
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
 * Adds amount / divisor to a register and keeps the remainder. Worst case: 2^60 in the window plus a remainder
 * below the divisor (2^44 at 32 kHz).
 */
function add(state: usize, scope: i32, register: i32, amount: i64, divisor: i64): void {
  const at = state + ((scope * REGISTERS + register) << 3);
  const sum = amount + load<i64>(at + VALUES_BYTES);
  store<i64>(at, load<i64>(at) + sum / divisor);
  store<i64>(at + VALUES_BYTES, sum % divisor);
}

/** Counts squared x samples of a milliwatt second: 500 x rate_mHz. */
export function activeDivisor(): i64 {
  return (COUNTS2_PER_mW * <i64>parameters().sampling_rate_mHz) / 1000;
}

function addActive(state: usize, scope: i32, energy: i64): void {
  const register = energy < 0 ? Register.ACTIVE_EXPORT : Register.ACTIVE_IMPORT;
  add(state, scope, register, energy < 0 ? -energy : energy, activeDivisor());
}

/** Quadrant of (P, Q): QI import and lagging, then counter-clockwise (IEC 62053-23, annex). */
function quadrant(active: i32, reactive: i32): i32 {
  if (active >= 0) return reactive >= 0 ? 0 : 3;
  return reactive >= 0 ? 1 : 2;
}

/** Reactive and apparent energy are the window's power times its length: 2^30 x 2^22 (Q8) x 2^10 stay below 2^62. */
function addReactiveAndApparent(state: usize, scope: i32, length_Q8: i64): void {
  const q = quantities(scope);
  const rate = <i64>parameters().sampling_rate_mHz << 8;
  const reactive = <i64>q.reactive_power_mvar;
  const register = Register.REACTIVE_Q1 + quadrant(q.active_power_mW, q.reactive_power_mvar);
  add(state, scope, register, (reactive < 0 ? -reactive : reactive) * length_Q8 * 1000, rate);
  const side = q.active_power_mW < 0 ? Register.APPARENT_EXPORT : Register.APPARENT_IMPORT;
  add(state, scope, side, <i64>q.apparent_power_mVA * length_Q8 * 1000, rate);
}

/** The total counts the net of the elements: import or export by its sign over the window. */
function accrue(state: usize, open: bool, length_Q16: i64): void {
  const length_Q8 = (length_Q16 + 128) >> 8;
  windowEnergy = 0;
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    if (!elementInUse(element)) continue;
    const energy = open ? products(element) : closedProducts(element);
    windowEnergy += energy;
    addActive(state, element + 1, energy);
    addReactiveAndApparent(state, element + 1, length_Q8);
  }
  addActive(state, 0, windowEnergy);
  addReactiveAndApparent(state, 0, length_Q8);
}

/** Adds the window that just closed, after its quantities were measured. */
export function accrueWindow(length_Q16: i64): void {
  accrue(CLOSED, false, length_Q16);
}

/**
 * Address of the 32 values with the open window included: its active energy exactly, its reactive and apparent
 * energy valued at the powers of the window before.
 */
export function openRegisters(length_Q16: i64): usize {
  memory.copy(OPEN, CLOSED, STATE_BYTES);
  const closedEnergy = windowEnergy;
  accrue(OPEN, true, length_Q16);
  windowEnergy = closedEnergy;
  return OPEN;
}

/** Takes values saved before a restart; remainders start at zero, below one count each. */
export function restoreRegisters(values: usize): void {
  memory.copy(CLOSED, values, VALUES_BYTES);
}
