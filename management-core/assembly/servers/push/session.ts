// The house's port with a listener of DLMS/COSEM: each five or ten seconds a DataNotification that nobody asks for; what comes in is not heard.
import { DOWNLINK_PUSH_10, PORT_DOWNLINK, PORT_FORMAT_8N1, PUSH_CUSTOMER } from '../../../../shared-protocol/generated/assembly/protocol';
import { downlinkModule } from '../../access/downlink';
import { meteringStatus } from '../../link/metering-status';
import { nextInvoke } from '../../push/pushes';
import { PortWish } from '../port-wish';
import { beginPush, isLineFree, isPushOut, leavePush, putPushed } from './line';

const BAUD: i32 = 9600;
const SECOND_us: i64 = 1_000_000;

@unmanaged
export class Session extends PortWish {
  due_us: i64;
}
export const SESSION_BYTES: i32 = offsetof<Session>();

export function resetSession(session: Session): void {
  memory.fill(changetype<usize>(session), 0, SESSION_BYTES);
  session.baud = BAUD;
  session.format = PORT_FORMAT_8N1;
}

export function leaveSession(): void {
  leavePush(PORT_DOWNLINK);
}

function period_us(): i64 {
  return (downlinkModule() == DOWNLINK_PUSH_10 ? 10 : 5) * SECOND_us;
}

/** Nothing is sent before the mirror is filled; a message that finds another under way goes out behind it. */
function begins(session: Session, now_us: i64): bool {
  if (now_us < session.due_us || !isLineFree() || meteringStatus() == null) return false;
  session.due_us = session.due_us == 0 ? now_us + period_us() : max(session.due_us + period_us(), now_us);
  return beginPush(PORT_DOWNLINK, PUSH_CUSTOMER, true, nextInvoke(), false, now_us);
}

/** Writes the next piece where there is room for one. Returns its bytes. */
export function poll(session: Session, now_us: i64, out: usize, room: i32): i32 {
  if (room <= 0 || (!isPushOut(PORT_DOWNLINK) && !begins(session, now_us))) return 0;
  return putPushed(out, room);
}
