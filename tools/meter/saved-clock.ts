// The time at which a kept meter was saved last: a bench goes on from there, as if no time had gone by while it was off.
import {
  FRAM_HOT_A,
  FRAM_HOT_B,
  HOT_RECORD_MAGIC,
  LAYOUTS,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { decodeRecord } from '../records/records.ts';

/** Seconds since 1970, UTC; undefined for a meter that never knew one. */
export function savedClock_s(fram: Uint8Array): number | undefined {
  const banks = [FRAM_HOT_A, FRAM_HOT_B].map((address) =>
    decodeRecord('hot_record', fram.subarray(address, address + LAYOUTS.hot_record.bytes)),
  );
  const whole = banks.filter(({ magic }) => Number(magic) === HOT_RECORD_MAGIC);
  const [newest] = whole.sort((a, b) => Number(b.sequence) - Number(a.sequence));
  return newest && Number(newest.clock_s) > 0 ? Number(newest.clock_s) + 1 : undefined;
}
