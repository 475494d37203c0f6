// The state of a conversation with a Modbus master: the request as it comes, the answer as it goes.
import { PortWish } from '../port-wish';

/** The longest frame of Modbus RTU (Modbus over serial line 1.02, 2.5.1). */
export const FRAME_MAX: i32 = 256;

@unmanaged
export class Session extends PortWish {
  /** Bytes of the request so far; one that grows over FRAME_MAX is none. */
  length: i32;
  /** Bytes came since the session was last moved on. */
  heard: bool;
  /** When a byte was last heard, as near as a tick tells. */
  heard_us: i64;
  /** Bytes of the answer that wait to be sent. */
  answer: i32;
}

const FRAME: usize = offsetof<Session>();

/** Bytes of a session: the record, then the frame: the request, and in its place the answer. */
export const SESSION_BYTES: i32 = <i32>FRAME + FRAME_MAX;

export function frameOf(session: Session): usize {
  return changetype<usize>(session) + FRAME;
}
