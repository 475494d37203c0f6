// The finer quantities of each scope, once a window: fundamental power, vector apparent power, THD, direct current.
// Legally relevant (IR46). Changes alter the software identification.
import { PARAMETERS_voltage_offset } from '../../../shared-protocol/generated/assembly/layouts';
import { CURRENT_COUNT_nA, FIRST_CURRENT } from '../../../shared-protocol/generated/assembly/protocol';
import { divideRounded, squareRoot } from '../math/arithmetic';
import { channel } from '../inputs/channel';
import { ELEMENTS } from '../inputs/element';
import { active1_Q13 } from '../windows/fundamental';
import { parameters } from '../parameters/parameters';
import { COUNTS2_PER_mW, quantities, SCOPES } from './quantities';
import { elementInUse } from '../parameters/wiring';
import { closedLength_Q16 } from '../windows/window';

// @ts-ignore: decorator
@lazy const FUNDAMENTAL_mW = memory.data(SCOPES * 4, 4);

export function resetPowerQuality(): void {
  memory.fill(FUNDAMENTAL_mW, 0, SCOPES * 4);
}

/** Fundamental active power of a scope over the last closed window, mW. */
export function fundamentalPower_mW(scope: i32): i32 {
  return load<i32>(FUNDAMENTAL_mW + (scope << 2));
}

/** Computes what must be taken from the closed window before the next one ends. */
export function measurePowerQuality(): void {
  let total: i32 = 0;
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    if (!elementInUse(element)) continue;
    const power = active1_Q13(channel(element), channel(element + FIRST_CURRENT), closedLength_Q16);
    const power_mW = <i32>divideRounded(power, COUNTS2_PER_mW << 13);
    store<i32>(FUNDAMENTAL_mW + ((element + 1) << 2), power_mW);
    total += power_mW;
  }
  store<i32>(FUNDAMENTAL_mW, total);
}

/** Root of P^2 + Q^2 (fundamental Q), mVA: the vector apparent power. */
export function vectorApparent_mVA(scope: i32): u32 {
  const q = quantities(scope);
  const active = <i64>q.active_power_mW;
  const reactive = <i64>q.reactive_power_mvar;
  return <u32>squareRoot(<u64>(active * active + reactive * reactive));
}

/** Direct component of a current input beyond the AFE's sealed offset, uA. A transformer passes none. */
export function direct_uA(input: i32): i32 {
  const offset = <i64>load<i32>(changetype<usize>(parameters()) + PARAMETERS_voltage_offset + (input << 2));
  return <i32>((((channel(input).direct >> 14) * CURRENT_COUNT_nA) / 1000) >> 14) - <i32>((offset * CURRENT_COUNT_nA) / 1000);
}
