// The finer quantities of each scope, once a window: fundamental power, vector apparent power, THD, direct current.
// Legally relevant (IR46). Changes alter the software identification.
import { PARAMETERS_voltage_offset, PowerQuality, POWER_QUALITY_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { CURRENT_COUNT_nA } from '../../../shared-protocol/generated/assembly/protocol';
import { divideRounded, squareRoot } from '../math/arithmetic';
import { Channel, channel, FIRST_CURRENT } from '../inputs/channel';
import { ELEMENTS } from '../inputs/element';
import { meteringFlags } from '../events/event-moments';
import { active1_Q13 } from '../windows/fundamental';
import { halfCycleRms_mV } from '../windows/half-cycle';
import { harmonicsThd_ppm } from '../harmonics/harmonics';
import { parameters } from '../parameters/parameters';
import { COUNTS2_PER_mW, quantities, SCOPES } from './quantities';
import { elementInUse } from '../parameters/wiring';
import { closedLength_Q16 } from '../windows/window';

// @ts-ignore: decorator
@lazy const FUNDAMENTAL_mW = memory.data<i32>([0, 0, 0, 0]);

export function resetPowerQuality(): void {
  memory.fill(FUNDAMENTAL_mW, 0, 16);
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

/** Direct component of a current beyond the AFE's sealed offset, uA. A transformer passes none. */
function direct_uA(c: Channel, input: i32): i32 {
  const offset = <i64>load<i32>(changetype<usize>(parameters()) + PARAMETERS_voltage_offset + (input << 2));
  return <i32>((((c.direct >> 14) * CURRENT_COUNT_nA) / 1000) >> 14) - <i32>((offset * CURRENT_COUNT_nA) / 1000);
}

/** Writes the record of a scope 0..3; returns its bytes. */
export function writePowerQuality(scope: i32, payload: usize): i32 {
  memory.fill(payload, 0, POWER_QUALITY_BYTES);
  const p = changetype<PowerQuality>(payload);
  p.sample_index = quantities(scope).sample_index;
  p.scope = <u8>scope;
  p.flags = <u8>meteringFlags();
  p.fundamental_power_mW = fundamentalPower_mW(scope);
  p.apparent_vector_mVA = vectorApparent_mVA(scope);
  p.apparent_arithmetic_mVA = quantities(scope).apparent_power_mVA;
  if (scope == 0 || scope >= SCOPES) return POWER_QUALITY_BYTES;
  const current = scope - 1 + FIRST_CURRENT;
  p.voltage_thd_ppm = harmonicsThd_ppm(scope - 1);
  p.current_thd_ppm = harmonicsThd_ppm(current);
  p.direct_current_uA = direct_uA(channel(current), current);
  p.half_cycle_voltage_mV = halfCycleRms_mV(scope - 1);
  return POWER_QUALITY_BYTES;
}
