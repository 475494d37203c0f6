// The one place that knows the servers by name: what a port asks of a session goes to the server the port is bound to.
import {
  DOWNLINK_MODBUS, DOWNLINK_PUSH_10, DOWNLINK_PUSH_5, DOWNLINK_READER, LINE_HDLC, LINE_WRAPPER, PORT_DOWNLINK, PORT_UPLINK,
} from '../../../shared-protocol/generated/assembly/protocol';
import { downlinkModule } from '../access/downlink';
import { lineProtocol } from '../access/lines';
import * as hdlc from '../servers/hdlc';
import * as iec62056_21 from '../servers/iec62056-21';
import * as modbus from '../servers/modbus';
import * as p1 from '../servers/p1';
import * as push from '../servers/push';
import * as wrapper from '../servers/wrapper';
import { SERVER_HDLC, SERVER_IEC62056_21, SERVER_MODBUS, SERVER_P1, SERVER_PUSH, SERVER_WRAPPER } from './bindings';

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

// @ts-ignore: decorator
@inline
function pushOf(session: usize): push.Session {
  return changetype<push.Session>(session);
}

/** False where SESSION_MAX or PIECE_MAX is too small: nothing may start then. */
export function sessionsFit(): bool {
  const fit = modbus.SESSION_BYTES <= SESSION_MAX && p1.SESSION_BYTES <= SESSION_MAX && iec62056_21.SESSION_BYTES <= SESSION_MAX;
  return fit && wrapper.SESSION_BYTES <= SESSION_MAX && push.SESSION_BYTES <= SESSION_MAX && iec62056_21.PIECE_MAX <= PIECE_MAX;
}

/** The server of a port by its setting; at the slot towards the premises the one for what stands there. */
export function serverAt(number: i32): i32 {
  if (number != PORT_DOWNLINK) {
    const protocol = lineProtocol(number);
    return protocol == LINE_HDLC ? SERVER_HDLC : protocol == LINE_WRAPPER ? SERVER_WRAPPER : SERVER_IEC62056_21;
  }
  const module = downlinkModule();
  if (module == DOWNLINK_READER) return SERVER_IEC62056_21;
  if (module == DOWNLINK_PUSH_5 || module == DOWNLINK_PUSH_10) return SERVER_PUSH;
  return module == DOWNLINK_MODBUS ? SERVER_MODBUS : SERVER_P1;
}

/** Rate at which a reader in mode E has selected HDLC at this port; 0 for none. */
function handOver_Bd(server: i32, session: usize): i32 {
  return server == SERVER_IEC62056_21 ? iec62056_21.handOver_Bd(iec62056(session)) : 0;
}

/** The server that a port is due, which has `server` now: its own one, or HDLC from a hand-over of mode E until its link is over. */
export function serverDue(number: i32, server: i32, session: usize): i32 {
  const own = serverAt(number);
  if (own != SERVER_IEC62056_21) return own;
  if (server == SERVER_HDLC) return hdlc.isLent(hdlcOf(session)) ? SERVER_HDLC : own;
  return handOver_Bd(server, session) > 0 ? SERVER_HDLC : own;
}

/** Another server takes a port. */
export function changeServer(from: i32, to: i32, session: usize, port: i32, now_us: i64): void {
  const lent_Bd = handOver_Bd(from, session);
  leaveSession(from, session);
  resetSession(to, session, port);
  if (to == SERVER_HDLC && lent_Bd > 0) hdlc.lend(hdlcOf(session), lent_Bd, now_us);
}

export function resetSession(server: i32, session: usize, port: i32): void {
  if (server == SERVER_IEC62056_21) iec62056_21.resetSession(iec62056(session), port);
  if (server == SERVER_MODBUS) modbus.resetSession(modbusOf(session));
  if (server == SERVER_P1) p1.resetSession(p1Of(session));
  if (server == SERVER_HDLC) hdlc.resetSession(hdlcOf(session), port);
  if (server == SERVER_WRAPPER) wrapper.resetSession(wrapperOf(session), port);
  if (server == SERVER_PUSH) push.resetSession(pushOf(session));
}

/** A session ends for good: another server takes its place. */
function leaveSession(server: i32, session: usize): void {
  if (server == SERVER_IEC62056_21) iec62056_21.leaveSession(iec62056(session));
  if (server == SERVER_HDLC) hdlc.leaveSession(hdlcOf(session));
  if (server == SERVER_WRAPPER) wrapper.leaveSession(wrapperOf(session));
  if (server == SERVER_PUSH) push.leaveSession();
  if (server == SERVER_HDLC || server == SERVER_WRAPPER) push.leavePush(wrapperOf(session).port);
}

export function received(server: i32, session: usize, pointer: usize, length: i32): void {
  if (server == SERVER_IEC62056_21) iec62056_21.received(iec62056(session), pointer, length);
  if (server == SERVER_MODBUS) modbus.received(modbusOf(session), pointer, length);
  if (server == SERVER_HDLC) hdlc.received(hdlcOf(session), pointer, length);
  if (server == SERVER_WRAPPER) wrapper.received(wrapperOf(session), pointer, length);
}

/** A client's dialogue goes first; into a quiet uplink slot goes what is pushed, a whole message at a time. */
function pollDialogue(server: i32, session: usize, now_us: i64, out: usize, room: i32): i32 {
  const port = <i32>wrapperOf(session).port;
  const isHdlc = server == SERVER_HDLC;
  if (push.isPushOut(port)) return room > 0 ? push.pushUplink(port, isHdlc, now_us, out, room) : 0;
  const length = isHdlc ? hdlc.poll(hdlcOf(session), now_us, out, room) : wrapper.poll(wrapperOf(session), now_us, out, room);
  if (length > 0 || port != PORT_UPLINK || room <= 0) return length;
  const isQuiet = isHdlc ? hdlc.isQuiet(hdlcOf(session)) : wrapper.isQuiet(wrapperOf(session));
  return isQuiet ? push.pushUplink(port, isHdlc, now_us, out, room) : 0;
}

export function poll(server: i32, session: usize, now_us: i64, out: usize, room: i32): i32 {
  if (server == SERVER_P1) return p1.poll(p1Of(session), now_us, out, room);
  if (server == SERVER_MODBUS) return modbus.poll(modbusOf(session), now_us, out, room);
  if (server == SERVER_HDLC || server == SERVER_WRAPPER) return pollDialogue(server, session, now_us, out, room);
  if (server == SERVER_PUSH) return push.poll(pushOf(session), now_us, out, room);
  return server == SERVER_IEC62056_21 ? iec62056_21.poll(iec62056(session), now_us, out, room) : 0;
}

/** The scroll button was pressed: a server may send unasked. */
export function pushed(server: i32, session: usize, now_us: i64): void {
  if (server == SERVER_IEC62056_21) iec62056_21.pushed(iec62056(session), now_us);
}

export function wireIdle(server: i32, session: usize, now_us: i64): void {
  if (server == SERVER_IEC62056_21) iec62056_21.wireIdle(iec62056(session), now_us);
}
