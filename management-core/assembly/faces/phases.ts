// Tells which objects speak of phases that the meter's service has not: what is not there is not shown.
import { Identification } from '../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_IDENTIFY, SERVICE_1P2W, SERVICE_2P3W } from '../../../shared-protocol/generated/assembly/protocol';
import { codeField, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { recordIn } from '../link/mirror';
import { slotOf } from '../link/slots';

/** Places of medium, C and E in a code (IEC 62056-6-1). */
const MEDIUM: i32 = 0;
const GROUP_C: i32 = 2;
const GROUP_E: i32 = 4;
const ELECTRICITY: i32 = 1;
/** C has 20 for the total, then 20 for each of L1 to L3. */
const PER_PHASE: i32 = 20;
const BEHIND_L3: i32 = 81;
/** Angles: E has a digit for each of the two inputs, 0 to 2 for the voltages, 4 to 6 for the currents of L1 to L3. */
const ANGLES: i32 = 81;
const CURRENT_OF_L1: i32 = 4;
/** Of any current (11) or voltage (12), from this E on: our own codes for what the phases say together. */
const ANY_CURRENT: i32 = 11;
const ANY_VOLTAGE: i32 = 12;
const TOGETHER: i32 = 131;
const BEHIND_TOGETHER: i32 = 134;

/** Phase 1 to 3 of a digit of an angle's E. */
function phaseOfInput(input: i32): i32 {
  return (input % CURRENT_OF_L1) + 1;
}

/** The highest phase that an object speaks of, 1 to 3; 1 for the total and what has none. */
function highestPhase(row: ObjectRow, entry: i32): i32 {
  if (codeField(row, entry, MEDIUM) != ELECTRICITY) return 1;
  const c = codeField(row, entry, GROUP_C);
  const e = codeField(row, entry, GROUP_E);
  if (c == ANGLES) return max(phaseOfInput(e / 10), phaseOfInput(e % 10));
  if (c == ANY_CURRENT || c == ANY_VOLTAGE) return e >= TOGETHER && e < BEHIND_TOGETHER ? 2 : 1;
  return c < BEHIND_L3 ? max((c - 1) / PER_PHASE, 1) : 1;
}

function phasesOf(service: i32): i32 {
  if (service == SERVICE_1P2W) return 1;
  return service == SERVICE_2P3W ? 2 : 3;
}

/** True when the meter has the phases an object speaks of; every object counts while its service is not known. */
export function hasPhasesOf(row: ObjectRow, entry: i32, snapshot: usize): bool {
  const record = recordIn(snapshot, slotOf(MESSAGE_IDENTIFY, 0));
  if (record == 0) return true;
  return highestPhase(row, entry) <= phasesOf(<i32>changetype<Identification>(record).service);
}
