// What a clock on the wall shows now, by the metering core's clock and the zone that it told.
import { Status as MeterStatus } from '../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_READ_STATUS } from '../../../shared-protocol/generated/assembly/protocol';
import { frontBank, isMirrored, mirrored } from '../link/mirror';
import { slotOf } from '../link/slots';
import { books } from '../registers/books';
import { daylightOf, localOf } from '../time/zone';

/** Seconds since 1970, 0 while no time is known. */
export function localNow_s(): i64 {
  const slot = slotOf(MESSAGE_READ_STATUS, 0);
  if (!isMirrored(frontBank(), slot)) return 0;
  const utc_s = <i64>changetype<MeterStatus>(mirrored(frontBank(), slot)).clock_s;
  return utc_s == 0 ? 0 : localOf(utc_s, daylightOf(books().quality));
}
