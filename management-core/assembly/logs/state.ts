// How far the event logs are, and all that tells which events are in them: one record in two banks, so that an event and that it is logged hold at once.
import { EVENT_STATE_BYTES, EventState } from '../../../shared-protocol/generated/assembly/layouts';
import { FRAM_EVENT_STATE_A, FRAM_EVENT_STATE_B, LOG_STATE_MAGIC, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { loadBanked, replaceBanked } from '../storage/banked-record';

// @ts-ignore: decorator
@lazy const STATE = memory.data(EVENT_STATE_BYTES, 8);
/** What is being logged, until it is kept. */
// @ts-ignore: decorator
@lazy const DRAFT = memory.data(EVENT_STATE_BYTES, 8);

export function logState(): EventState {
  return changetype<EventState>(STATE);
}

export function draftState(): EventState {
  return changetype<EventState>(DRAFT);
}

/** A meter whose record is lost begins its logs anew. Returns Found bits. */
export function loadState(): i32 {
  return loadBanked(STATE, DRAFT, EVENT_STATE_BYTES, LOG_STATE_MAGIC, FRAM_EVENT_STATE_A, FRAM_EVENT_STATE_B);
}

/** Begins to change it: until it is kept nothing of it shows. */
export function beginState(): void {
  memory.copy(DRAFT, STATE, EVENT_STATE_BYTES);
}

/** Keeps what was changed, or nothing of it. Returns a Status. */
export function keepState(): i32 {
  return replaceBanked(STATE, DRAFT, EVENT_STATE_BYTES, LOG_STATE_MAGIC, FRAM_EVENT_STATE_A, FRAM_EVENT_STATE_B);
}

/** The n-th number of an array of 32 bits that begins at an offset. */
export function numberAt(state: EventState, offset: i32, index: i32): u32 {
  return load<u32>(changetype<usize>(state) + <usize>(offset + (index << 2)));
}

export function putNumberAt(state: EventState, offset: i32, index: i32, value: u32): void {
  store<u32>(changetype<usize>(state) + <usize>(offset + (index << 2)), value);
}
