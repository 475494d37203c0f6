// Which alarms last at this moment: of the metering core's events under way, and of what lasts at the management board.
import { CODE_BATTERY_REPLACE, CODE_CLOCK_INVALID, CODE_MAGNET, METERING_ROWS } from '../../../shared-protocol/generated/assembly/event-logs';
import {
  EVENTS, LOG_STATE_BYPASS, LOG_STATE_CLOCK, LOG_STATE_COVER, LOG_STATE_HOT, LOG_STATE_LATCH_LOST, LOG_STATE_MAGNET,
} from '../../../shared-protocol/generated/assembly/protocol';
import { bitOfCode } from '../logs/alarms';
import { logState } from '../logs/state';
import { meteringStatus } from '../link/metering-status';

const METERING_ROW: i32 = 3;
const FRAUDS: i32 = LOG_STATE_BYPASS | LOG_STATE_COVER | LOG_STATE_HOT | LOG_STATE_MAGNET;

/** Bits of what the metering core tells to be under way. */
function meteringAlarms(): u32 {
  const status = meteringStatus();
  if (!status) return 0;
  let bits: u32 = 0;
  for (let event: i32 = 0; event < EVENTS; event++) {
    if ((status.active_events >> <u64>event) & 1) bits |= bitOfCode(load<u8>(METERING_ROWS + <usize>(event * METERING_ROW)));
  }
  return bits;
}

/** LOG_BIT_* of all that lasts, the filter not applied. */
export function lastingAlarms(): u32 {
  const conditions = <i32>logState().conditions;
  let bits = meteringAlarms();
  if (conditions & FRAUDS) bits |= bitOfCode(CODE_MAGNET);
  if (conditions & LOG_STATE_CLOCK) bits |= bitOfCode(CODE_CLOCK_INVALID);
  return conditions & LOG_STATE_LATCH_LOST ? bits | bitOfCode(CODE_BATTERY_REPLACE) : bits;
}
