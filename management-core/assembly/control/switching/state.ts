// What stands of the load switch over a power cut: control state, cause, hold-on, an operator's order; two banks in FRAM.
import {
  LOAD_CONTROL_STATE_BYTES, LOAD_CONTROL_STATE_openings, LoadControlState,
} from '../../../../shared-protocol/generated/assembly/layouts';
import {
  ACTOR_REMOTE, CONTROL_CONNECTED, CONTROL_DISCONNECTED, FRAM_LOAD_CONTROL_STATE_A, FRAM_LOAD_CONTROL_STATE_B, LOAD_CONTROL_STATE_MAGIC, NO_ACTOR, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { logState } from '../../logs/state';
import { Found, loadBanked, replaceBanked } from '../../storage/banked-record';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(LOAD_CONTROL_STATE_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(LOAD_CONTROL_STATE_BYTES, 8);

/** False of a meter whose state was never stored, or is lost: it is taken from how the switch stands. */
export let isStateKnown: bool = false;

/** What is in force; to change it, change a copy and hand that to replaceState. */
export function controlState(): LoadControlState {
  return changetype<LoadControlState>(RECORD);
}

export function resetControlState(): void {
  const found = loadBanked(
    RECORD, SPARE, LOAD_CONTROL_STATE_BYTES, LOAD_CONTROL_STATE_MAGIC, FRAM_LOAD_CONTROL_STATE_A, FRAM_LOAD_CONTROL_STATE_B,
  );
  isStateKnown = (found & Found.WHOLE) != 0;
  if (isStateKnown) return;
  controlState().control = <u8>CONTROL_CONNECTED;
  controlState().cause = <u8>NO_ACTOR;
}

/** A meter without a state of its own leaves the switch as it stands, what is open waits for a command; none of it is an event. */
export function adoptState(isOpen: bool): void {
  controlState().control = <u8>(isOpen ? CONTROL_DISCONNECTED : CONTROL_CONNECTED);
  controlState().cause = <u8>(isOpen ? ACTOR_REMOTE : NO_ACTOR);
  controlState().changes = logState().control_changes;
  isStateKnown = true;
}

/** A copy of what is in force, to be changed. */
export function stateToBe(): LoadControlState {
  memory.copy(SPARE, RECORD, LOAD_CONTROL_STATE_BYTES);
  return changetype<LoadControlState>(SPARE);
}

/** Stores what stateToBe gave and was changed, then puts it in force. Returns a Status; nothing is changed by a failed one. */
export function replaceState(next: LoadControlState): i32 {
  const status = replaceBanked(
    RECORD, changetype<usize>(next), LOAD_CONTROL_STATE_BYTES, LOAD_CONTROL_STATE_MAGIC, FRAM_LOAD_CONTROL_STATE_A, FRAM_LOAD_CONTROL_STATE_B,
  );
  if (status == Status.OK) isStateKnown = true;
  return status;
}

/** How often an ACTOR_* opened the switch. */
export function openingsBy(actor: i32): u32 {
  return load<u32>(RECORD + LOAD_CONTROL_STATE_openings + (<usize>actor << 2));
}

/** Counts an opening in a copy. */
export function countOpening(next: LoadControlState, actor: i32): void {
  const at = changetype<usize>(next) + LOAD_CONTROL_STATE_openings + (<usize>actor << 2);
  store<u32>(at, load<u32>(at) + 1);
}
