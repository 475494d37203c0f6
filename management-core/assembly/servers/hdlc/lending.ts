// A port of another server, which HDLC has at a rate for one link: mode E of IEC 62056-21.
import { INACTIVITY_s } from '../../access/dlms-facts';
import { WORK_NONE } from '../cosem/dialogue';
import { isSending } from './sender';
import { Link, linkOf, Session } from './session';

const SECOND_us: i64 = 1_000_000;

/** The port is this server's own. */
const LENT_NOT: u8 = 0;
/** It waits for the first SNRM. */
const LENT: u8 = 1;
/** It had a link. */
const LENT_AND_USED: u8 = 2;

/** No link, nothing sent, no frame under way from the client: the line is free for what nobody asked for. */
export function isQuiet(session: Session): bool {
  const link = linkOf(session);
  return !link.connected && !link.token && link.due == 0 && link.count == 0 && session.work == WORK_NONE && !isSending(session);
}

/** A session that was just reset has the port of another server, at a rate in bauds. */
export function lend(session: Session, baud: i32, now_us: i64): void {
  session.baud = baud;
  session.now_us = now_us;
  linkOf(session).lent = LENT;
  linkOf(session).framed_us = now_us;
}

/** A link begins. */
export function useLent(link: Link): void {
  if (link.lent == LENT) link.lent = LENT_AND_USED;
}

/** True until the link has ended and its last frame was handed out, or no frame at all came in INACTIVITY_s. */
export function isLent(session: Session): bool {
  const link = linkOf(session);
  if (link.lent == LENT_NOT) return false;
  if (!isQuiet(session)) return true;
  return link.lent == LENT && session.now_us - link.framed_us <= <i64>INACTIVITY_s * SECOND_us;
}
