// Registers that are not counted but derived from those that are, their remainders included, so that nothing counts twice.
// Legally relevant (IR46). Changes alter the software identification.
import { Registers } from '../../../shared-protocol/generated/assembly/layouts';
import { parameters } from '../parameters/parameters';
import { activeDivisor, powerDivisor, Register, registerValue, remainderOf, ROLL_OVER } from './register-state';
import { currentSquaredDivisor, voltageSquaredDivisor } from './squares';

const MILLION: i64 = 1_000_000;

/** Sum of two registers with one divisor. It rolls over as they do. */
function sumOf(state: usize, scope: i32, one: i32, other: i32, divisor: i64): i64 {
  const rest = remainderOf(state, scope, one) + remainderOf(state, scope, other);
  const sum = registerValue(state, scope, one) + registerValue(state, scope, other) + rest / divisor;
  return sum < ROLL_OVER ? sum : sum - ROLL_OVER;
}

/** Difference of two registers with one divisor, cut towards zero as a register is. */
function differenceOf(state: usize, scope: i32, one: i32, other: i32): i64 {
  const whole = registerValue(state, scope, one) - registerValue(state, scope, other);
  const rest = remainderOf(state, scope, one) - remainderOf(state, scope, other);
  if (whole > 0 && rest < 0) return whole - 1;
  return whole < 0 && rest > 0 ? whole + 1 : whole;
}

/**
 * Loss in mWs: uOhm times thousandths of an A2s, or nS times V2s, are 10^-6 mWs each. Three currents of 209 A make 2^52 mA2s a year:
 * over 10^6 and times 10^7 they reach 2^63 after 200 years, ROLL_OVER after 80. A remainder is below 2^43 and a factor below 2^24: 16
 * units of a remainder are taken as one.
 */
function lossOf(state: usize, scope: i32, register: i32, factor: i64, divisor: i64): i64 {
  const value = registerValue(state, scope, register);
  const rest = ((remainderOf(state, scope, register) >> 4) * factor) / (divisor >> 4);
  return ((value / MILLION) * factor + ((value % MILLION) * factor + rest) / MILLION) % ROLL_OVER;
}

/** Losses of line and transformer as R and G are sealed now: a changed one holds for all that was counted. */
function writeLosses(r: Registers, state: usize, scope: i32): void {
  const p = parameters();
  r.line_loss_mWs = lossOf(state, scope, Register.CURRENT_SQUARED, p.line_resistance_uOhm, currentSquaredDivisor());
  r.transformer_loss_mWs = lossOf(state, scope, Register.VOLTAGE_SQUARED, p.iron_conductance_nS, voltageSquaredDivisor());
}

/**
 * Writes what follows from a scope's registers. The harmonics' energy is that of all frequencies less that of the
 * fundamental, both net: negative when a load sends back as harmonics what it drew as fundamental.
 */
export function writeDerived(r: Registers, state: usize, scope: i32): void {
  r.reactive_import_mvars = sumOf(state, scope, Register.REACTIVE_Q1, Register.REACTIVE_Q1 + 1, powerDivisor());
  r.reactive_export_mvars = sumOf(state, scope, Register.REACTIVE_Q1 + 2, Register.REACTIVE_Q1 + 3, powerDivisor());
  r.active_sum_mWs = sumOf(state, scope, Register.ACTIVE_IMPORT, Register.ACTIVE_EXPORT, activeDivisor());
  r.active_net_mWs = differenceOf(state, scope, Register.ACTIVE_IMPORT, Register.ACTIVE_EXPORT);
  r.active_harmonic_mWs =
    r.active_net_mWs - differenceOf(state, scope, Register.FUNDAMENTAL_IMPORT, Register.FUNDAMENTAL_EXPORT);
  writeLosses(r, state, scope);
}
