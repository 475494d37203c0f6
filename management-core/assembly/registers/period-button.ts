// The sealed button ends the billing period: held for five seconds, so that nobody does it by the way.
import { BUTTON_SEALED, RESET_BY_BUTTON } from '../../../shared-protocol/generated/assembly/protocol';
import { meteringClock_s } from '../link/records-follower';
import { askReset } from './billing';

const HELD_us: i64 = 5_000_000;
const NOT_HELD: i64 = -1;

let since_us: i64 = -1;

export function resetPeriodButton(): void {
  since_us = NOT_HELD;
}

export function periodButtonChanged(button: i32, pressed: bool, now_us: i64): void {
  if (button == BUTTON_SEALED) since_us = pressed ? now_us : NOT_HELD;
}

/** Asks once for each time that it is held so long; call with each tick. */
export function periodButtonTick(now_us: i64): void {
  if (since_us == NOT_HELD || now_us - since_us < HELD_us) return;
  since_us = NOT_HELD;
  askReset(RESET_BY_BUTTON, meteringClock_s());
}
