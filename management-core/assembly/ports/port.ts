// The ports of the management core: bytes to and from the session each of them has, rate and format as it wishes.
import { portConfigure, portIdle, portSend } from '../host';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { PortWish } from '../servers/port-wish';
import { PORT_ROW, PORT_TABLE, PORTS, SERVER_NONE } from './bindings';
import { changeServer, PIECE_MAX, poll, pushed, received, resetSession, serverAt, serverDue, SESSION_MAX, wireIdle } from './served';

/** A row of the bindings. */
@unmanaged
class Binding {
  number: i32;
  server: i32;
  baud: i32;
  format: i32;
}

/** A port at work: how it is set, what it has to send, and until when it sends. Then the piece, and the session. */
@unmanaged
class Port {
  baud: i32;
  format: i32;
  server: i32;
  pieceLength: i32;
  busyUntil_us: i64;
}

const PIECE: usize = offsetof<Port>();
const SESSION: usize = PIECE + ((PIECE_MAX + 7) & ~7);
const PORT_BYTES: usize = SESSION + SESSION_MAX;

/** What a port is given lasts the wire this long at most: what is asked to stop, stops soon, at 300 baud too. */
const AHEAD_us: i64 = 100_000;
/** A start bit, eight bits with parity or without, and a stop bit. */
const BITS_PER_CHARACTER: i64 = 10;

// @ts-ignore: decorator
@lazy const STATES = memory.data(PORTS * (24 + ((PIECE_MAX + 7) & ~7) + SESSION_MAX), 8);

function binding(index: i32): Binding {
  return changetype<Binding>(PORT_TABLE + index * PORT_ROW);
}

function port(index: i32): Port {
  return changetype<Port>(STATES + <usize>index * PORT_BYTES);
}

function pieceOf(index: i32): usize {
  return changetype<usize>(port(index)) + PIECE;
}

/** The session of a port, for what only its server knows. */
export function sessionOf(index: i32): usize {
  return changetype<usize>(port(index)) + SESSION;
}

export function resetPorts(): void {
  for (let i: i32 = 0; i < PORTS; i++) {
    const p = port(i);
    p.baud = binding(i).baud;
    p.format = binding(i).format;
    p.pieceLength = 0;
    p.busyUntil_us = 0;
    p.server = serverAt(binding(i).number);
    resetSession(p.server, sessionOf(i), binding(i).number);
  }
}

/** The server that a port has from now on. */
function serve(index: i32, now_us: i64): i32 {
  const p = port(index);
  const number = binding(index).number;
  const server = serverDue(number, p.server, sessionOf(index));
  if (server != p.server) changeServer(p.server, server, sessionOf(index), number, now_us);
  p.server = server;
  return server;
}

/** Takes bytes received on a port. Returns OK, or OUT_OF_RANGE for a port that has no server. */
export function portReceived(number: i32, pointer: usize, length: i32): i32 {
  for (let i: i32 = 0; i < PORTS; i++) {
    if (binding(i).number != number || port(i).server == SERVER_NONE) continue;
    received(port(i).server, sessionOf(i), pointer, length);
    return Status.OK;
  }
  return Status.OUT_OF_RANGE;
}

/** True when the port is set as its session wishes; it is set while nothing is on the wire. */
function isAsWished(index: i32, isIdle: bool): bool {
  const p = port(index);
  const wish = changetype<PortWish>(sessionOf(index));
  if (p.baud == wish.baud && p.format == wish.format) return true;
  if (!isIdle || portConfigure(binding(index).number, wish.baud, wish.format) != Status.OK) return false;
  p.baud = wish.baud;
  p.format = wish.format;
  return true;
}

/** Characters the port may be given now. */
function charactersAhead(p: Port, now_us: i64): i32 {
  const ahead_us = max<i64>(p.busyUntil_us - now_us, 0);
  return ahead_us >= AHEAD_us ? 0 : <i32>(((AHEAD_us - ahead_us) * p.baud) / (BITS_PER_CHARACTER * 1_000_000));
}

/** Sends of the piece what may be sent when the ring takes it; a port that refuses for good loses the piece. */
function sendPiece(index: i32, now_us: i64): void {
  const p = port(index);
  const wanted = min(p.pieceLength, charactersAhead(p, now_us));
  if (wanted == 0) return;
  const sent = portSend(binding(index).number, pieceOf(index), wanted);
  const gone = sent < 0 ? p.pieceLength : sent;
  memory.copy(pieceOf(index), pieceOf(index) + gone, p.pieceLength - gone);
  p.pieceLength -= gone;
  p.busyUntil_us = max(p.busyUntil_us, now_us) + (<i64>gone * BITS_PER_CHARACTER * 1_000_000) / p.baud;
}

/** Forgets what the session does not want sent any more. */
function abandonPiece(index: i32): void {
  const wish = changetype<PortWish>(sessionOf(index));
  if (wish.abandons) port(index).pieceLength = 0;
  wish.abandons = false;
}

/** Moves the session on, and sends what it hands out as far as the wire comes after. */
function drive(index: i32, isAsWished: bool, now_us: i64): void {
  const p = port(index);
  const server = p.server;
  abandonPiece(index);
  sendPiece(index, now_us);
  do {
    const room = isAsWished && p.pieceLength == 0 && charactersAhead(p, now_us) > 0 ? PIECE_MAX : 0;
    const length = poll(server, sessionOf(index), now_us, pieceOf(index), room);
    if (length == 0) return;
    p.pieceLength = length;
    sendPiece(index, now_us);
  } while (true);
}

/** Serves all ports; call every 10 ms. */
export function portsTick(now_us: i64): void {
  for (let i: i32 = 0; i < PORTS; i++) {
    const server = serve(i, now_us);
    if (server == SERVER_NONE) continue;
    // Asked before anything is sent: the host's view of the ring has settled since the last tick.
    const isIdle = port(i).pieceLength == 0 && portIdle(binding(i).number) == 1;
    if (isIdle) wireIdle(server, sessionOf(i), now_us);
    drive(i, isAsWished(i, isIdle), now_us);
  }
}

/** The scroll button was pressed: what a port sends unasked begins. */
export function portsPushed(now_us: i64): void {
  for (let i: i32 = 0; i < PORTS; i++) pushed(port(i).server, sessionOf(i), now_us);
}
