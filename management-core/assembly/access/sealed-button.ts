// The sealed button as a proof of level 3: whoever could press it broke the utility's seal.
import { BUTTON_SEALED } from '../../../shared-protocol/generated/assembly/protocol';
import { SEALED_BUTTON_s } from '../../../shared-protocol/generated/assembly/programming';
import { now_us } from '../time/clock';

/** Never, since the start. */
const NEVER: i64 = -1;
let pressed_us: i64 = -1;

export function resetSealedButton(): void {
  pressed_us = NEVER;
}

/** Takes a press of any button; that of the sealed one counts from now on. */
export function noteButton(button: i32, pressed: i32): void {
  if (button == BUTTON_SEALED && pressed == 1) pressed_us = now_us;
}

export function sealedButtonCounts(): bool {
  return pressed_us != NEVER && now_us - pressed_us < <i64>SEALED_BUTTON_s * 1_000_000;
}
