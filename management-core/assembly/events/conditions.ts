// What lasts at the management board, one bit each, and which codes tell that it begins and ends: each change is logged once, over a start too.
import {
  CODE_BATTERY_REPLACE, CODE_BYPASS, CODE_BYPASS_GONE, CODE_CLOCK_INVALID, CODE_LINK_BACK, CODE_LINK_LOST, CODE_MAGNET, CODE_MAGNET_GONE,
  CODE_MODULE_INSERTED, CODE_MODULE_REMOVED, CODE_TERMINAL_COVER_OFF, CODE_TERMINAL_COVER_ON, CODE_TERMINALS_COOL, CODE_TERMINALS_HOT,
} from '../../../shared-protocol/generated/assembly/event-logs';
import {
  CONTACT_DOWNLINK_MODULE, CONTACT_MAGNET, CONTACT_TERMINAL_COVER, LOG_STATE_BYPASS, LOG_STATE_CLOCK, LOG_STATE_COVER, LOG_STATE_HOT,
  LOG_STATE_LATCH_LOST, LOG_STATE_LINK, LOG_STATE_MAGNET, LOG_STATE_MODULE, MESSAGE_READ_STATUS,
} from '../../../shared-protocol/generated/assembly/protocol';
import { told_s } from '../access/told-time';
import { isSwitchKnown, voltageBehindOpenSwitch } from '../control/load-switch';
import { age_us, frontBank } from '../link/mirror';
import { slotOf } from '../link/slots';
import { putNow } from '../logs/log-event';
import { draftState, logState } from '../logs/state';
import {
  contactIsKnown, coverIsOpen, latchIsLost, latchIsRead, magnetIsNear, moduleIsInDownlink, sensorWorks, terminals_mC, terminalsAreHot,
} from '../surroundings/contacts';

/** No answer for so long is a link that is lost. */
const LINK_us: i64 = 10_000_000;

/** Bits that are known to be set, and bits that are known at all. */
let set: i32 = 0;
let known: i32 = 0;

function look(bit: i32, isKnown: bool, isSet: bool): void {
  if (isKnown) known |= bit;
  if (isSet) set |= bit;
}

/** Looks at all of them; returns what is otherwise than it was logged. */
export function changedConditions(now_us: i64): i32 {
  set = 0;
  known = 0;
  const age = age_us(frontBank(), slotOf(MESSAGE_READ_STATUS, 0), now_us);
  look(LOG_STATE_COVER, contactIsKnown(CONTACT_TERMINAL_COVER), coverIsOpen());
  look(LOG_STATE_MAGNET, contactIsKnown(CONTACT_MAGNET), magnetIsNear());
  look(LOG_STATE_MODULE, contactIsKnown(CONTACT_DOWNLINK_MODULE), moduleIsInDownlink());
  look(LOG_STATE_LATCH_LOST, latchIsRead, latchIsLost());
  look(LOG_STATE_HOT, sensorWorks, terminalsAreHot());
  look(LOG_STATE_BYPASS, isSwitchKnown(), voltageBehindOpenSwitch());
  look(LOG_STATE_LINK, age >= 0 || now_us > LINK_us, age < 0 || age > LINK_us);
  look(LOG_STATE_CLOCK, age >= 0 && age <= LINK_us, told_s() == 0);
  return (<i32>logState().conditions ^ set) & known;
}

/** The code of a change; 0: it is none of the logs'. */
function codeOfChange(bit: i32, begins: bool): i32 {
  if (bit == LOG_STATE_COVER) return begins ? CODE_TERMINAL_COVER_OFF : CODE_TERMINAL_COVER_ON;
  if (bit == LOG_STATE_MAGNET) return begins ? CODE_MAGNET : CODE_MAGNET_GONE;
  if (bit == LOG_STATE_MODULE) return begins ? CODE_MODULE_INSERTED : CODE_MODULE_REMOVED;
  if (bit == LOG_STATE_HOT) return begins ? CODE_TERMINALS_HOT : CODE_TERMINALS_COOL;
  if (bit == LOG_STATE_BYPASS) return begins ? CODE_BYPASS : CODE_BYPASS_GONE;
  if (bit == LOG_STATE_LINK) return begins ? CODE_LINK_LOST : CODE_LINK_BACK;
  if (bit == LOG_STATE_LATCH_LOST) return begins ? CODE_BATTERY_REPLACE : 0;
  return begins ? CODE_CLOCK_INVALID : 0;
}

/** Puts the changes that changedConditions found, one entry each. */
export function putConditions(changed: i32): void {
  for (let left = changed; left != 0; left &= left - 1) {
    const bit = left & -left;
    const code = codeOfChange(bit, (set & bit) != 0);
    if (code) putNow(code, bit == LOG_STATE_HOT ? terminals_mC : bit == LOG_STATE_LATCH_LOST ? 1 : 0);
  }
  draftState().conditions = <u16>(<i32>draftState().conditions ^ changed);
}
