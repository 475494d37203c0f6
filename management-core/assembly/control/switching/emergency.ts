// The emergency profile of the limiter (COSEM class 71): another threshold from a time on, for so long, in meters of its group.
import { LOAD_CONTROL_SETTINGS_groups, LoadControlSettings } from '../../../../shared-protocol/generated/assembly/layouts';
import { told_s } from '../../access/told-time';
import { settings } from './settings';

export function groupAt(record: LoadControlSettings, index: i32): usize {
  return changetype<usize>(record) + LOAD_CONTROL_SETTINGS_groups + (<usize>index << 1);
}

function isOfGroup(record: LoadControlSettings): bool {
  for (let i: i32 = 0; i < <i32>record.group_count; i++) if (load<u16>(groupAt(record, i)) == record.emergency_id) return true;
  return false;
}

/** It follows from the time alone: a cut in between changes nothing. Without a known time it is not active. */
export function emergencyIsActive(): bool {
  const record = settings();
  const now_s = told_s();
  if (now_s == 0 || record.emergency_s == 0 || !isOfGroup(record)) return false;
  return now_s >= <u64>record.emergency_from_s && now_s - <u64>record.emergency_from_s < <u64>record.emergency_s;
}
