// The date and time of twelve bytes that is not specified, and moments that may be (IEC 62056-6-2, 4.1.6.1).
import { DATE_TIME_BYTES } from '../../../shared-protocol/assembly/objects/date-time';
import { setBytes, setDateTime, Value } from '../../../shared-protocol/assembly/objects/value';

const OPEN: u8 = 0xff;
/** Date, hour, minute and second. */
const CHECKED: i32 = 8;
const SECOND_ms: i64 = 1000;

// @ts-ignore: decorator
@lazy const UNSPECIFIED = memory.data<u8>([255, 255, 255, 255, 255, 255, 255, 255, 255, 128, 0, 255]);

export function setUnspecified(value: Value): i32 {
  return setBytes(value, UNSPECIFIED, DATE_TIME_BYTES);
}

/** Seconds since 1970 in UTC; 0 is a time that nobody knows. */
export function setMoment(value: Value, utc_s: i64): i32 {
  return utc_s == 0 ? setUnspecified(value) : setDateTime(value, utc_s * SECOND_ms, 0, 0);
}

/** True of the bytes at an address that specify neither a date nor a time of day. */
export function isUnspecified(at: usize): bool {
  for (let i: i32 = 0; i < CHECKED; i++) if (load<u8>(at + i) != OPEN) return false;
  return true;
}
