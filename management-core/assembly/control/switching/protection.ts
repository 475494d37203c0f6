// Protection of what stands behind the switch: overvoltage, and a broken neutral, which pulls the phases apart.
import { ACTOR_PROTECTION, CONTROL_READY } from '../../../../shared-protocol/generated/assembly/protocol';
import { measuredNow } from './measured';
import { settings } from './settings';
import { controlState } from './state';

const SECOND_us: i64 = 1_000_000;
const PHASES: i32 = 3;
/** Less is a phase that is not there, and tells nothing of the neutral. */
const THERE_mV: u32 = 50_000;

/** Since when it is otherwise than it was decided. */
let changing_us: i64 = -1;
let asks: bool = false;

export function resetProtection(): void {
  changing_us = -1;
  asks = controlState().control == <u8>CONTROL_READY && controlState().cause == <u8>ACTOR_PROTECTION;
}

/** The voltages of the phases that are there, as protection sees them: too high, or too far from each other. */
function isFault(now_us: i64): bool {
  let lowest = u32.MAX_VALUE;
  let highest: u32 = 0;
  for (let scope: i32 = 1; scope <= PHASES; scope++) {
    const measured = measuredNow(scope, now_us);
    if (measured == null || measured.voltage_mV < THERE_mV) continue;
    lowest = min(lowest, measured.voltage_mV);
    highest = max(highest, measured.voltage_mV);
  }
  if (highest == 0) return false;
  const over = settings().overvoltage_mV;
  const spread = settings().spread_mV;
  return (over != 0 && highest > over) || (spread != 0 && highest - lowest > spread);
}

/** Each tick: a fault opens when it has lasted, and its end closes when that has lasted. Without voltages nothing changes. */
export function protectionTick(now_us: i64): void {
  if (measuredNow(1, now_us) == null || isFault(now_us) == asks) {
    changing_us = -1;
    return;
  }
  if (changing_us < 0) changing_us = now_us;
  const lasts_s = asks ? settings().restore_s : settings().protect_s;
  if (now_us - changing_us < <i64>lasts_s * SECOND_us) return;
  asks = !asks;
  changing_us = -1;
}

/** Bit of the actor that asks to open, 0 for none. */
export function protectionWish(): u32 {
  return asks ? 1 << ACTOR_PROTECTION : 0;
}
