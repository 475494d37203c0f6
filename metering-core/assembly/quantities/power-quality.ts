// The finer quantities of each scope, once a window: fundamental power, vector apparent power, THD, direct current.
// Legally relevant (IR46). Changes alter the software identification.
import { CURRENT_COUNT_nA, FIRST_CURRENT, INPUTS } from '../../../shared-protocol/generated/assembly/protocol';
import { divideRounded, squareRoot } from '../math/arithmetic';
import { channel, directRest } from '../inputs/channel';
import { ELEMENTS } from '../inputs/element';
import { active1_Q13 } from '../windows/fundamental';
import { fundamental_mW, quantities, SCOPES } from './quantities';
import { countedInput, signedAsPhase, voltageIsAssumed } from './counted-current';
import { elementInUse } from '../parameters/wiring';
import { closedLength_Q16 } from '../windows/window';

const CURRENTS: i32 = INPUTS - FIRST_CURRENT;

// @ts-ignore: decorator
@lazy const FUNDAMENTAL_mW = memory.data(SCOPES * 4, 4);

// @ts-ignore: decorator
@lazy const DIRECT_uA = memory.data(CURRENTS * 4, 4);

export function resetPowerQuality(): void {
  memory.fill(DIRECT_uA, 0, CURRENTS * 4);
  memory.fill(FUNDAMENTAL_mW, 0, SCOPES * 4);
}

/** Fundamental active power of a scope over the last closed window, mW. */
export function fundamentalPower_mW(scope: i32): i32 {
  return load<i32>(FUNDAMENTAL_mW + (scope << 2));
}

/** By the current that counts; at an assumed voltage all power is the fundamental's. */
function fundamentalOf_mW(element: i32): i32 {
  if (voltageIsAssumed) return quantities(element + 1).active_power_mW;
  return fundamental_mW(signedAsPhase(element, active1_Q13(channel(element), channel(countedInput(element)))));
}

/** Computes what must be taken from the closed window before the next one ends. */
export function measurePowerQuality(): void {
  let total: i32 = 0;
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    if (!elementInUse(element)) continue;
    const power_mW = fundamentalOf_mW(element);
    store<i32>(FUNDAMENTAL_mW + ((element + 1) << 2), power_mW);
    total += power_mW;
  }
  store<i32>(FUNDAMENTAL_mW, total);
  for (let i: i32 = 0; i < CURRENTS; i++) store<i32>(DIRECT_uA + (i << 2), directOfWindow_uA(FIRST_CURRENT + i));
}

/** What a transformer's or coil's channel shows of direct current is the AFE's. */
function directOfWindow_uA(input: i32): i32 {
  const c = channel(input);
  return c.carriesDirect ? <i32>divideRounded(directRest(c, closedLength_Q16) * CURRENT_COUNT_nA, 1000) : 0;
}

/** Root of P^2 + Q^2 (fundamental Q), mVA: the vector apparent power. */
export function vectorApparent_mVA(scope: i32): u32 {
  const q = quantities(scope);
  const active = <i64>q.active_power_mW;
  const reactive = <i64>q.reactive_power_mvar;
  return <u32>squareRoot(<u64>(active * active + reactive * reactive));
}

/** Direct component of a shunt's current over the last closed window, beyond the AFE's sealed offset, uA. Other sensors pass none. */
export function direct_uA(input: i32): i32 {
  return load<i32>(DIRECT_uA + ((input - FIRST_CURRENT) << 2));
}
