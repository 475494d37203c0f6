// Load control as a whole: gathers who asks for what, follows the control state, stores it, and has the switch driven.
import { LoadControlState } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  ACTOR_COVER, ACTOR_HOLD, ACTOR_MANUAL, ACTOR_REMOTE, BUTTON_SCROLL, CONTROL_CONNECTED, CONTROL_DISCONNECTED, CONTROL_READY,
  LOAD_COMMAND_HOLD, LOAD_COMMAND_MODE, LOAD_COMMAND_RELEASE, LOAD_COMMAND_REMOTE_DISCONNECT, NO_ACTOR, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { told_s } from '../../access/told-time';
import { coverTrips, coverWasFollowed } from '../cover';
import { isSwitchKnown, switchIsOpen } from '../load-switch';
import { supplyFails } from '../../time/supply';
import { anomaliesTick, resetAnomalies } from './anomalies';
import { heaviest, opens } from './arbitration';
import { logControl, logFailure, makeUpControlLog, resetControlLog } from './control-log';
import { drive, mayClose, resetDriver, switchFails } from './driver';
import { Event, isThere, nextState, NO_STATE } from './modes';
import { endSpread, isSpread, outageTick, resetOutage } from './outage';
import { resetSettings, settings } from './settings';
import { controlState, adoptState, countOpening, isStateKnown, replaceState, resetControlState, stateToBe } from './state';
import { localWishes, resetWishes, wishesTick } from './wishes';

const HELD_us: i64 = 5_000_000;
const NOT_HELD: i64 = -1;

let pressed_us: i64 = -1;

/** By a RESET_*: behind an outage closings are spread. */
export function resetLoadControl(cause: i32): void {
  resetSettings();
  resetControlState();
  resetWishes();
  resetDriver();
  resetAnomalies();
  resetControlLog();
  resetOutage(cause);
  pressed_us = NOT_HELD;
}

export function isHeld(): bool {
  return controlState().hold != 0;
}

/** True of a switch that the meter itself opened, and so may close. */
function isLocal(): bool {
  const cause = <i32>controlState().cause;
  return cause != ACTOR_REMOTE && cause != ACTOR_MANUAL && cause != ACTOR_COVER && cause != NO_ACTOR;
}

/** Bits of all that ask to open now, what stands in the control state among them. */
export function asking(): u32 {
  const state = controlState();
  let actors = localWishes();
  if (state.control == <u8>CONTROL_DISCONNECTED) actors |= 1 << (state.cause == <u8>ACTOR_COVER ? ACTOR_COVER : ACTOR_REMOTE);
  if (state.control == <u8>CONTROL_READY && actors == 0) actors |= 1 << ACTOR_MANUAL;
  return actors;
}

/** The ACTOR_* that keeps the switch open; NO_ACTOR while it is to be closed. */
export function reasonOpen(): i32 {
  return !isStateKnown || controlState().control == <u8>CONTROL_CONNECTED ? NO_ACTOR : heaviest(asking());
}

function storeControl(next: LoadControlState, control: i32, actor: i32, command: i32): i32 {
  if (next.control == <u8>CONTROL_CONNECTED && control != CONTROL_CONNECTED) countOpening(next, actor);
  next.control = <u8>control;
  next.cause = <u8>actor;
  next.command = <u8>command;
  next.changed_s = <u32>told_s();
  next.changes++;
  const status = replaceState(next);
  if (status == Status.OK) logControl();
  return status;
}

/** Commands are numbered as the events, from 1 on. */
function commandOf(event: i32): i32 {
  return event + LOAD_COMMAND_REMOTE_DISCONNECT;
}

/** Puts a transition in force, stored before the coil sees anything. Returns a Status: OUT_OF_RANGE where the mode has none. */
function happen(event: i32, actor: i32): i32 {
  const state = nextState(<i32>settings().mode, <i32>controlState().control, event);
  if (event == Event.REMOTE_RECONNECT || event == Event.MANUAL_RECONNECT) endSpread();
  return state == NO_STATE ? Status.OUT_OF_RANGE : storeControl(stateToBe(), state, actor, commandOf(event));
}

