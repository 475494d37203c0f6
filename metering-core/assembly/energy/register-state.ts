// The values of all registers with their remainders: how they lie, how they roll over, what one count of each is.
// Legally relevant (IR46). Changes alter the software identification.
import { parameters } from '../parameters/parameters';
import { COUNTS2_PER_mW, SCOPES } from '../quantities/quantities';

/** Registers of a scope, in the order of the `registers` message. */
export namespace Register {
  export const ACTIVE_IMPORT: i32 = 0;
  export const ACTIVE_EXPORT: i32 = 1;
  export const REACTIVE_Q1: i32 = 2;
  export const APPARENT_IMPORT: i32 = 6;
  export const APPARENT_EXPORT: i32 = 7;
  export const FUNDAMENTAL_IMPORT: i32 = 8;
  export const FUNDAMENTAL_EXPORT: i32 = 9;
  export const CHARGE: i32 = 10;
  export const VOLTAGE_SQUARED: i32 = 11;
  export const CURRENT_SQUARED: i32 = 12;
}
export const REGISTERS: i32 = 13;

/**
 * A register rolls over from 999,999,999.999... kWh to zero and keeps what is over: 10^9 kWh are 3.6 x 10^18 counts,
 * below 2^62. At 3 x 480 V x 209 A, the most the inputs can take, that is 379 years; the mission asks for 15.
 */
export const ROLL_OVER: i64 = 3_600_000_000_000_000_000;

/** Bytes of all register values, and of all values with their remainders behind them. */
export const VALUES_BYTES: i32 = SCOPES * REGISTERS * 8;
export const STATE_BYTES: i32 = VALUES_BYTES * 2;

function placeOf(state: usize, scope: i32, register: i32): usize {
  return state + <usize>((scope * REGISTERS + register) << 3);
}

/** Value of a register in a state, in its counts: thousandths of Ws, vars, VAs, As and A2s, whole V2s. */
export function registerValue(state: usize, scope: i32, register: i32): i64 {
  return load<i64>(placeOf(state, scope, register));
}

/** Counts of an energy register in a hundredth of a Wh: what records and readings are written in. */
export const PER_CENTI_Wh: i64 = 36_000;

/** What a register holds beyond its value, in parts of a count: below the divisor it is counted with. */
export function remainderOf(state: usize, scope: i32, register: i32): i64 {
  return load<i64>(placeOf(state, scope, register) + VALUES_BYTES);
}

/**
 * Adds amount / divisor to a register and keeps the remainder. Worst case: 2^62.6 in the window plus a remainder
 * below the divisor (2^44 at 32 kHz). A window cannot add a whole ROLL_OVER.
 */
export function addToRegister(state: usize, scope: i32, register: i32, amount: i64, divisor: i64): void {
  const at = placeOf(state, scope, register);
  const sum = amount + load<i64>(at + VALUES_BYTES);
  const whole = sum / divisor;
  const value = load<i64>(at) + whole;
  store<i64>(at, value < ROLL_OVER ? value : value - ROLL_OVER);
  store<i64>(at + VALUES_BYTES, sum - whole * divisor);
}

/** Counts squared x samples of a milliwatt second: 500 x rate_mHz. */
export function activeDivisor(): i64 {
  return (COUNTS2_PER_mW / 1000) * <i64>parameters().sampling_rate_mHz;
}

/** Units of a mWs, mvars or mVAs when a power is multiplied by a length in Q8 and by 1000; of a mAs for uA x Q8. */
export function powerDivisor(): i64 {
  return <i64>parameters().sampling_rate_mHz << 8;
}
