// The state of a port that telegrams leave by: the second that was told last, and how far its telegram has gone.
import { PortWish } from '../port-wish';

@unmanaged
export class Session extends PortWish {
  /** Characters of the telegram, 0 while there is none, and how many of them were handed out. */
  length: i32;
  sent: i32;
  /** Seconds since 1970 (UTC) that the last telegram was for. */
  second: i64;
}

export const SESSION_BYTES: i32 = offsetof<Session>();
