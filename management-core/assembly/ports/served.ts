// The one place that knows the servers by name: what a port asks of a session goes to the server the port is bound to.
import * as iec62056_21 from '../servers/iec62056-21';
import { SERVER_IEC62056_21 } from './bindings';

/** Bytes of the largest session, and of the longest piece that one of the servers hands out. */
export const SESSION_MAX: i32 = (iec62056_21.SESSION_BYTES + 7) & ~7;
export const PIECE_MAX: i32 = iec62056_21.PIECE_MAX;

// @ts-ignore: decorator
@inline
function iec62056(session: usize): iec62056_21.Session {
  return changetype<iec62056_21.Session>(session);
}

export function resetSession(server: i32, session: usize, port: i32): void {
  if (server == SERVER_IEC62056_21) iec62056_21.resetSession(iec62056(session), port);
}

export function received(server: i32, session: usize, pointer: usize, length: i32): void {
  if (server == SERVER_IEC62056_21) iec62056_21.received(iec62056(session), pointer, length);
}

export function poll(server: i32, session: usize, now_us: i64, out: usize, room: i32): i32 {
  return server == SERVER_IEC62056_21 ? iec62056_21.poll(iec62056(session), now_us, out, room) : 0;
}

export function wireIdle(server: i32, session: usize, now_us: i64): void {
  if (server == SERVER_IEC62056_21) iec62056_21.wireIdle(iec62056(session), now_us);
}
