// The state machine of COSEM class 70 (IEC 62056-6-2): which event leads from which control state to which, by the control mode.
import { CONTROL_CONNECTED, CONTROL_DISCONNECTED, CONTROL_MODES, CONTROL_READY } from '../../../../shared-protocol/generated/assembly/protocol';

export namespace Event {
  export const REMOTE_DISCONNECT: i32 = 0;
  export const REMOTE_RECONNECT: i32 = 1;
  export const MANUAL_DISCONNECT: i32 = 2;
  export const MANUAL_RECONNECT: i32 = 3;
  export const LOCAL_DISCONNECT: i32 = 4;
  export const LOCAL_RECONNECT: i32 = 5;
}

/** There is no such transition. */
export const NO_STATE: i32 = -1;

const TRANSITIONS: i32 = 9;
const TRANSITION_BYTES: usize = 3;
/** Transitions a to i of the standard: from, event, to; those of one origin and event exclude each other by the mode. */
// @ts-ignore: decorator
@lazy const TRANSITION = memory.data<u8>([
  0, 1, 1, // a: disconnected, remote_reconnect, connected
  1, 0, 0, // b: connected, remote_disconnect, disconnected
  2, 0, 0, // c: ready, remote_disconnect, disconnected
  0, 1, 2, // d: disconnected, remote_reconnect, ready
  2, 3, 1, // e: ready, manual_reconnect, connected
  1, 2, 2, // f: connected, manual_disconnect, ready
  1, 4, 2, // g: connected, local_disconnect, ready
  2, 5, 1, // h: ready, local_reconnect, connected
  2, 1, 1, // i: ready, remote_reconnect, connected
]);

/** Of each mode: bit n, whether it has transition n. */
// @ts-ignore: decorator
@lazy const MODES = memory.data<u16>([
  0x000, // 0: none, always connected
  0x07e, // 1: b c d e f g
  0x077, // 2: a b c e f g
  0x05e, // 3: b c d e g
  0x057, // 4: a b c e g
  0x0fe, // 5: b c d e f g h
  0x0de, // 6: b c d e g h
  0x1d7, // 7: a b c e g h i
]);

export function isControlMode(mode: i64): bool {
  return mode >= 0 && mode < CONTROL_MODES;
}

/** The control state that follows from an event; NO_STATE where the mode has no such transition. */
export function nextState(mode: i32, state: i32, event: i32): i32 {
  const has = <u32>load<u16>(MODES + (<usize>mode << 1));
  for (let n: i32 = 0; n < TRANSITIONS; n++) {
    const at = TRANSITION + <usize>n * TRANSITION_BYTES;
    if ((has >> n & 1) == 0 || <i32>load<u8>(at) != state || <i32>load<u8>(at, 1) != event) continue;
    return <i32>load<u8>(at, 2);
  }
  return NO_STATE;
}

/** True of a state that a command asks for and that is there already: to repeat a command is no error. */
export function isThere(state: i32, event: i32, mode: i32): bool {
  if (mode == 0) return false;
  if (event == Event.REMOTE_DISCONNECT) return state == CONTROL_DISCONNECTED;
  if (event != Event.REMOTE_RECONNECT) return false;
  if (state == CONTROL_CONNECTED) return true;
  return state == CONTROL_READY && nextState(mode, CONTROL_DISCONNECTED, event) == CONTROL_READY;
}
