// The one place that knows the servers by name: what a port asks of a session goes to the server the port is bound to.
import { DOWNLINK_MODBUS, DOWNLINK_READER, PORT_DOWNLINK } from '../../../shared-protocol/generated/assembly/protocol';
import { downlinkModule } from '../access/downlink';
import * as iec62056_21 from '../servers/iec62056-21';
import * as modbus from '../servers/modbus';
import * as p1 from '../servers/p1';
import { SERVER_IEC62056_21, SERVER_MODBUS, SERVER_P1 } from './bindings';

/** Bytes of the largest session, and of the longest piece that one of the servers hands out. */
export const SESSION_MAX: i32 = (iec62056_21.SESSION_BYTES + 7) & ~7;
export const PIECE_MAX: i32 = modbus.PIECE_MAX;

// @ts-ignore: decorator
@inline
function iec62056(session: usize): iec62056_21.Session {
  return changetype<iec62056_21.Session>(session);
}

// @ts-ignore: decorator
@inline
function modbusOf(session: usize): modbus.Session {
  return changetype<modbus.Session>(session);
}

// @ts-ignore: decorator
@inline
function p1Of(session: usize): p1.Session {
  return changetype<p1.Session>(session);
}

/** False where SESSION_MAX or PIECE_MAX is too small: nothing may start then. */
export function sessionsFit(): bool {
  return modbus.SESSION_BYTES <= SESSION_MAX && p1.SESSION_BYTES <= SESSION_MAX && iec62056_21.PIECE_MAX <= PIECE_MAX;
}

/** The server of a port: that of its binding, or the one for what stands in the slot towards the premises. */
export function serverAt(number: i32, bound: i32): i32 {
  const module = number == PORT_DOWNLINK ? downlinkModule() : DOWNLINK_READER;
  if (module == DOWNLINK_READER) return bound;
  return module == DOWNLINK_MODBUS ? SERVER_MODBUS : SERVER_P1;
}

export function resetSession(server: i32, session: usize, port: i32): void {
  if (server == SERVER_IEC62056_21) iec62056_21.resetSession(iec62056(session), port);
  if (server == SERVER_MODBUS) modbus.resetSession(modbusOf(session));
  if (server == SERVER_P1) p1.resetSession(p1Of(session));
}

/** A session ends for good: another server takes its place. */
export function leaveSession(server: i32, session: usize): void {
  if (server == SERVER_IEC62056_21) iec62056_21.leaveSession(iec62056(session));
}

export function received(server: i32, session: usize, pointer: usize, length: i32): void {
  if (server == SERVER_IEC62056_21) iec62056_21.received(iec62056(session), pointer, length);
  if (server == SERVER_MODBUS) modbus.received(modbusOf(session), pointer, length);
}

export function poll(server: i32, session: usize, now_us: i64, out: usize, room: i32): i32 {
  if (server == SERVER_P1) return p1.poll(p1Of(session), now_us, out, room);
  if (server == SERVER_MODBUS) return modbus.poll(modbusOf(session), now_us, out, room);
  return server == SERVER_IEC62056_21 ? iec62056_21.poll(iec62056(session), now_us, out, room) : 0;
}

/** The scroll button was pressed: a server may send unasked. */
export function pushed(server: i32, session: usize, now_us: i64): void {
  if (server == SERVER_IEC62056_21) iec62056_21.pushed(iec62056(session), now_us);
}

export function wireIdle(server: i32, session: usize, now_us: i64): void {
  if (server == SERVER_IEC62056_21) iec62056_21.wireIdle(iec62056(session), now_us);
}
