// What DL/T 645-2007 carries beside numbers: texts, events, the software's SHA-256, what was refused, bounds of rings.
// Legally relevant (IR46). Changes alter the software identification.
import { Bytes645 } from '../../../shared-protocol/generated/assembly/dlt645';
import { LEGAL_LINE_first_s, LEGAL_LINE_last_s, LEGAL_LINE_refused } from '../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { softwareId } from '../host';
import { newestOf, oldestOf } from '../records/ring-reader';
import { putBcd, putNumber } from './bcd';
import { putCounts, putOpening, putPowerDown, putSetting, putSpan } from './events';
import { legalLine } from './line';
import { localDigits } from './local';
import { putText } from './texts';

const TIMES_BYTES: i32 = 4;
const TIME_BYTES: i32 = 6;
const CURRENT_BYTES: i32 = 3;

/** How often, first and last time. */
function putRefusal(to: usize, kind: i32): void {
  const at = changetype<usize>(legalLine()) + <usize>(kind << 2);
  putBcd(to, <i64>load<u32>(at + LEGAL_LINE_refused), TIMES_BYTES);
  putNumber(to + TIMES_BYTES, localDigits(<i64>load<u32>(at + LEGAL_LINE_first_s)), TIME_BYTES, 0);
  putNumber(to + TIMES_BYTES + TIME_BYTES, localDigits(<i64>load<u32>(at + LEGAL_LINE_last_s)), TIME_BYTES, 0);
}

/** Sequences, 0 for none. */
function putBounds(to: usize, ring: i32): void {
  store<u32>(to, oldestOf(ring));
  store<u32>(to, newestOf(ring), 4);
}

/** Puts bytes by their provider, its parameter and the lowest byte of the identifier. False where there is no such data. */
export function putProvided(to: usize, what: i32, parameter: i32, di0: i32, bytes: i32): bool {
  switch (what) {
    case Bytes645.EVENT_COUNTS: putCounts(to, parameter, bytes); return true;
    case Bytes645.TOTAL_LOSS: return putSpan(to, parameter, di0, CURRENT_BYTES);
    case Bytes645.POWER_DOWN: return putPowerDown(to, parameter, di0);
    case Bytes645.CLOCK_SETTING: return putSetting(to, parameter, di0);
    case Bytes645.COVER_OPENING: return putOpening(to, parameter, di0);
    case Bytes645.SOFTWARE: return softwareId(to) == Status.OK;
    case Bytes645.REFUSAL: putRefusal(to, di0); return true;
    case Bytes645.RING_BOUNDS: putBounds(to, di0); return true;
    default: putText(to, what, bytes); return true;
  }
}
