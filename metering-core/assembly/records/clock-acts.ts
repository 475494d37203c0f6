// What moves the clock at somebody's word, each entered into the audit trail before it is done.
// Legally relevant (IR46). Changes alter the software identification.
import {
  AUDIT_BY_LEGAL, AUDIT_CLOCK_BROADCAST, AUDIT_CLOCK_SET, AUDIT_CLOCK_SLEWED, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { clock_s } from '../clock/rtc';
import {
  judgeBroadcast, judgeSetting, judgeSlew, setClockByCommand, slewByBroadcast, slewByCommand,
} from '../clock/setting';
import { enterAudit } from './audit';

/** As setClockByCommand, of a client; or why it cannot be entered. */
export function setClock(client: i32, time_s: u64, uncertain_s: i32): i32 {
  let status = judgeSetting(time_s, uncertain_s);
  if (status == Status.OK) status = enterAudit(AUDIT_CLOCK_SET, client, uncertain_s, clock_s, time_s);
  return status == Status.OK ? setClockByCommand(time_s, uncertain_s) : status;
}

/** As slewByCommand, of a client; or why it cannot be entered. */
export function slewClock(client: i32, by_s: i64): i32 {
  let status = judgeSlew(by_s);
  if (status == Status.OK) status = enterAudit(AUDIT_CLOCK_SLEWED, client, 0, clock_s, clock_s + by_s);
  return status == Status.OK ? slewByCommand(by_s) : status;
}

/** As slewByBroadcast, which counts what it refuses; or why it cannot be entered. */
export function takeBroadcast(time_s: u64): i32 {
  if (judgeBroadcast(time_s) != Status.OK) return slewByBroadcast(time_s);
  const status = enterAudit(AUDIT_CLOCK_BROADCAST, AUDIT_BY_LEGAL, 0, clock_s, time_s);
  return status == Status.OK ? slewByBroadcast(time_s) : status;
}
