// What becomes of the load switch, in the log of control events: by the codes of the class of the event.
import {
  CODE_LOCAL_CONNECTION, CODE_LOCAL_DISCONNECTION, CODE_MANUAL_CONNECTION, CODE_MANUAL_DISCONNECTION, CODE_READY_FOR_RECONNECTION,
  CODE_REMOTE_CONNECTION, CODE_REMOTE_DISCONNECTION, CODE_SWITCH_FAILED,
} from '../../../../shared-protocol/generated/assembly/event-logs';
import {
  ACTOR_COVER, CONTROL_READY, LOAD_COMMAND_LOCAL_DISCONNECT, LOAD_COMMAND_LOCAL_RECONNECT, LOAD_COMMAND_MANUAL_DISCONNECT,
  LOAD_COMMAND_MANUAL_RECONNECT, LOAD_COMMAND_REMOTE_DISCONNECT,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { logEvent } from '../../logs/log-event';

let failed: bool = false;

export function resetControlLog(): void {
  failed = false;
}

function codeOf(control: i32, actor: i32, command: i32): i32 {
  if (command == LOAD_COMMAND_REMOTE_DISCONNECT) return actor == ACTOR_COVER ? CODE_LOCAL_DISCONNECTION : CODE_REMOTE_DISCONNECTION;
  if (command == LOAD_COMMAND_MANUAL_DISCONNECT) return CODE_MANUAL_DISCONNECTION;
  if (command == LOAD_COMMAND_MANUAL_RECONNECT) return CODE_MANUAL_CONNECTION;
  if (command == LOAD_COMMAND_LOCAL_DISCONNECT) return CODE_LOCAL_DISCONNECTION;
  if (command == LOAD_COMMAND_LOCAL_RECONNECT) return CODE_LOCAL_CONNECTION;
  return control == CONTROL_READY ? CODE_READY_FOR_RECONNECTION : CODE_REMOTE_CONNECTION;
}

/** Behind the record of it: a new control state, the ACTOR_* behind it, the LOAD_COMMAND_*; captured is the actor. */
export function logControl(control: i32, actor: i32, command: i32): void {
  logEvent(codeOf(control, actor, command), actor);
}

/** Whether the switch fails now, each tick: it is logged once. */
export function logFailure(fails: bool): void {
  if (fails && !failed) logEvent(CODE_SWITCH_FAILED);
  failed = fails;
}
