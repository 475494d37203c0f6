// What the utility set for writing at the meter: what follows on an open cover, and when its people are there by right.
import { OPTICAL_SETTINGS_BYTES, OpticalSettings } from '../../../shared-protocol/generated/assembly/layouts';
import {
  COVER_POLICY_ALARM, COVER_POLICY_TRIP, FRAM_OPTICAL_SETTINGS_A, FRAM_OPTICAL_SETTINGS_B, OPTICAL_MODE_C,
  OPTICAL_MODE_D, OPTICAL_SETTINGS_MAGIC, PORT_OPTICAL, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { sealedButtonCounts } from './sealed-button';
import { caseIsOpen } from './told-time';
import { Found, loadBanked, replaceBanked } from '../storage/banked-record';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(OPTICAL_SETTINGS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(OPTICAL_SETTINGS_BYTES, 8);

/** What is in force; to change it, change a copy and hand that to replaceSettings. */
export function settings(): OpticalSettings {
  return changetype<OpticalSettings>(RECORD);
}

/** A copy of what is in force, to be changed. */
export function settingsToBe(): OpticalSettings {
  memory.copy(SPARE, RECORD, OPTICAL_SETTINGS_BYTES);
  return changetype<OpticalSettings>(SPARE);
}

/** A meter that was never set, or whose settings are lost, alarms on an open cover and has no service window. */
export function resetSettings(): void {
  const found = loadBanked(
    RECORD, SPARE, OPTICAL_SETTINGS_BYTES, OPTICAL_SETTINGS_MAGIC, FRAM_OPTICAL_SETTINGS_A, FRAM_OPTICAL_SETTINGS_B,
  );
  if ((found & Found.WHOLE) == 0) settings().cover_policy = <u8>COVER_POLICY_ALARM;
}

function fits(next: OpticalSettings): bool {
  if ((next.cover_policy & ~(<u8>(COVER_POLICY_ALARM | COVER_POLICY_TRIP))) != 0) return false;
  return next.window_from_s <= next.window_to_s && next.mode <= <u8>OPTICAL_MODE_D;
}

/** Puts what settingsToBe gave and was changed in force, stored before. Returns a Status. */
export function replaceSettings(next: OpticalSettings): i32 {
  if (!fits(next)) return Status.OUT_OF_RANGE;
  return replaceBanked(
    RECORD, changetype<usize>(next), OPTICAL_SETTINGS_BYTES, OPTICAL_SETTINGS_MAGIC, FRAM_OPTICAL_SETTINGS_A, FRAM_OPTICAL_SETTINGS_B,
  );
}

/** True within the authorised window; without a known time (0) nothing is within it. */
export function isServiceWindow(now_s: u64): bool {
  return now_s != 0 && now_s >= <u64>settings().window_from_s && now_s < <u64>settings().window_to_s;
}

/**
 * OPTICAL_MODE_* of a port: all others are in mode C, and so is this one while the sealed button counts or the case is open,
 * so that there is a way back from a mode in which nothing is heard.
 */
export function modeOfPort(port: i32): i32 {
  if (port != PORT_OPTICAL || sealedButtonCounts() || caseIsOpen()) return OPTICAL_MODE_C;
  return settings().mode;
}

/** True where a reader in mode C can go on with HDLC (mode E): at the optical port. */
export function hasModeE(port: i32): bool {
  return port == PORT_OPTICAL && modeOfPort(port) == OPTICAL_MODE_C;
}
