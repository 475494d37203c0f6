// Charge and squares over time: Ah of each current, V2h and I2h of each phase, for the losses of lines and transformers.
// Legally relevant (IR46). Changes alter the software identification.
import { ELEMENTS } from '../inputs/element';
import { parameters } from '../parameters/parameters';
import { elementInUse } from '../parameters/wiring';
import { quantities } from '../quantities/quantities';
import { addToRegister, powerDivisor, Register } from './register-state';

/** Bits taken from a current squared: 209 A are 2^55.3 uA squared, and 2^21.3 of a length (Q8) leave room for 41 of them. */
const CURRENT_SQUARED_BITS: i32 = 14;

/** Units of a V2s: mV squared x samples (Q8). */
export function voltageSquaredDivisor(): i64 {
  return powerDivisor() * 1000;
}

/** Units of a thousandth of an A2s: 10^9 uA squared x Hz x 2^8 / 2^14. */
export function currentSquaredDivisor(): i64 {
  return <i64>parameters().sampling_rate_mHz * 15_625;
}

/** A current below half of the starting current is none: the noise of an input is not summed up over years. */
function currentOf_uA(scope: i32): i64 {
  const current_uA = <i64>quantities(scope).current_uA;
  return 2 * current_uA < <i64>parameters().starting_current_uA ? 0 : current_uA;
}

/** Adds a length of the voltages and currents measured last. The total has the neutral's charge and the sums of the squares. */
export function accrueSquares(state: usize, length_Q8: i64): void {
  addToRegister(state, 0, Register.CHARGE, currentOf_uA(0) * length_Q8, powerDivisor());
  // A current beyond the inputs' range, 419 A, would not fit at 16 kHz and above.
  const most = (<i64>1 << 62) / max<i64>(length_Q8, 1);
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    if (!elementInUse(element)) continue;
    const scope = element + 1;
    const current_uA = currentOf_uA(scope);
    const voltage_mV = <i64>quantities(scope).voltage_mV;
    const voltageSquared = voltage_mV * voltage_mV * length_Q8;
    const currentSquared = min((current_uA * current_uA) >> CURRENT_SQUARED_BITS, most) * length_Q8;
    addToRegister(state, scope, Register.CHARGE, current_uA * length_Q8, powerDivisor());
    addToRegister(state, scope, Register.VOLTAGE_SQUARED, voltageSquared, voltageSquaredDivisor());
    addToRegister(state, scope, Register.CURRENT_SQUARED, currentSquared, currentSquaredDivisor());
    addToRegister(state, 0, Register.VOLTAGE_SQUARED, voltageSquared, voltageSquaredDivisor());
    addToRegister(state, 0, Register.CURRENT_SQUARED, currentSquared, currentSquaredDivisor());
  }
}
