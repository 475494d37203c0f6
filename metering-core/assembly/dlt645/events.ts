// Events of the log as DL/T 645-2007 tells them: how many there are, how long they lasted, when the last ones began and ended.
// Legally relevant (IR46). Changes alter the software identification.
import { EventRecord } from '../../../shared-protocol/generated/assembly/layouts';
import { CLOCK_SOURCE_COMMAND, CLOCK_SOURCE_RTC, EVENT_POWER_OFF, EVENT_RING } from '../../../shared-protocol/generated/assembly/protocol';
import { clock_s } from '../clock/rtc';
import { lifeSamples } from '../clock/sample-clock';
import { hotRecord } from '../energy/hot-record';
import { eventInSlot } from '../events/event-log';
import { parameters } from '../parameters/parameters';
import { NO_DATA, NO_VALUE, putBcd, putNumber } from './bcd';
import { localDigits } from './local';

const MINUTE_ms: u64 = 60_000;
const COUNT_BYTES: i32 = 3;
const TIME_BYTES: i32 = 6;
const ENERGIES_BYTES: i32 = 48;
const OPERATOR_BYTES: i32 = 4;

function isOf(record: EventRecord, event: i32, scope: i32): bool {
  return record.sequence != 0 && <i32>record.event == event && (scope < 0 || <i32>record.scope == scope);
}

/** Events of a kind that the log holds, in a scope or in any (-1). */
export function countOf(event: i32, scope: i32): i64 {
  let count: i64 = 0;
  for (let slot: u32 = 0; slot < <u32>EVENT_RING; slot++) if (isOf(eventInSlot(slot), event, scope)) count++;
  return count;
}

/** Whole minutes that they lasted together, what is under way included. */
export function minutesOf(event: i32, scope: i32): i64 {
  let samples: u64 = 0;
  for (let slot: u32 = 0; slot < <u32>EVENT_RING; slot++) {
    const record = eventInSlot(slot);
    if (isOf(record, event, scope)) samples += (record.end ? record.end : lifeSamples) - record.start;
  }
  return <i64>(samples / (<u64>parameters().sampling_rate_mHz * MINUTE_ms / 1_000_000));
}

/** The event that was so many back, 1 for the last one, or null. */
function backOf(event: i32, scope: i32, back: i32): EventRecord | null {
  let found: EventRecord | null = null;
  let below: u32 = u32.MAX_VALUE;
  for (; back > 0; back--) {
    found = null;
    for (let slot: u32 = 0; slot < <u32>EVENT_RING; slot++) {
      const record = eventInSlot(slot);
      if (!isOf(record, event, scope) || record.sequence >= below) continue;
      if (!found || record.sequence > found.sequence) found = record;
    }
    if (!found) return null;
    below = found.sequence;
  }
  return found;
}

/** Seconds without supply since an event, or -1 where the log does not tell all of them. */
function offSince_s(record: EventRecord): i64 {
  let starts = <i32>((hotRecord().starts - <u32>record.starts) & 0xffff);
  let off_s: i64 = 0;
  for (let slot: u32 = 0; slot < <u32>EVENT_RING; slot++) {
    const other = eventInSlot(slot);
    if (!isOf(other, EVENT_POWER_OFF, -1) || other.sequence <= record.sequence) continue;
    off_s += <i64>other.extreme;
    starts--;
  }
  return starts == 0 ? off_s : -1;
}

/** YYMMDDhhmmss of a moment of an event's start of the core, by the clock as it goes now; no value where nobody knows. */
function momentOf(record: EventRecord, at: u64): i64 {
  const off_s = offSince_s(record);
  if (clock_s == 0 || off_s < 0 || at > lifeSamples) return NO_VALUE;
  const back_s = <i64>(((lifeSamples - at) * 1000) / <u64>parameters().sampling_rate_mHz);
  return localDigits(<i64>clock_s - back_s - off_s);
}

function endOf(record: EventRecord): i64 {
  return record.end ? momentOf(record, record.end) : NO_VALUE;
}

/** When an event began, or ended. */
export function eventMoment(event: i32, scope: i32, back: i32, ended: bool): i64 {
  const record = backOf(event, scope, back);
  if (!record) return NO_DATA;
  return ended ? endOf(record) : momentOf(record, record.start);
}

/** Times and minutes of the phases, or of the meter. */
export function putCounts(to: usize, event: i32, bytes: i32): void {
  const phases = bytes / (2 * COUNT_BYTES);
  for (let phase: i32 = 0; phase < phases; phase++) {
    const scope = phases == 1 ? 0 : phase + 1;
    putBcd(to + phase * 2 * COUNT_BYTES, countOf(event, scope), COUNT_BYTES);
    putBcd(to + (phase * 2 + 1) * COUNT_BYTES, minutesOf(event, scope), COUNT_BYTES);
  }
}

/** Begin, a current where one is told (not kept: FF), end. False where there is no such event. */
export function putSpan(to: usize, event: i32, back: i32, between: i32): bool {
  const record = backOf(event, -1, back);
  if (!record) return false;
  putNumber(to, momentOf(record, record.start), TIME_BYTES, 0);
  memory.fill(to + TIME_BYTES, 0xff, between);
  putNumber(to + TIME_BYTES + between, endOf(record), TIME_BYTES, 0);
  return true;
}

/** Begin and end of a time without supply: the core started at its end. */
export function putPowerDown(to: usize, event: i32, back: i32): bool {
  const record = backOf(event, -1, back);
  if (!record) return false;
  const back_s = <i64>(((lifeSamples - record.start) * 1000) / <u64>parameters().sampling_rate_mHz);
  const off_s = offSince_s(record);
  const known = clock_s != 0 && off_s >= 0;
  const end_s = <i64>clock_s - back_s - off_s;
  putNumber(to, known ? localDigits(end_s - <i64>record.extreme) : NO_VALUE, TIME_BYTES, 0);
  putNumber(to + TIME_BYTES, known ? localDigits(end_s) : NO_VALUE, TIME_BYTES, 0);
  return true;
}

/** Operator (none), the time that was, the time that became of it. */
export function putSetting(to: usize, event: i32, back: i32): bool {
  const record = backOf(event, -1, back);
  if (!record) return false;
  memory.fill(to, 0, OPERATOR_BYTES);
  // Of a step the log has the time after it, of a slew the time at which it was asked for.
  const isStep = record.scope == <u8>CLOCK_SOURCE_COMMAND || record.scope == <u8>CLOCK_SOURCE_RTC;
  const told_s = <i64><u32>record.limit;
  putNumber(to + OPERATOR_BYTES, localDigits(isStep ? told_s - record.extreme : told_s), TIME_BYTES, 0);
  putNumber(to + OPERATOR_BYTES + TIME_BYTES, localDigits(isStep ? told_s : told_s + record.extreme), TIME_BYTES, 0);
  return true;
}

/** Begin, end, and twelve energies that are not kept. */
export function putOpening(to: usize, event: i32, back: i32): bool {
  if (!putSpan(to, event, back, 0)) return false;
  memory.fill(to + 2 * TIME_BYTES, 0xff, ENERGIES_BYTES);
  return true;
}
