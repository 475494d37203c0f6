// Which companion profile is in force: the meter's own list, the one it was built with, or one that a client loaded.
import {
  COMPANION_RECORD_BYTES, COMPANION_RECORD_profile, COMPANION_SETTINGS_BYTES, CompanionRecord, CompanionSettings,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  COMPANION_BUILT_IN, COMPANION_LOADED, COMPANION_MOST, COMPANION_OWN, COMPANION_RECORD_MAGIC, COMPANION_SETTINGS_MAGIC, FRAM_COMPANION_RECORD_A,
  FRAM_COMPANION_RECORD_B, FRAM_COMPANION_SETTINGS_A, FRAM_COMPANION_SETTINGS_B, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { COMPANION_DSMR_4_2_2_P3 } from '../../../shared-protocol/generated/assembly/companions';
import { loadBanked, replaceBanked } from '../storage/banked-record';
import { isCompanionImage } from './companion-image';

// @ts-ignore: decorator
@lazy const SETTINGS = memory.data(COMPANION_SETTINGS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE_SETTINGS = memory.data(COMPANION_SETTINGS_BYTES, 8);
// @ts-ignore: decorator
@lazy const RECORD = memory.data(COMPANION_RECORD_BYTES, 8);
/** A profile on its way in, too. */
// @ts-ignore: decorator
@lazy const SPARE = memory.data(COMPANION_RECORD_BYTES, 8);

function record(): CompanionRecord {
  return changetype<CompanionRecord>(RECORD);
}

function recordToBe(): CompanionRecord {
  return changetype<CompanionRecord>(SPARE);
}

/** A meter that was never told, or whose settings are lost, has its own list. */
export function resetCompanion(): void {
  loadBanked(
    SETTINGS, SPARE_SETTINGS, COMPANION_SETTINGS_BYTES, COMPANION_SETTINGS_MAGIC, FRAM_COMPANION_SETTINGS_A, FRAM_COMPANION_SETTINGS_B,
  );
  loadBanked(
    RECORD, SPARE, COMPANION_RECORD_BYTES, COMPANION_RECORD_MAGIC, FRAM_COMPANION_RECORD_A, FRAM_COMPANION_RECORD_B,
  );
  if (!isCompanionImage(RECORD + COMPANION_RECORD_profile, loadedBytes())) record().length = 0;
}

/** Bytes of the profile that a client loaded; 0 for none. */
export function loadedBytes(): i32 {
  return min(<i32>record().length, COMPANION_MOST);
}

/** Where it stands. */
export function loadedCompanion(): usize {
  return RECORD + COMPANION_RECORD_profile;
}

/** COMPANION_*, as it was set. */
export function selectedCompanion(): i32 {
  return changetype<CompanionSettings>(SETTINGS).selected;
}

/** The profile in force; 0 for the meter's own list, which holds where a loaded one is lost. */
export function companionInForce(): usize {
  if (selectedCompanion() == COMPANION_BUILT_IN) return COMPANION_DSMR_4_2_2_P3;
  return selectedCompanion() == COMPANION_LOADED && loadedBytes() > 0 ? loadedCompanion() : 0;
}

/** Stored before it is in force. Returns a Status: NOT_FOUND for a loaded profile where none was loaded. */
export function selectCompanion(selected: i32): i32 {
  if (selected < COMPANION_OWN || selected > COMPANION_LOADED) return Status.OUT_OF_RANGE;
  if (selected == COMPANION_LOADED && loadedBytes() == 0) return Status.NOT_FOUND;
  settingsToBe().selected = <u8>selected;
  return replaceSettings();
}

/** True where rows of load profiles come as a compact array. */
export function rowsAreCompact(): bool {
  return changetype<CompanionSettings>(SETTINGS).compact != 0;
}

/** 1: they do, 0: they do not. Stored before it is in force. Returns a Status. */
export function setCompactRows(compact: i32): i32 {
  if (compact != 0 && compact != 1) return Status.OUT_OF_RANGE;
  settingsToBe().compact = <u8>compact;
  return replaceSettings();
}

/** A copy of what is in force, to be changed. */
function settingsToBe(): CompanionSettings {
  memory.copy(SPARE_SETTINGS, SETTINGS, COMPANION_SETTINGS_BYTES);
  return changetype<CompanionSettings>(SPARE_SETTINGS);
}

function replaceSettings(): i32 {
  return replaceBanked(
    SETTINGS, SPARE_SETTINGS, COMPANION_SETTINGS_BYTES, COMPANION_SETTINGS_MAGIC, FRAM_COMPANION_SETTINGS_A, FRAM_COMPANION_SETTINGS_B,
  );
}

/** Begins to take a profile. */
export function beginCompanion(): void {
  const sequence = record().sequence;
  memory.fill(SPARE, 0, COMPANION_RECORD_BYTES);
  recordToBe().sequence = sequence;
}

/** Takes a piece of it. Returns a Status. */
export function putCompanion(offset: i32, bytes: usize, length: i32): i32 {
  if (offset < 0 || offset + length > COMPANION_MOST) return Status.BAD_LENGTH;
  memory.copy(SPARE + COMPANION_RECORD_profile + <usize>offset, bytes, length);
  recordToBe().length = offset + length;
  return Status.OK;
}

/** Puts what was taken in the place of the one before, stored before. Returns a Status: OUT_OF_RANGE for bytes that are no profile. */
export function commitCompanion(): i32 {
  if (!isCompanionImage(SPARE + COMPANION_RECORD_profile, <i32>recordToBe().length)) return Status.OUT_OF_RANGE;
  return replaceBanked(
    RECORD, SPARE, COMPANION_RECORD_BYTES, COMPANION_RECORD_MAGIC, FRAM_COMPANION_RECORD_A, FRAM_COMPANION_RECORD_B,
  );
}
