// Energy as DL/T 645-2007 tells it: registers or their sums, in hundredths of a kilo hour, cut.
// Legally relevant (IR46). Changes alter the software identification.
import { REGISTERS, registerValue } from '../energy/register-state';

/** Counts of a hundredth of a kWh: mWs. */
const PER_CENTI_kWh: i64 = 36_000_000;
const SCOPE_SHIFT: i32 = 13;

/** Sum of registers of a scope: bit n register n, the scope behind them. Each below 2^62, so they are cut before they are summed. */
export function sumOfRegisters(state: usize, registers: i32): i64 {
  const scope = registers >> SCOPE_SHIFT;
  let whole: i64 = 0;
  let rest: i64 = 0;
  for (let register: i32 = 0; register < REGISTERS; register++) {
    if (!(registers & (1 << register))) continue;
    const value = registerValue(state, scope, register);
    whole += value / PER_CENTI_kWh;
    rest += value % PER_CENTI_kWh;
  }
  return whole + rest / PER_CENTI_kWh;
}
