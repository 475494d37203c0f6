// Events of the metering core that are under way: which they are, kept with the logs, until their end is told and logged.
import { EVENT_STATE_open, EventRecord } from '../../../shared-protocol/generated/assembly/layouts';
import { draftState, logState } from '../logs/state';

export const OPEN_MOST: i32 = 16;

/** What is kept of an event under way. */
@unmanaged
export class OpenEvent {
  sequence: u32;
  event: u8;
  scope: u8;
  starts: u16;
}

export function openEvent(index: i32): OpenEvent {
  return changetype<OpenEvent>(changetype<usize>(logState()) + <usize>(EVENT_STATE_open + (index << 3)));
}

function draftOpen(index: i32): OpenEvent {
  return changetype<OpenEvent>(changetype<usize>(draftState()) + <usize>(EVENT_STATE_open + (index << 3)));
}

/** True where an event goes on that was under way before the metering core started anew. */
export function continuesOpen(record: EventRecord): bool {
  for (let i: i32 = 0; i < OPEN_MOST; i++) {
    const open = draftOpen(i);
    if (open.sequence == 0 || open.event != record.event || open.scope != record.scope) continue;
    open.sequence = record.sequence;
    open.starts = record.starts;
    return true;
  }
  return false;
}

/** Its end is to be logged; where too many are under way it is not. */
export function noteOpen(record: EventRecord): void {
  for (let i: i32 = 0; i < OPEN_MOST; i++) {
    const open = draftOpen(i);
    if (open.sequence != 0) continue;
    open.sequence = record.sequence;
    open.event = record.event;
    open.scope = record.scope;
    open.starts = record.starts;
    return;
  }
}

/** Its end is logged with what is kept next. */
export function closeOpen(index: i32): void {
  store<u64>(changetype<usize>(draftOpen(index)), 0);
}
