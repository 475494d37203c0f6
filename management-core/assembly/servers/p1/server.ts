// Serves P1: a telegram each second of the meter's clock, whole within it; none while something of it is not known, or nobody is there.
import { MESSAGE_READ_STATUS, PORT_FORMAT_8N1 } from '../../../../shared-protocol/generated/assembly/protocol';
import { Status as StatusRecord } from '../../../../shared-protocol/generated/assembly/layouts';
import { downlinkModule } from '../../access/downlink';
import { ageIn, recordIn, shownSnapshot } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { moduleIsInDownlink } from '../../surroundings/contacts';
import { resetWallClock, takeWallClock, wallClock_s } from '../../time/wall-clock';
import { Session, SESSION_BYTES } from './session';
import { buildTelegram, telegram } from './telegram';

/** 8N1 (DSMR P1 5.0.2). */
const BAUD: i32 = 115_200;
/** What was measured longer ago is not told as if it were of now. */
const AGE_MAX_us: i64 = 5_000_000;

export const PIECE_MAX: i32 = 256;

export function resetSession(session: Session): void {
  memory.fill(changetype<usize>(session), 0, SESSION_BYTES);
  resetWallClock();
  session.baud = BAUD;
  session.format = PORT_FORMAT_8N1;
}

/** Learns what time it is; false while it is not known, or what is shown is old. */
function takeTime(snapshot: usize, now_us: i64): bool {
  const slot = slotOf(MESSAGE_READ_STATUS, 0);
  const record = recordIn(snapshot, slot);
  const age_us = ageIn(snapshot, slot);
  if (record == 0 || age_us > AGE_MAX_us) return false;
  const clock_s = changetype<StatusRecord>(record).clock_s;
  if (clock_s == 0) return false;
  takeWallClock(<i64>clock_s, now_us - age_us);
  return true;
}

/** Makes the telegram of a second that has not had its own. */
function begin(session: Session, now_us: i64): void {
  const snapshot = shownSnapshot(now_us);
  if (!takeTime(snapshot, now_us)) return;
  const second = wallClock_s(now_us);
  if (second == session.second) return;
  session.second = second;
  session.length = buildTelegram(downlinkModule(), snapshot, second);
  session.sent = 0;
}

/** The module went: what it was being told ends where it is, as for a request that is withdrawn (DSMR P1 5.0.2). */
function breakOff(session: Session): i32 {
  session.abandons = true;
  session.length = 0;
  return 0;
}

/** Hands out what there is room for, while a module asks for it by being there. Returns its length. */
export function poll(session: Session, now_us: i64, out: usize, room: i32): i32 {
  if (!moduleIsInDownlink()) return breakOff(session);
  if (room == 0) return 0;
  if (session.length == 0) begin(session, now_us);
  if (session.length == 0) return 0;
  const piece = min(session.length - session.sent, room);
  memory.copy(out, telegram() + session.sent, piece);
  session.sent += piece;
  if (session.sent == session.length) session.length = 0;
  return piece;
}
