// What the utility set for the load switch: mode, limits, protection, hours; two banks in FRAM.
import { LOAD_CONTROL_SETTINGS_BYTES, LoadControlSettings } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  CONTROL_MODE_AS_MADE, CONTROL_MODES, FRAM_LOAD_CONTROL_SETTINGS_A, FRAM_LOAD_CONTROL_SETTINGS_B, LOAD_CONTROL_SETTINGS_MAGIC, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { Found, loadBanked, replaceBanked } from '../../storage/banked-record';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(LOAD_CONTROL_SETTINGS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(LOAD_CONTROL_SETTINGS_BYTES, 8);

const WARNING_s: u16 = 60;
const OUTAGE_s: u16 = 300;
const WARNING_MOST_s: u16 = 3600;
const OUTAGE_MOST_s: u16 = 3600;

/** What is in force; to change it, change a copy and hand that to replaceSettings. */
export function settings(): LoadControlSettings {
  return changetype<LoadControlSettings>(RECORD);
}

/** A meter that was never set limits nothing, protects against nothing, and has no hours. */
export function resetSettings(): void {
  const found = loadBanked(
    RECORD, SPARE, LOAD_CONTROL_SETTINGS_BYTES, LOAD_CONTROL_SETTINGS_MAGIC, FRAM_LOAD_CONTROL_SETTINGS_A, FRAM_LOAD_CONTROL_SETTINGS_B,
  );
  if (found & Found.WHOLE) return;
  settings().mode = <u8>CONTROL_MODE_AS_MADE;
  settings().warning_s = WARNING_s;
  settings().outage_s = OUTAGE_s;
}

/** A copy of what is in force, to be changed. */
export function settingsToBe(): LoadControlSettings {
  memory.copy(SPARE, RECORD, LOAD_CONTROL_SETTINGS_BYTES);
  return changetype<LoadControlSettings>(SPARE);
}

/** The copy that settingsToBe gave last. */
export function settingsUnderWay(): LoadControlSettings {
  return changetype<LoadControlSettings>(SPARE);
}

function timesFit(next: LoadControlSettings): bool {
  return next.warning_s <= WARNING_MOST_s && next.outage_s <= OUTAGE_MOST_s && next.shed <= 1 && next.operator_port <= 1;
}

/** Stores what settingsToBe gave and was changed, then puts it in force. Returns a Status. */
export function replaceSettings(next: LoadControlSettings): i32 {
  if (next.mode >= <u8>CONTROL_MODES || !timesFit(next)) return Status.OUT_OF_RANGE;
  return replaceBanked(
    RECORD, changetype<usize>(next), LOAD_CONTROL_SETTINGS_BYTES, LOAD_CONTROL_SETTINGS_MAGIC, FRAM_LOAD_CONTROL_SETTINGS_A, FRAM_LOAD_CONTROL_SETTINGS_B,
  );
}
