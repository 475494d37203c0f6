// What other rooms count and keep by themselves, compared with what of it is logged: each step is an event, and none is lost with the supply.
import { EVENT_STATE_failures } from '../../../shared-protocol/generated/assembly/layouts';
import {
  CODE_BILLING_RESET, CODE_DAYLIGHT_CHANGED, CODE_FAILED_LOGIN, CODE_LOCKED_OUT, CODE_TARIFF_ACTIVATED, CODE_TARIFF_CHANGED,
} from '../../../shared-protocol/generated/assembly/event-logs';
import { GATES, LOCK_OUT_FREE } from '../../../shared-protocol/generated/assembly/programming';
import { LOG_STATE_COUNTED, LOG_STATE_DAYLIGHT, LOG_STATE_ZONED } from '../../../shared-protocol/generated/assembly/protocol';
import { failuresOf, totalFailuresOf } from '../access/lock-out';
import { newestEntry } from '../access/log';
import { eventAt, putEvent, putNow } from '../logs/log-event';
import { draftState, logState, numberAt, putNumberAt } from '../logs/state';
import { books, booksAreOpen } from '../registers/books';
import { passiveTable, tariffHead } from '../registers/tariff-tables';
import { daylightOf } from '../time/zone';

/** A tariff comes table by table: they are one change of it, told when none came for so long, or it took over. */
const TABLES_us: i64 = 10_000_000;

/** The change of the passive tables seen last, and when. */
let seen: u32 = 0;
let seenAt_us: i64 = 0;

export function resetCounts(): void {
  seen = 0;
  seenAt_us = 0;
}

function tookOver(): bool {
  return tariffHead().changes != logState().tariff_changes;
}

function tablesAreChanged(now_us: i64): bool {
  const sequence = passiveTable().sequence;
  if (sequence != seen) seenAt_us = now_us;
  seen = sequence;
  return sequence != logState().tariff_sequence && (tookOver() || now_us - seenAt_us >= TABLES_us);
}

function failuresLogged(gate: i32): u32 {
  return numberAt(logState(), EVENT_STATE_failures, gate);
}

function wasDaylight(): i32 {
  return logState().conditions & <u16>LOG_STATE_DAYLIGHT ? 1 : 0;
}

function isDaylight(): i32 {
  return books().record == 0 || booksAreOpen ? wasDaylight() : daylightOf(books().quality);
}

/** The first record tells what holds, and that is no change of it. */
function isZoneNew(): bool {
  return books().record != 0 && !booksAreOpen && (logState().conditions & <u16>LOG_STATE_ZONED) == 0;
}

/** Locked is a gate from the failure on that locks it until its failures are forgiven. */
function lockedGates(): i32 {
  let locked: i32 = 0;
  for (let gate: i32 = 0; gate < GATES; gate++) if (failuresOf(gate) >= <u32>LOCK_OUT_FREE) locked |= 1 << gate;
  return locked;
}

function failuresAreNew(): bool {
  for (let gate: i32 = 0; gate < GATES; gate++) if (totalFailuresOf(gate) != failuresLogged(gate)) return true;
  return lockedGates() != <i32>logState().locked;
}

/** Something was counted since it was logged. */
export function countsAreNew(now_us: i64): bool {
  const state = logState();
  if ((state.conditions & <u16>LOG_STATE_COUNTED) == 0) return true;
  if (!booksAreOpen && books().resets != state.resets) return true;
  if (tablesAreChanged(now_us) || tookOver()) return true;
  return isZoneNew() || isDaylight() != wasDaylight() || failuresAreNew();
}

/** A locked gate tells of no further failures: whoever fails there cannot push out what else is in the log. */
function putFailures(gate: i32): void {
  const total = totalFailuresOf(gate);
  const wasLocked = ((<i32>logState().locked >> gate) & 1) != 0;
  if (total > failuresLogged(gate) && !wasLocked) putNow(CODE_FAILED_LOGIN, failuresOf(gate), gate + 1);
  putNumberAt(draftState(), EVENT_STATE_failures, gate, total);
  if (!wasLocked && failuresOf(gate) >= <u32>LOCK_OUT_FREE) putNow(CODE_LOCKED_OUT, failuresOf(gate), gate + 1);
}

/** The change of the tables: one that was put in place of the passive one, one that took over. */
function putTariff(now_us: i64): void {
  const state = draftState();
  if (tablesAreChanged(now_us)) {
    if (passiveTable().sequence != 0) putNow(CODE_TARIFF_CHANGED);
    state.tariff_sequence = passiveTable().sequence;
  }
  if (tookOver()) putNow(CODE_TARIFF_ACTIVATED, tariffHead().changes);
  state.tariff_changes = tariffHead().changes;
}

function adoptZone(): void {
  const state = draftState();
  state.conditions &= ~(<u16>LOG_STATE_DAYLIGHT);
  state.conditions |= <u16>(LOG_STATE_ZONED | (daylightOf(books().quality) ? LOG_STATE_DAYLIGHT : 0));
}

function putBooks(): void {
  const state = draftState();
  if (isZoneNew()) adoptZone();
  else if (isDaylight() != wasDaylight()) {
    const entry = eventAt(CODE_DAYLIGHT_CHANGED, <u32>books().time_s);
    entry.value = isDaylight();
    putEvent(entry);
    state.conditions ^= <u16>LOG_STATE_DAYLIGHT;
  }
  if (booksAreOpen || books().resets == state.resets) return;
  putNow(CODE_BILLING_RESET, books().resets, books().reset_source);
  state.resets = books().resets;
}

/** What was counted before there were logs is taken as it is. */
function adoptCounts(): void {
  const state = draftState();
  for (let gate: i32 = 0; gate < GATES; gate++) putNumberAt(state, EVENT_STATE_failures, gate, totalFailuresOf(gate));
  state.resets = books().resets;
  state.tariff_changes = tariffHead().changes;
  state.tariff_sequence = passiveTable().sequence;
  state.access = newestEntry();
  state.conditions |= <u16>LOG_STATE_COUNTED;
}

/** Puts what countsAreNew found: of the gates one at a time, so that no log gets too many entries at once. */
export function putCounts(now_us: i64): void {
  const isFirst = (draftState().conditions & <u16>LOG_STATE_COUNTED) == 0;
  if (isFirst) adoptCounts();
  else {
    putTariff(now_us);
    putBooks();
    for (let gate: i32 = 0; gate < GATES; gate++) putFailures(gate);
  }
  draftState().locked = <u16>lockedGates();
}
