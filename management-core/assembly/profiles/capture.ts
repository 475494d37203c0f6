// Captures the load profiles: when an interval ends, what its row has, and what is to be said of it.
import { MinuteRecord, PROFILE_ROW_BYTES, PROFILE_ROW_value, ProfileRow } from '../../../shared-protocol/generated/assembly/layouts';
import {
  METERING_FLAG_AFE, METERING_FLAG_REGISTERS_LOST, PROFILE_COLUMNS, PROFILE_STATUS_CLOCK_ADJUSTED, PROFILE_STATUS_CLOCK_INVALID,
  PROFILE_STATUS_CRITICAL, PROFILE_STATUS_DAYLIGHT, PROFILE_STATUS_NOT_BILLABLE, PROFILE_STATUS_POWER_DOWN, QUALITY_DAYLIGHT,
  QUALITY_STOPPED, QUALITY_UNKNOWN, RECORD_FLAG_CLOCK_CHANGED, RECORD_FLAG_STARTED,
} from '../../../shared-protocol/generated/assembly/protocol';
import { books } from '../registers/books';
import { intervalBegan } from '../time/schedule';
import { capture } from './columns';
import { columnOf, editionOf, profileMinutes, PROFILES } from './settings';

const MINUTE_s: i64 = 60;

// @ts-ignore: decorator
@lazy const ROW = memory.data(PROFILE_ROW_BYTES, 8);

/** What a record says of the interval it is in. */
function statusOf(record: MinuteRecord, follows: bool): i32 {
  let bits: i32 = follows ? 0 : PROFILE_STATUS_NOT_BILLABLE;
  if (record.flags & <u16>RECORD_FLAG_STARTED) bits |= PROFILE_STATUS_POWER_DOWN;
  if (record.flags & <u16>RECORD_FLAG_CLOCK_CHANGED) bits |= PROFILE_STATUS_CLOCK_ADJUSTED | PROFILE_STATUS_NOT_BILLABLE;
  if (record.quality & <u8>(QUALITY_UNKNOWN | QUALITY_STOPPED)) bits |= PROFILE_STATUS_CLOCK_INVALID | PROFILE_STATUS_NOT_BILLABLE;
  if (record.trust & <u8>(METERING_FLAG_AFE | METERING_FLAG_REGISTERS_LOST)) bits |= PROFILE_STATUS_CRITICAL | PROFILE_STATUS_NOT_BILLABLE;
  return bits;
}

function note(profile: i32, bits: i32): void {
  if (profile) books().profile_status_1 |= <u8>bits;
  else books().profile_status_0 |= <u8>bits;
}

function ends(profile: i32, before_s: i64, local_s: i64): bool {
  const minutes = profileMinutes(profile);
  return local_s % (<i64>minutes * MINUTE_s) == 0 || intervalBegan(before_s, local_s, minutes);
}

/** Notes what a record says of both intervals under way. Returns bits: bit n: that of profile n ends with it. */
export function noteRecord(record: MinuteRecord, follows: bool, before_s: i64, local_s: i64): i32 {
  let ended: i32 = 0;
  for (let profile: i32 = 0; profile < PROFILES; profile++) {
    note(profile, statusOf(record, follows));
    if (record.time_s != 0 && ends(profile, before_s, local_s)) ended |= 1 << profile;
  }
  return ended;
}

/** The status so far, which begins anew. */
function takeStatus(profile: i32): u8 {
  const status = profile ? books().profile_status_1 : books().profile_status_0;
  if (profile) books().profile_status_1 = 0;
  else books().profile_status_0 = 0;
  return status;
}

function nextSequence(profile: i32): u32 {
  return profile ? ++books().profile_rows_1 : ++books().profile_rows_0;
}

/** The row of an interval that ends with a record. */
export function makeProfileRow(profile: i32, record: MinuteRecord): usize {
  const row = changetype<ProfileRow>(ROW);
  memory.fill(ROW, 0, PROFILE_ROW_BYTES);
  row.time_s = record.time_s;
  row.sequence = nextSequence(profile);
  row.status = takeStatus(profile) | (record.quality & <u8>QUALITY_DAYLIGHT ? <u8>PROFILE_STATUS_DAYLIGHT : 0);
  row.quality = record.quality;
  row.columns = <u8>PROFILE_COLUMNS;
  row.edition = editionOf(profile);
  for (let i: i32 = 0; i < PROFILE_COLUMNS; i++) {
    store<i64>(ROW + PROFILE_ROW_value + <usize>(i << 3), capture(record, columnOf(profile, i)));
  }
  return ROW;
}

/** Sequence of the newest row of a profile, 0 for none. */
export function newestRow(profile: i32): u32 {
  return profile ? books().profile_rows_1 : books().profile_rows_0;
}
