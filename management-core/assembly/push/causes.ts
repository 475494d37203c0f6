// What makes the meter push by itself: an alarm that was let through, and the return of the supply.
import { PUSH_ALARM, PUSH_RETURN, RESET_POWER_ON } from '../../../shared-protocol/generated/assembly/protocol';
import { logState } from '../logs/state';
import { supplyFails } from '../time/supply';
import { askPush } from './pushes';

/** Alarms of the descriptor that were pushed, or are being. */
let seen: u32 = 0;
let failed: bool = false;

/** A start with the supply is its return; alarms that nobody cleared are pushed again. */
export function resetPushCauses(cause: i32): void {
  seen = 0;
  failed = false;
  if (cause == RESET_POWER_ON) askPush(PUSH_RETURN, 0);
}

/** Each tick. */
export function alarmPushTick(now_us: i64): void {
  const alarms = logState().alarm_descriptor;
  if ((alarms & ~seen) != 0) askPush(PUSH_ALARM, now_us);
  seen = alarms;
  if (failed && !supplyFails) askPush(PUSH_RETURN, now_us);
  failed = supplyFails;
}
