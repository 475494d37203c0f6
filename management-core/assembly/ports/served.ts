// The one place that knows the servers by name: what a port asks of a session goes to the server the port is bound to.
import {
  DOWNLINK_MODBUS, DOWNLINK_READER, LINE_HDLC, LINE_WRAPPER, PORT_DOWNLINK,
} from '../../../shared-protocol/generated/assembly/protocol';
import { downlinkModule } from '../access/downlink';
import { lineProtocol } from '../access/lines';
import * as hdlc from '../servers/hdlc';
import * as iec62056_21 from '../servers/iec62056-21';
import * as modbus from '../servers/modbus';
import * as p1 from '../servers/p1';
import * as wrapper from '../servers/wrapper';
import { SERVER_HDLC, SERVER_IEC62056_21, SERVER_MODBUS, SERVER_P1, SERVER_WRAPPER } from './bindings';

/** Bytes of the largest session, and of the longest piece that one of the servers hands out. */
export const SESSION_MAX: i32 = (hdlc.SESSION_BYTES + 7) & ~7;
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

// @ts-ignore: decorator
@inline
function hdlcOf(session: usize): hdlc.Session {
  return changetype<hdlc.Session>(session);
}

// @ts-ignore: decorator
@inline
function wrapperOf(session: usize): wrapper.Session {
  return changetype<wrapper.Session>(session);
}

/** False where SESSION_MAX or PIECE_MAX is too small: nothing may start then. */
export function sessionsFit(): bool {
  const fit = modbus.SESSION_BYTES <= SESSION_MAX && p1.SESSION_BYTES <= SESSION_MAX && iec62056_21.SESSION_BYTES <= SESSION_MAX;
  return fit && wrapper.SESSION_BYTES <= SESSION_MAX && iec62056_21.PIECE_MAX <= PIECE_MAX;
}

/** The server of a port by its setting; at the slot towards the premises the one for what stands there. */
export function serverAt(number: i32): i32 {
  if (number != PORT_DOWNLINK) {
    const protocol = lineProtocol(number);
    return protocol == LINE_HDLC ? SERVER_HDLC : protocol == LINE_WRAPPER ? SERVER_WRAPPER : SERVER_IEC62056_21;
  }
  const module = downlinkModule();
  if (module == DOWNLINK_READER) return SERVER_IEC62056_21;
  return module == DOWNLINK_MODBUS ? SERVER_MODBUS : SERVER_P1;
}

export function resetSession(server: i32, session: usize, port: i32): void {
  if (server == SERVER_IEC62056_21) iec62056_21.resetSession(iec62056(session), port);
  if (server == SERVER_MODBUS) modbus.resetSession(modbusOf(session));
  if (server == SERVER_P1) p1.resetSession(p1Of(session));
  if (server == SERVER_HDLC) hdlc.resetSession(hdlcOf(session), port);
  if (server == SERVER_WRAPPER) wrapper.resetSession(wrapperOf(session), port);
}

/** A session ends for good: another server takes its place. */
export function leaveSession(server: i32, session: usize): void {
  if (server == SERVER_IEC62056_21) iec62056_21.leaveSession(iec62056(session));
  if (server == SERVER_HDLC) hdlc.leaveSession(hdlcOf(session));
  if (server == SERVER_WRAPPER) wrapper.leaveSession(wrapperOf(session));
}

export function received(server: i32, session: usize, pointer: usize, length: i32): void {
  if (server == SERVER_IEC62056_21) iec62056_21.received(iec62056(session), pointer, length);
  if (server == SERVER_MODBUS) modbus.received(modbusOf(session), pointer, length);
  if (server == SERVER_HDLC) hdlc.received(hdlcOf(session), pointer, length);
  if (server == SERVER_WRAPPER) wrapper.received(wrapperOf(session), pointer, length);
}

export function poll(server: i32, session: usize, now_us: i64, out: usize, room: i32): i32 {
  if (server == SERVER_P1) return p1.poll(p1Of(session), now_us, out, room);
  if (server == SERVER_MODBUS) return modbus.poll(modbusOf(session), now_us, out, room);
  if (server == SERVER_HDLC) return hdlc.poll(hdlcOf(session), now_us, out, room);
  if (server == SERVER_WRAPPER) return wrapper.poll(wrapperOf(session), now_us, out, room);
  return server == SERVER_IEC62056_21 ? iec62056_21.poll(iec62056(session), now_us, out, room) : 0;
}

/** The scroll button was pressed: a server may send unasked. */
export function pushed(server: i32, session: usize, now_us: i64): void {
  if (server == SERVER_IEC62056_21) iec62056_21.pushed(iec62056(session), now_us);
}

export function wireIdle(server: i32, session: usize, now_us: i64): void {
  if (server == SERVER_IEC62056_21) iec62056_21.wireIdle(iec62056(session), now_us);
}
