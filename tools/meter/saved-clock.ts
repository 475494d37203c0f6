// The time at which a kept meter was saved last: a bench goes on from there, as if no time had gone by while it was off.
import { FRAM_HOT_A, FRAM_HOT_B, HOT_RECORD_MAGIC } from '../../shared-protocol/generated/ts/protocol.ts';
import { newerBank } from '../records/banked.ts';

/** Seconds since 1970, UTC; undefined for a meter that never knew one. */
export function savedClock_s(fram: Uint8Array): number | undefined {
  const saved_s = Number(
    newerBank(fram, 'hot_record', HOT_RECORD_MAGIC, [FRAM_HOT_A, FRAM_HOT_B])?.clock_s ?? 0,
  );
  return saved_s > 0 ? saved_s + 1 : undefined;
}
