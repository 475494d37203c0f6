// How long the wrapper (IEC 62056-47) waits for a client: a setting, since what lies behind a module differs.
import { WRAPPER_SETTINGS_BYTES, WrapperSettings } from '../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_WRAPPER_SETTINGS_A, FRAM_WRAPPER_SETTINGS_B, WRAPPER_SETTINGS_MAGIC,
} from '../../../shared-protocol/generated/assembly/protocol';
import { Found, loadBanked, replaceBanked } from '../storage/banked-record';

const INACTIVITY_s: u16 = 300;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(WRAPPER_SETTINGS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(WRAPPER_SETTINGS_BYTES, 8);

/** A meter that was never told, or whose setting is lost, waits 300 s. */
export function resetWrapperSettings(): void {
  const found = loadBanked(
    RECORD, SPARE, WRAPPER_SETTINGS_BYTES, WRAPPER_SETTINGS_MAGIC, FRAM_WRAPPER_SETTINGS_A, FRAM_WRAPPER_SETTINGS_B,
  );
  if ((found & Found.WHOLE) == 0) changetype<WrapperSettings>(RECORD).inactivity_s = INACTIVITY_s;
}

/** Without an APDU for so long a client's association ends, s; 0: it never does. */
export function wrapperInactivity_s(): i32 {
  return changetype<WrapperSettings>(RECORD).inactivity_s;
}

/** 0..65535. Stored before it is in force. Returns a Status. */
export function setWrapperInactivity(inactivity_s: i32): i32 {
  memory.copy(SPARE, RECORD, WRAPPER_SETTINGS_BYTES);
  changetype<WrapperSettings>(SPARE).inactivity_s = <u16>inactivity_s;
  return replaceBanked(
    RECORD, SPARE, WRAPPER_SETTINGS_BYTES, WRAPPER_SETTINGS_MAGIC, FRAM_WRAPPER_SETTINGS_A, FRAM_WRAPPER_SETTINGS_B,
  );
}
