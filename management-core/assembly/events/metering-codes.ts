// What an event of the metering core is in the logs of management: its code or codes, its time, what was captured.
import { EventEntry, EventRecord } from '../../../shared-protocol/generated/assembly/layouts';
import { CODE_CLOCK_NEW, CODE_CLOCK_OLD, CODE_POWER_DOWN, CODE_POWER_UP, CODE_WATCHDOG, METERING_ROWS } from '../../../shared-protocol/generated/assembly/event-logs';
import {
  CLOCK_SOURCE_COMMAND, CLOCK_SOURCE_RTC, EVENT_CLOCK_SET, EVENT_INTERRUPTION, EVENT_MAIN_COVER_OPEN, EVENT_POWER_FAIL, EVENT_POWER_OFF, EVENT_RESET,
  LOG_ENTRY_DOUBTFUL, RESET_POWER_ON,
} from '../../../shared-protocol/generated/assembly/protocol';
import { meteringStatus } from '../link/metering-status';
import { keptEvent, newestKept } from '../link/events';
import { eventAt, putEvent } from '../logs/log-event';
import { draftState } from '../logs/state';
import { isDated, secondsOf, timeOf } from './dating';
import { continuesOpen, noteOpen } from './open-events';

const METERING_ROW: i32 = 3;

function rowOf(event: i32): usize {
  return METERING_ROWS + <usize>(event * METERING_ROW);
}

/** The code of its begin (0) or end (1); that of its phase, where phases have codes of their own. */
function codeOf(record: EventRecord, which: i32): i32 {
  const code = <i32>load<u8>(rowOf(record.event) + <usize>which);
  return code != 0 && load<u8>(rowOf(record.event), 2) != 0 ? code + max<i32>(record.scope, 1) - 1 : code;
}

/** True where something is logged when it ends. */
export function hasEnd(event: i32): bool {
  return load<u8>(rowOf(event), 1) != 0;
}

function entryOf(record: EventRecord, code: i32, at: u64): EventEntry {
  const time_s = timeOf(record, at);
  const entry = eventAt(code, time_s);
  if (!isDated) entry.flags |= <u8>LOG_ENTRY_DOUBTFUL;
  entry.source = record.sequence;
  entry.scope = record.scope;
  entry.value = record.extreme;
  return entry;
}

/** A cover that only its latch saw open was closed again before the start; a supply that went altogether has a log of its own. */
function endsOtherwise(record: EventRecord, at: u64): bool {
  if (<i32>record.event == EVENT_MAIN_COVER_OPEN) return at <= record.start + 1;
  return <i32>record.event == EVENT_POWER_FAIL && record.starts != <u16>meteringStatus()!.starts;
}

/** Logs the end of an event, if that is logged, at a sample of the meter's life. */
export function putEnd(record: EventRecord, at: u64): void {
  const code = codeOf(record, 1);
  if (code == 0 || endsOtherwise(record, at)) return;
  // What has no begin in the log is told by its end alone: from when, and for how long.
  const isWhole = codeOf(record, 0) == 0;
  const entry = entryOf(record, code, isWhole ? record.start : at);
  if (<i32>record.event == EVENT_INTERRUPTION) entry.value = <i32>secondsOf(at - record.start);
  putEvent(entry);
}

/** The time without supply before a start, where the core told it already; null: not. */
function offBefore(record: EventRecord): EventRecord | null {
  for (let n = record.sequence + 1; n <= newestKept(); n++) {
    const other = keptEvent(n);
    if (other && <i32>other.event == EVENT_POWER_OFF && other.starts == record.starts) return other;
  }
  return null;
}

function putPowerDown(record: EventRecord, off: EventRecord): void {
  const entry = entryOf(off, CODE_POWER_DOWN, record.start);
  if (entry.time_s) entry.time_s -= <u32>off.extreme;
  putEvent(entry);
  draftState().off_starts = off.starts;
}

/** A start: where power came it is told when that went, and when it came. */
function putStart(record: EventRecord): void {
  if (record.extreme != RESET_POWER_ON) return;
  const off = offBefore(record);
  if (off) putPowerDown(record, off);
  putEvent(entryOf(record, CODE_POWER_UP, record.start));
}

/** The time before and the time after: a step has told the one after it, a slew that at which it was asked for. */
function putClockSet(record: EventRecord): void {
  const isStep = record.scope == <u8>CLOCK_SOURCE_COMMAND || record.scope == <u8>CLOCK_SOURCE_RTC;
  const before_s = isStep ? <u32>record.limit - <u32>record.extreme : <u32>record.limit;
  for (let i: i32 = 0; i < 2; i++) {
    const entry = eventAt(i ? CODE_CLOCK_NEW : CODE_CLOCK_OLD, i ? before_s + <u32>record.extreme : before_s);
    entry.source = record.sequence;
    entry.scope = record.scope;
    entry.value = record.extreme;
    putEvent(entry);
  }
}

/** Logs an event that was told for the first time. */
export function putMeteringEvent(record: EventRecord): void {
  const event = <i32>record.event;
  if (event == EVENT_RESET) return putStart(record);
  if (event == EVENT_CLOCK_SET) return putClockSet(record);
  if (event == EVENT_POWER_OFF) {
    if (draftState().off_starts != record.starts) putPowerDown(record, record);
    return;
  }
  if (continuesOpen(record)) return;
  const code = codeOf(record, 0);
  if (code) {
    const entry = entryOf(record, code, record.start);
    if (code == CODE_WATCHDOG) entry.scope = 1;
    putEvent(entry);
  }
  if (!hasEnd(event)) return;
  if (record.end) putEnd(record, record.end);
  else noteOpen(record);
}
