// How uncertain the time is: what the last command left, and what the RTC may have drifted since (IEC 62054-21, 7.5).
// Legally relevant (IR46). Changes alter the software identification.
import { CLOCK_STATE_BYTES, ClockState } from '../../../shared-protocol/generated/assembly/layouts';
import { CLOCK_STATE_MAGIC, FRAM_CLOCK_STATE_A, FRAM_CLOCK_STATE_B } from '../../../shared-protocol/generated/assembly/protocol';
import { Found, loadBanked, storeBanked } from '../storage/banked-record';
import { DAY_s } from '../../../shared-protocol/assembly/objects/calendar';
import { clock_s, clockTemperature_mC } from './rtc';

/** Drift of the RTC at its reference temperature, and more for each millikelvin beside it, us a day. */
const REFERENCE_us: i64 = 500_000;
const REFERENCE_mC: i32 = 23_000;
const PER_mK_us: i64 = 150;
/** On the backup supply, at a temperature nobody measured, us a day. */
const BACKUP_us: i64 = 1_000_000;
/** As uncertain as a clock that no command ever set. */
export const UNKNOWN_s: i64 = i32.MAX_VALUE;

// @ts-ignore: decorator
@lazy const STATE = memory.data(CLOCK_STATE_BYTES, 8);
// @ts-ignore: decorator
@lazy const CANDIDATE = memory.data(CLOCK_STATE_BYTES, 8);

/** The clock ran on its backup supply since the uncertainty was summed up. */
let fromBackup: bool = true;
/** What the start found of the state, Found bits. */
export let clockStateFound: i32 = 0;

export function clockState(): ClockState {
  return changetype<ClockState>(STATE);
}

/** Loads the state; what lies between it and the first time told was on the backup supply. */
export function loadClockState(): void {
  clockStateFound = loadBanked(STATE, CANDIDATE, CLOCK_STATE_BYTES, CLOCK_STATE_MAGIC, FRAM_CLOCK_STATE_A, FRAM_CLOCK_STATE_B);
  fromBackup = true;
}

export function storeClockState(): i32 {
  return storeBanked(STATE, CLOCK_STATE_BYTES, CLOCK_STATE_MAGIC, FRAM_CLOCK_STATE_A, FRAM_CLOCK_STATE_B);
}

function drift_us_a_day(): i64 {
  const beside_mK = clockTemperature_mC - REFERENCE_mC;
  const drift = REFERENCE_us + PER_mK_us * <i64>(beside_mK < 0 ? -beside_mK : beside_mK);
  return fromBackup ? max(drift, BACKUP_us) : drift;
}

/** Uncertainty at the present time, us; the clock may have been behind the state's time: by that it is uncertain, too. */
function uncertaintyNow_us(): u64 {
  const state = clockState();
  const since_s = <i64>(clock_s - state.known_s);
  const passed_s = since_s < 0 ? -since_s : since_s;
  return state.uncertainty_us + <u64>(passed_s * drift_us_a_day() / DAY_s) + (since_s < 0 ? <u64>(passed_s * 1_000_000) : 0);
}

/** Seconds by which the time may be wrong, rounded up; UNKNOWN_s before the first command, or without a time. */
export function uncertainty_s(): i64 {
  if (clock_s == 0 || clockState().known_s == 0) return UNKNOWN_s;
  return <i64>min<u64>((uncertaintyNow_us() + 999_999) / 1_000_000, <u64>UNKNOWN_s);
}

/** Sums up to the present time and stores that: each hour, and with the first time after a start. */
export function sumUncertainty(): void {
  const state = clockState();
  if (clock_s == 0 || state.known_s == 0) return;
  state.uncertainty_us = uncertaintyNow_us();
  state.known_s = clock_s;
  fromBackup = false;
  storeClockState();
}

/** The clock shows a time known to so many microseconds. */
export function knowTime(time_s: u64, uncertainty_us: u64): void {
  clockState().known_s = time_s;
  clockState().uncertainty_us = uncertainty_us;
  fromBackup = false;
}
