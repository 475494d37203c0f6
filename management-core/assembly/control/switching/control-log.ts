// What becomes of the load switch, in the log of control events: by the codes of the class of the event.
import {
  CODE_LOCAL_CONNECTION, CODE_LOCAL_DISCONNECTION, CODE_MANUAL_CONNECTION, CODE_MANUAL_DISCONNECTION, CODE_READY_FOR_RECONNECTION,
  CODE_REMOTE_CONNECTION, CODE_REMOTE_DISCONNECTION, CODE_SWITCH_FAILED,
} from '../../../../shared-protocol/generated/assembly/event-logs';
import {
  ACTOR_COVER, CONTROL_READY, LOAD_COMMAND_LOCAL_DISCONNECT, LOAD_COMMAND_LOCAL_RECONNECT, LOAD_COMMAND_MANUAL_DISCONNECT,
  LOAD_COMMAND_MANUAL_RECONNECT, LOAD_COMMAND_REMOTE_DISCONNECT,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { keepLogs } from '../../logs/log';
import { beginEvents, eventAt, logEvent, putEvent } from '../../logs/log-event';
import { draftState, logState } from '../../logs/state';
import { controlState } from './state';

let failed: bool = false;
/** Since the start it was looked whether the last event is missing. */
let madeUp: bool = false;

export function resetControlLog(): void {
  failed = false;
  madeUp = false;
}

function codeOf(control: i32, actor: i32, command: i32): i32 {
  if (command == LOAD_COMMAND_REMOTE_DISCONNECT) return actor == ACTOR_COVER ? CODE_LOCAL_DISCONNECTION : CODE_REMOTE_DISCONNECTION;
  if (command == LOAD_COMMAND_MANUAL_DISCONNECT) return CODE_MANUAL_DISCONNECTION;
  if (command == LOAD_COMMAND_MANUAL_RECONNECT) return CODE_MANUAL_CONNECTION;
  if (command == LOAD_COMMAND_LOCAL_DISCONNECT) return CODE_LOCAL_DISCONNECTION;
  if (command == LOAD_COMMAND_LOCAL_RECONNECT) return CODE_LOCAL_CONNECTION;
  return control == CONTROL_READY ? CODE_READY_FOR_RECONNECTION : CODE_REMOTE_CONNECTION;
}

/** Logs the last transition of the control state, by its own time, behind the record of it; captured is the ACTOR_* behind it. */
export function logControl(): void {
  const state = controlState();
  beginEvents();
  const entry = eventAt(codeOf(<i32>state.control, <i32>state.cause, <i32>state.command), state.changed_s);
  entry.value = <i32>state.cause;
  putEvent(entry);
  draftState().control_changes = state.changes;
  keepLogs();
}

/** Each tick: a cut between the record of a transition and its event left it out of the log; the first tick puts it there. */
export function makeUpControlLog(): void {
  if (madeUp) return;
  madeUp = true;
  if (controlState().changes > logState().control_changes) logControl();
}

/** Whether the switch fails now, each tick: it is logged once. */
export function logFailure(fails: bool): void {
  if (fails && !failed) logEvent(CODE_SWITCH_FAILED);
  failed = fails;
}
