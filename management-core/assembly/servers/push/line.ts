// Sends what is pushed on a line, in its frame: the wrapper, or one unnumbered frame of HDLC. One message is under way in the core.
import { putByte, putNumber } from '../../../../shared-protocol/assembly/dlms/writer';
import { MANAGEMENT_DEVICE, PHYSICAL_ADDRESS } from '../../access/dlms-facts';
import { duePush, nextInvoke, pushFailed, pushSent, pushTaken, wantsConfirmation } from '../../push/pushes';
import { pushSetup } from '../../push/settings';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { putFcs } from '../hdlc/fcs';
import { composeMessage, messageAt, messageLength, resetMessage } from './message';

const WRAPPER_BYTES: i32 = 8;
const WRAPPER_VERSION: u32 = 1;
const FLAG: i32 = 0x7e;
const FORMAT: i32 = 0xa0;
/** Unnumbered information, the last frame. */
const UI: i32 = 0x13;
/** Logical link control of what a server sends. */
const LLC: u32 = 0xe6_e7_00;
const LLC_BYTES: i32 = 3;
/** Format, client, server of two bytes, control; then their check. */
const HEAD_BYTES: i32 = 6;
const CHECK_BYTES: i32 = 2;

const NO_PORT: i32 = -1;
/** The port that sends, the setup that it sends for, the frame, and its bytes that were handed out. */
let sendingPort: i32 = -1;
let sendingSetup: i32 = 0;
let frameAt: usize = 0;
let frameLength: i32 = 0;
let frameSent: i32 = 0;

export function resetPushLine(): void {
  resetMessage();
  sendingPort = NO_PORT;
  sendingSetup = 0;
  frameAt = 0;
  frameLength = 0;
  frameSent = 0;
}

/** A message is on its way out of a port: nothing else goes out there meanwhile. */
export function isPushOut(port: i32): bool {
  return sendingPort == port;
}

function wrap(client: i32): void {
  frameAt = messageAt - WRAPPER_BYTES;
  frameLength = messageLength + WRAPPER_BYTES;
  const addresses = putNumber(putNumber(frameAt, WRAPPER_VERSION, 2), MANAGEMENT_DEVICE, 2);
  putNumber(putNumber(addresses, client, 2), messageLength, 2);
}

function frame(client: i32): void {
  const information = messageAt - LLC_BYTES;
  putNumber(information, LLC, LLC_BYTES);
  const head = information - HEAD_BYTES - CHECK_BYTES;
  const length = HEAD_BYTES + CHECK_BYTES + LLC_BYTES + messageLength + CHECK_BYTES;
  let at = putByte(putByte(head, FORMAT | (length >> 8)), length);
  at = putByte(at, (client << 1) | 1);
  at = putByte(putByte(at, MANAGEMENT_DEVICE << 1), (PHYSICAL_ADDRESS << 1) | 1);
  putByte(at, UI);
  putFcs(head, HEAD_BYTES);
  putByte(putFcs(head, length - CHECK_BYTES), FLAG);
  frameAt = head - 1;
  putByte(frameAt, FLAG);
  frameLength = length + 2;
}

/** Nothing is on its way out of any port. */
export function isLineFree(): bool {
  return sendingPort == NO_PORT;
}

/** Begins to send what a setup pushes. False where there is nothing to send, or another port sends. */
export function beginPush(port: i32, setup: i32, isHdlc: bool, invoke: u32, confirmed: bool, now_us: i64): bool {
  if (sendingPort != NO_PORT || composeMessage(setup, invoke, confirmed, now_us) != Status.OK) return false;
  if (isHdlc) frame(pushSetup(setup).client);
  else wrap(pushSetup(setup).client);
  sendingPort = port;
  sendingSetup = setup;
  frameSent = 0;
  return true;
}

/** Puts the next bytes of the frame, at most room; returns how many. Behind the last the port is free again. */
export function putPushed(out: usize, room: i32): i32 {
  const length = min(frameLength - frameSent, room);
  memory.copy(out, frameAt + <usize>frameSent, length);
  frameSent += length;
  if (frameSent == frameLength) sendingPort = NO_PORT;
  return length;
}

/** The port gets another server: what was under way there is over. */
export function leavePush(port: i32): void {
  if (sendingPort == port) sendingPort = NO_PORT;
}

/** Next bytes of what is pushed through the uplink slot, whose line is quiet; 0 where nothing is due. */
export function pushUplink(port: i32, isHdlc: bool, now_us: i64, out: usize, room: i32): i32 {
  if (sendingPort != port) {
    const setup = room > 0 && sendingPort == NO_PORT ? duePush(isHdlc) : -1;
    if (setup < 0) return 0;
    const invoke = nextInvoke();
    if (!beginPush(port, setup, isHdlc, invoke, wantsConfirmation(setup), now_us)) {
      pushFailed(setup, now_us);
      return 0;
    }
    pushTaken(setup, invoke, port);
  }
  const setup = sendingSetup;
  const length = putPushed(out, room);
  if (sendingPort == NO_PORT) pushSent(setup, now_us);
  return length;
}
