// Hours in which the load switch is open: days of the week, from and to; by the clock on the wall.
import {
  LOAD_CONTROL_SETTINGS_schedule_days, LOAD_CONTROL_SETTINGS_schedule_from_min, LOAD_CONTROL_SETTINGS_schedule_to_min, LoadControlSettings,
} from '../../../../shared-protocol/generated/assembly/layouts';
import { ACTOR_SCHEDULE, CONTROL_READY, FUNCTION_OPEN_HOURS, OPEN_HOURS } from '../../../../shared-protocol/generated/assembly/protocol';
import { functionIsOn } from '../../access/functions';
import { isWithinHours } from '../../time/hours';
import { localNow_s } from '../local-now';
import { settings } from './settings';
import { controlState } from './state';

const ALL_DAYS: i32 = 0x7f;
const DAY_min: i32 = 1440;

function at(record: LoadControlSettings): usize {
  return changetype<usize>(record);
}

export function daysOf(record: LoadControlSettings, index: i32): i32 {
  return load<u8>(at(record) + LOAD_CONTROL_SETTINGS_schedule_days + <usize>index);
}

export function fromOf_min(record: LoadControlSettings, index: i32): i32 {
  return load<u16>(at(record) + LOAD_CONTROL_SETTINGS_schedule_from_min + (<usize>index << 1));
}

export function toOf_min(record: LoadControlSettings, index: i32): i32 {
  return load<u16>(at(record) + LOAD_CONTROL_SETTINGS_schedule_to_min + (<usize>index << 1));
}

/** Sets an entry of a copy; no days, no hours. False for days or minutes that there are not. */
export function setHours(record: LoadControlSettings, index: i32, days: i64, from_min: i64, to_min: i64): bool {
  if (days < 0 || days > ALL_DAYS || from_min < 0 || from_min >= DAY_min || to_min < 0 || to_min > DAY_min) return false;
  store<u8>(at(record) + LOAD_CONTROL_SETTINGS_schedule_days + <usize>index, <u8>days);
  store<u16>(at(record) + LOAD_CONTROL_SETTINGS_schedule_from_min + (<usize>index << 1), <u16>from_min);
  store<u16>(at(record) + LOAD_CONTROL_SETTINGS_schedule_to_min + (<usize>index << 1), <u16>to_min);
  return true;
}

function hasHours(): bool {
  for (let i: i32 = 0; i < OPEN_HOURS; i++) if (daysOf(settings(), i)) return true;
  return false;
}

/** True of a switch that is open by its hours already. */
function isOpenByHours(): bool {
  return controlState().control == <u8>CONTROL_READY && controlState().cause == <u8>ACTOR_SCHEDULE;
}

/** Bit of the actor that asks to open, 0 for none; while no time is known it stays as it is. */
export function scheduleWish(): u32 {
  if (!hasHours() || !functionIsOn(FUNCTION_OPEN_HOURS)) return 0;
  const now_s = localNow_s();
  if (now_s == 0 && isOpenByHours()) return 1 << ACTOR_SCHEDULE;
  const record = settings();
  for (let i: i32 = 0; i < OPEN_HOURS; i++) {
    if (isWithinHours(now_s, daysOf(record, i), fromOf_min(record, i), toOf_min(record, i))) return 1 << ACTOR_SCHEDULE;
  }
  return 0;
}
