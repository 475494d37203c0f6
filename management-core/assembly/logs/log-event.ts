// What any room calls where something happened: an event with its code, now, and what was captured.
import { EventEntry } from '../../../shared-protocol/generated/assembly/layouts';
import { LOGS } from '../../../shared-protocol/generated/assembly/event-logs';
import { LOG_ENTRY_DAYLIGHT, LOG_STATE_BEGUN } from '../../../shared-protocol/generated/assembly/protocol';
import { told_s } from '../access/told-time';
import { daylightOfTime } from '../registers/books';
import { raise } from './alarms';
import { beginLogging, keepLogs, newLogEntry, putCleared, putEntry } from './log';
import { draftState } from './state';

/** LOG_ENTRY_DAYLIGHT where daylight saving is in force at a time. */
function daylightFlag(time_s: u32): u8 {
  return daylightOfTime(<i64>time_s) ? <u8>LOG_ENTRY_DAYLIGHT : 0;
}

/** Empties a log, now; between beginEvents and keepLogs. */
export function putClearing(log: i32): void {
  const time_s = <u32>told_s();
  putCleared(log, time_s, daylightFlag(time_s));
}

/** Begins to log events: none of them shows until keepLogs. A meter's first event finds its logs begun. */
export function beginEvents(): void {
  beginLogging();
  if (draftState().conditions & <u16>LOG_STATE_BEGUN) return;
  for (let log: i32 = 0; log < LOGS; log++) putClearing(log);
  draftState().conditions |= <u16>LOG_STATE_BEGUN;
}

/** An event of a time (0: nobody knows it), to be filled in and put. */
export function eventAt(code: i32, time_s: u32): EventEntry {
  const entry = newLogEntry(code);
  entry.time_s = time_s;
  entry.flags = daylightFlag(time_s);
  return entry;
}

/** Puts what eventAt gave into its log, and raises its alarm. */
export function putEvent(entry: EventEntry): void {
  raise(<i32>entry.code);
  putEntry();
}

/** An event of now, with a number and a phase, port or other part. */
export function putNow(code: i32, captured: i32 = 0, scope: i32 = 0): void {
  const entry = eventAt(code, <u32>told_s());
  entry.value = captured;
  entry.scope = <u8>scope;
  putEvent(entry);
}

/**
 * Logs that something happens now: a CODE_* with what it captured (a number; a phase, port or other part). It is in the log, over
 * a power cut too, or not at all. Returns a Status. Nobody calls it between beginEvents and keepLogs, which are of one call each.
 */
export function logEvent(code: i32, captured: i32 = 0, scope: i32 = 0): i32 {
  beginEvents();
  putNow(code, captured, scope);
  return keepLogs();
}