/** A command from a port. Returns a Status: OUT_OF_RANGE where the mode has no such transition, hold-on stands against it. */
export function remoteDisconnect(): i32 {
  if (isHeld()) return Status.OUT_OF_RANGE;
  if (isThere(<i32>controlState().control, Event.REMOTE_DISCONNECT, <i32>settings().mode)) return Status.OK;
  return happen(Event.REMOTE_DISCONNECT, ACTOR_REMOTE);
}

/** Likewise; OUT_OF_RANGE too where it would close onto a live load side. */
export function remoteReconnect(now_us: i64): i32 {
  const state = nextState(<i32>settings().mode, <i32>controlState().control, Event.REMOTE_RECONNECT);
  if (state == NO_STATE) return isThere(<i32>controlState().control, Event.REMOTE_RECONNECT, <i32>settings().mode) ? Status.OK : Status.OUT_OF_RANGE;
  if (state == CONTROL_CONNECTED && !mayClose(now_us)) return Status.OUT_OF_RANGE;
  return happen(Event.REMOTE_RECONNECT, ACTOR_REMOTE);
}

/** Hold-on closes what is open, and nothing opens while it is in force. Returns a Status. */
export function setHold(hold: i64): i32 {
  if (hold != 0 && hold != 1) return Status.OUT_OF_RANGE;
  const next = stateToBe();
  next.hold = <u8>hold;
  if (hold == 0) {
    next.command = <u8>LOAD_COMMAND_RELEASE;
    return replaceState(next);
  }
  endSpread();
  return storeControl(next, CONTROL_CONNECTED, ACTOR_HOLD, LOAD_COMMAND_HOLD);
}

/** The button is held: what somebody in front of the meter may by the mode. Nothing closes against who asks to open. */
function manual(now_us: i64): void {
  if (controlState().control == <u8>CONTROL_CONNECTED) {
    if (!isHeld()) happen(Event.MANUAL_DISCONNECT, ACTOR_MANUAL);
  } else if (localWishes() == 0 && mayClose(now_us)) {
    happen(Event.MANUAL_RECONNECT, ACTOR_MANUAL);
  }
}

export function loadControlButton(button: i32, pressed: bool, now_us: i64): void {
  if (button == BUTTON_SCROLL) pressed_us = pressed ? now_us : NOT_HELD;
}

function buttonTick(now_us: i64): void {
  if (pressed_us == NOT_HELD || now_us - pressed_us < HELD_us) return;
  pressed_us = NOT_HELD;
  manual(now_us);
}

function coverOpens(): void {
  if (isHeld() || happen(Event.REMOTE_DISCONNECT, ACTOR_COVER) != Status.STORAGE_FAILED) coverWasFollowed();
}

/** What follows from those who ask, once a tick. */
function follow(): void {
  const state = controlState();
  if (settings().mode == 0 && state.control != <u8>CONTROL_CONNECTED) {
    storeControl(stateToBe(), CONTROL_CONNECTED, ACTOR_REMOTE, LOAD_COMMAND_MODE);
    return;
  }
  const local = localWishes();
  if (state.control == <u8>CONTROL_CONNECTED && opens(local, isHeld())) happen(Event.LOCAL_DISCONNECT, heaviest(local));
  else if (state.control == <u8>CONTROL_READY && local == 0 && isLocal()) happen(Event.LOCAL_RECONNECT, <i32>state.cause);
}

/** True while the switch is to be closed. */
export function isToBeClosed(): bool {
  const state = controlState();
  return state.control == <u8>CONTROL_CONNECTED || !opens(asking(), isHeld());
}

/** A closing that waits because there was an outage. */
function closesLater(now_us: i64): bool {
  return switchIsOpen() && isToBeClosed() && isSpread(now_us);
}

/** True of a switch that is open and will be closed without anybody's doing. */
export function closesByItself(): bool {
  return isStateKnown && switchIsOpen() && isToBeClosed();
}

/** Each tick, behind the cover and prepayment that it asks. */
export function loadControlTick(now_us: i64): void {
  makeUpControlLog();
  if (!isSwitchKnown()) return;
  if (!isStateKnown) adoptState(switchIsOpen());
  wishesTick(now_us);
  if (coverTrips()) coverOpens();
  buttonTick(now_us);
  follow();
  anomaliesTick(now_us);
  logFailure(switchFails());
  outageTick(now_us);
  if (!supplyFails && !closesLater(now_us)) drive(isToBeClosed(), now_us);
}
