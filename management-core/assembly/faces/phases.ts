// Tells which objects speak of phases that the meter's service has not: what is not there is not shown.
import { Identification } from '../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_IDENTIFY, SERVICE_1P2W, SERVICE_2P3W } from '../../../shared-protocol/generated/assembly/protocol';
import { codeField, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { recordIn } from '../link/mirror';
import { slotOf } from '../link/slots';

/** Places of medium, C, D and E in a code (IEC 62056-6-1). */
const MEDIUM: i32 = 0;
const GROUP_C: i32 = 2;
const GROUP_E: i32 = 4;
const ELECTRICITY: i32 = 1;
/** C of L1 ends before it; L2 and L3 have 20 each from here. */
const FIRST_OF_L2: i32 = 41;
const FIRST_OF_L3: i32 = 61;
const BEHIND_L3: i32 = 81;
/** Voltages between lines: L1 L2, then L2 L3 and L3 L1. */
const LINES: i32 = 124;
/** Angles: E has a digit for each of the two inputs, 0 to 2 for the voltages, 4 to 6 for the currents of L1 to L3. */
const ANGLES: i32 = 81;
const CURRENT_OF_L1: i32 = 4;
/** Of any current (11) or voltage (12), from this E on: our own codes for what the phases say together. */
const ANY_CURRENT: i32 = 11;
const ANY_VOLTAGE: i32 = 12;
const TOGETHER: i32 = 131;
const ZERO_SEQUENCE: i32 = 132;
const BEHIND_TOGETHER: i32 = 134;

/** The phase of an input by its digit. */
function phaseOf(digit: i32): i32 {
  return digit % CURRENT_OF_L1 + 1;
}

/** The last phase an object speaks of, 1 to 3: two legs have no negative sequence and no order, but a zero sequence. */
function lastPhase(row: ObjectRow, entry: i32): i32 {
  if (codeField(row, entry, MEDIUM) != ELECTRICITY) return 1;
  const c = codeField(row, entry, GROUP_C);
  const e = codeField(row, entry, GROUP_E);
  if (c == ANGLES) return max(phaseOf(e / 10), phaseOf(e % 10));
  if (c == ANY_CURRENT || c == ANY_VOLTAGE) {
    if (e < TOGETHER || e >= BEHIND_TOGETHER) return 1;
    return e == ZERO_SEQUENCE ? 2 : 3;
  }
  if (c >= LINES) return c == LINES ? 2 : 3;
  if (c < FIRST_OF_L2 || c >= BEHIND_L3) return 1;
  return c < FIRST_OF_L3 ? 2 : 3;
}

function phasesOf(service: u8): i32 {
  if (service == <u8>SERVICE_1P2W) return 1;
  return service == <u8>SERVICE_2P3W ? 2 : 3;
}

/** True when the meter has the phases an object speaks of; every object counts while its service is not known. */
export function hasPhasesOf(row: ObjectRow, entry: i32, snapshot: usize): bool {
  const record = recordIn(snapshot, slotOf(MESSAGE_IDENTIFY, 0));
  return record == 0 || lastPhase(row, entry) <= phasesOf(changetype<Identification>(record).service);
}
