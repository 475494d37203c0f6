// What stands in the slot towards the premises: a setting, since a module does not say what it is.
import { DOWNLINK_SETTINGS_BYTES, DownlinkSettings } from '../../../shared-protocol/generated/assembly/layouts';
import {
  DOWNLINK_PUSH_10, DOWNLINK_SETTINGS_MAGIC, FRAM_DOWNLINK_SETTINGS_A, FRAM_DOWNLINK_SETTINGS_B, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { loadBanked, replaceBanked } from '../storage/banked-record';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(DOWNLINK_SETTINGS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(DOWNLINK_SETTINGS_BYTES, 8);

/** A meter that was never told, or whose setting is lost, has a reader there (DOWNLINK_READER, 0). */
export function resetDownlink(): void {
  loadBanked(
    RECORD, SPARE, DOWNLINK_SETTINGS_BYTES, DOWNLINK_SETTINGS_MAGIC, FRAM_DOWNLINK_SETTINGS_A, FRAM_DOWNLINK_SETTINGS_B,
  );
}

/** DOWNLINK_* */
export function downlinkModule(): i32 {
  return changetype<DownlinkSettings>(RECORD).module;
}

/** Stored before it is in force. Returns a Status. */
export function setDownlinkModule(module: i32): i32 {
  if (module < 0 || module > DOWNLINK_PUSH_10) return Status.OUT_OF_RANGE;
  memory.copy(SPARE, RECORD, DOWNLINK_SETTINGS_BYTES);
  changetype<DownlinkSettings>(SPARE).module = <u8>module;
  return replaceBanked(RECORD, SPARE, DOWNLINK_SETTINGS_BYTES, DOWNLINK_SETTINGS_MAGIC, FRAM_DOWNLINK_SETTINGS_A, FRAM_DOWNLINK_SETTINGS_B);
}
