// Logs the management core's own events: what lasts at its board, what its rooms count, what the log of access tells, its restarts.
import { CODE_NV_MEMORY, CODE_TERMINAL_COVER_OFF, CODE_WATCHDOG } from '../../../shared-protocol/generated/assembly/event-logs';
import { COVER_WITHOUT_POWER, LOG_STATE_COVER, LOG_STATE_LATCH, RESET_FAULT, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { told_s } from '../access/told-time';
import { keepLogs, resetLogs } from '../logs/log';
import { beginEvents, putNow } from '../logs/log-event';
import { draftState, logState } from '../logs/state';
import { Found } from '../storage/banked-record';
import { coverIsOpen, coverWasOpened, latchIsRead } from '../surroundings/contacts';
import { nextAccess, putAccess, resetAccessEvents } from './access-events';
import { changedConditions, putConditions } from './conditions';
import { countsAreNew, putCounts, resetCounts } from './counts';

const MANAGEMENT: i32 = 2;
/** Between two looks; what lasts no longer need not be seen. */
const LOOK_us: i64 = 50_000;
const PAUSE_us: i64 = 1_000_000;
/** Behind a start no time is known yet; for so long it is waited for. */
const TIME_us: i64 = 10_000_000;

let notBefore_us: i64 = 0;
/** A restart behind a fault, and a lost record of the logs, are to be logged. */
let faulty: bool = false;
let damaged: bool = false;
/** What the latch kept is noted as something to be logged. */
let latchNoted: bool = false;

export function resetOwnEvents(resetCause: i32): void {
  damaged = (resetLogs() & Found.DAMAGED) == Found.DAMAGED;
  notBefore_us = 0;
  faulty = resetCause == RESET_FAULT;
  latchNoted = false;
  resetAccessEvents();
  resetCounts();
}

function keep(now_us: i64): bool {
  if (keepLogs() == Status.OK) return true;
  notBefore_us = now_us + PAUSE_us;
  return false;
}

/** The latch tells once, and is armed anew: what it kept is stored before its time is known. */
function noteLatch(now_us: i64): void {
  if (latchNoted || !latchIsRead) return;
  if (!coverWasOpened()) {
    latchNoted = true;
    return;
  }
  beginEvents();
  draftState().conditions |= <u16>LOG_STATE_LATCH;
  latchNoted = keep(now_us);
}

function logLatch(now_us: i64): void {
  if ((logState().conditions & <u16>LOG_STATE_LATCH) == 0) return;
  beginEvents();
  putNow(CODE_TERMINAL_COVER_OFF, COVER_WITHOUT_POWER);
  draftState().conditions &= ~(<u16>LOG_STATE_LATCH);
  // One that is off still was removed then: once.
  if (coverIsOpen()) draftState().conditions |= <u16>LOG_STATE_COVER;
  keep(now_us);
}

function logStart(now_us: i64): void {
  if (!faulty && !damaged) return;
  beginEvents();
  if (faulty) putNow(CODE_WATCHDOG, 0, MANAGEMENT);
  if (damaged) putNow(CODE_NV_MEMORY, 0, MANAGEMENT);
  if (!keep(now_us)) return;
  faulty = false;
  damaged = false;
}

function logConditions(now_us: i64): void {
  const changed = changedConditions(now_us);
  if (changed == 0) return;
  beginEvents();
  putConditions(changed);
  keep(now_us);
}

function logCounts(now_us: i64): void {
  if (!countsAreNew(now_us)) return;
  beginEvents();
  putCounts(now_us);
  keep(now_us);
}

function logAccess(now_us: i64): void {
  const next = nextAccess();
  if (next == 0) return;
  beginEvents();
  putAccess(next);
  keep(now_us);
}

/** Call with each tick. */
export function ownEventsTick(now_us: i64): void {
  if (now_us < notBefore_us) return;
  noteLatch(now_us);
  if (told_s() == 0 && now_us < TIME_us) return;
  notBefore_us = now_us + LOOK_us;
  logStart(now_us);
  logLatch(now_us);
  logConditions(now_us);
  logCounts(now_us);
  logAccess(now_us);
}
