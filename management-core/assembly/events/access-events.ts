// What the log of access tells of others: proved levels, and what was written and executed, into the logs of communication and parameters.
import { ACCESS_ENTRY_code, EVENT_ENTRY_object } from '../../../shared-protocol/generated/assembly/layouts';
import { CODE_EXECUTED, CODE_MAINTENANCE, CODE_WRITTEN } from '../../../shared-protocol/generated/assembly/event-logs';
import { ACT_EXECUTE, ACT_LOGIN, ACT_WRITE } from '../../../shared-protocol/generated/assembly/programming';
import { ACCESS_PENDING, LOG_ENTRY_UNKNOWN_OUTCOME, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { entryOf, newestEntry, oldestEntry } from '../access/log';
import { CODE_BYTES } from '../../../shared-protocol/assembly/objects/rows';
import { eventAt, putEvent } from '../logs/log-event';
import { draftState, logState } from '../logs/state';

/** Entries that were there at the start: what of them is pending stays so. */
let before: u32 = 0;

export function resetAccessEvents(): void {
  before = newestEntry();
}

/** The next entry that is not logged; 0 for none, or while what it tells is not over. */
export function nextAccess(): u32 {
  const next = max(logState().access + 1, oldestEntry());
  if (next > newestEntry()) return 0;
  const entry = entryOf(next);
  const isUnderWay = entry != null && next > before && next == newestEntry() && <i32>entry.outcome == ACCESS_PENDING;
  return isUnderWay ? 0 : next;
}

function codeOf(act: i32): i32 {
  if (act == ACT_WRITE) return CODE_WRITTEN;
  return act == ACT_EXECUTE ? CODE_EXECUTED : act == ACT_LOGIN ? CODE_MAINTENANCE : 0;
}

/** Puts an entry of the log of access, where it is one of something that was done. */
export function putAccess(sequence: u32): void {
  draftState().access = sequence;
  const told = entryOf(sequence);
  if (told == null) return;
  const code = codeOf(<i32>told.act);
  const isPending = <i32>told.outcome == ACCESS_PENDING;
  if (code == 0 || (<i32>told.outcome != Status.OK && !isPending)) return;
  const entry = eventAt(code, told.time_s);
  entry.scope = code == CODE_MAINTENANCE ? told.port : told.level;
  entry.value = code == CODE_MAINTENANCE ? <i32>told.level : <i32>told.digest;
  entry.attribute = told.attribute;
  memory.copy(changetype<usize>(entry) + EVENT_ENTRY_object, changetype<usize>(told) + ACCESS_ENTRY_code, CODE_BYTES);
  if (isPending) entry.flags |= <u8>LOG_ENTRY_UNKNOWN_OUTCOME;
  putEvent(entry);
}
