// What must not be: current although the contact reports open, by a wire around the switch or a welded pole.
import { isSwitchKnown, switchIsOpen } from '../load-switch';
import { measuredNow } from './measured';

/** The contact is believed, and what was measured is of behind its change, after so long. */
const LASTS_us: i64 = 5_000_000;
const CURRENT_uA: u32 = 100_000;
const PHASES: i32 = 3;

let since_us: i64 = -1;
/** Current flows although the contact reports open. */
export let currentFlowsOpen: bool = false;

export function resetAnomalies(): void {
  since_us = -1;
  currentFlowsOpen = false;
}

function currentFlows(now_us: i64): bool {
  for (let scope: i32 = 1; scope <= PHASES; scope++) {
    const measured = measuredNow(scope, now_us);
    if (measured != null && measured.current_uA >= CURRENT_uA) return true;
  }
  return false;
}

export function anomaliesTick(now_us: i64): void {
  if (!isSwitchKnown() || !switchIsOpen() || !currentFlows(now_us)) {
    since_us = -1;
    currentFlowsOpen = false;
    return;
  }
  if (since_us < 0) since_us = now_us;
  currentFlowsOpen = now_us - since_us >= LASTS_us;
}
