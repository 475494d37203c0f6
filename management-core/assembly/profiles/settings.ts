// What the load profiles capture and how often: in two banks of the FRAM, replaced as a whole.
import { PROFILE_SETTINGS_BYTES, PROFILE_SETTINGS_column, ProfileSettings } from '../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_PROFILE_SETTINGS_A, FRAM_PROFILE_SETTINGS_B, PROFILE_COLUMNS, PROFILE_SETTINGS_MAGIC, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { Found, loadBanked, replaceBanked } from '../storage/banked-record';
import { isCapturable } from './columns';

export const PROFILES: i32 = 2;
const HOUR_min: i32 = 60;

// @ts-ignore: decorator
@lazy const SETTINGS = memory.data(PROFILE_SETTINGS_BYTES, 8);
// @ts-ignore: decorator
@lazy const NEXT = memory.data(PROFILE_SETTINGS_BYTES, 8);
/** Columns by C, D and E: all registers of the total and last averages each quarter of an hour, active import by rate each hour. */
// @ts-ignore: decorator
@lazy const DEFAULTS = memory.data<u32>([
  0x010800, 0x020800, 0x030800, 0x040800, 0x090800, 0x0a0800, 0x010500, 0x020500,
  0x010801, 0x010802, 0x010803, 0x010804, 0x010805, 0x010806, 0x010807, 0x010808,
]);

export function profileSettings(): ProfileSettings {
  return changetype<ProfileSettings>(SETTINGS);
}

function columnsAt(settings: usize, profile: i32): usize {
  return settings + PROFILE_SETTINGS_column + <usize>((profile * PROFILE_COLUMNS) << 2);
}

/** What a column captures: C, D and E of its code, E lowest. */
export function columnOf(profile: i32, column: i32): u32 {
  return load<u32>(columnsAt(SETTINGS, profile) + (column << 2));
}

/** Minutes of an interval. */
export function profileMinutes(profile: i32): i32 {
  return profile ? profileSettings().minutes_1 : profileSettings().minutes_0;
}

/** Sequence of the first row that has the columns in force. */
export function firstOfEdition(profile: i32): u32 {
  return profile ? profileSettings().first_1 : profileSettings().first_0;
}

export function editionOf(profile: i32): u8 {
  return profile ? profileSettings().edition_1 : profileSettings().edition_0;
}

export function loadProfileSettings(): void {
  const found = loadBanked(
    SETTINGS, NEXT, PROFILE_SETTINGS_BYTES, PROFILE_SETTINGS_MAGIC, FRAM_PROFILE_SETTINGS_A, FRAM_PROFILE_SETTINGS_B,
  );
  if (found & Found.WHOLE) return;
  profileSettings().minutes_0 = 15;
  profileSettings().minutes_1 = 60;
  memory.copy(SETTINGS + PROFILE_SETTINGS_column, DEFAULTS, (PROFILES * PROFILE_COLUMNS) << 2);
}

/** What is in force, to be changed. */
export function settingsToBe(): ProfileSettings {
  memory.copy(NEXT, SETTINGS, PROFILE_SETTINGS_BYTES);
  return changetype<ProfileSettings>(NEXT);
}

export function putColumn(profile: i32, column: i32, code: u32): void {
  store<u32>(columnsAt(NEXT, profile) + (column << 2), code);
}

function isSound(profile: i32, minutes: i32): bool {
  if (minutes < 1 || minutes > HOUR_min || HOUR_min % minutes != 0) return false;
  for (let i: i32 = 0; i < PROFILE_COLUMNS; i++) {
    if (!isCapturable(load<u32>(columnsAt(NEXT, profile) + (i << 2)))) return false;
  }
  return true;
}

/** Makes what was changed of a profile hold from a row on. Returns OUT_OF_RANGE with the old settings in force, or a Status. */
export function replaceSettings(profile: i32, first: u32): i32 {
  const next = changetype<ProfileSettings>(NEXT);
  if (!isSound(profile, profile ? next.minutes_1 : next.minutes_0)) return Status.OUT_OF_RANGE;
  if (profile) {
    next.first_1 = first;
    next.edition_1++;
  } else {
    next.first_0 = first;
    next.edition_0++;
  }
  next.sequence = profileSettings().sequence;
  return replaceBanked(SETTINGS, NEXT, PROFILE_SETTINGS_BYTES, PROFILE_SETTINGS_MAGIC, FRAM_PROFILE_SETTINGS_A, FRAM_PROFILE_SETTINGS_B);
}
