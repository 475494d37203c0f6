// Logs the metering core's events as they come, each once, and asks how those that are under way ended.
import { EventRecord, Events, EVENTS_BYTES, EVENTS_records } from '../../../shared-protocol/generated/assembly/layouts';
import { CODE_EVENTS_PASSED_OVER } from '../../../shared-protocol/generated/assembly/event-logs';
import { EVENTS_IN_REPLY, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { meteringStatus } from '../link/metering-status';
import { demandEvents, EVENTS_KEPT, Follower, holdEvents, keptEvent, newestKept, resumeEventsAfter } from '../link/events';
import { Demand, LinkRequest } from '../link/requests';
import { keepLogs } from '../logs/log';
import { beginEvents, putNow } from '../logs/log-event';
import { draftState, logState } from '../logs/state';
import { learnStart, resetDating, secondsOf } from './dating';
import { putEnd, putMeteringEvent } from './metering-codes';
import { closeOpen, OPEN_MOST, OpenEvent, openEvent } from './open-events';

/** Before what was not kept is tried again, and between two questions how what is under way ended. */
const PAUSE_us: i64 = 1_000_000;
const ASK_us: i64 = 3_000_000;
/** Behind a start no time is known yet; for so long it is waited for. */
const TIME_us: i64 = 10_000_000;
/** What a start of the metering core ended may go on behind it; for so long that is waited for: the slowest begin in 60 s. */
const CONTINUE_s: u64 = 70;
/** One event makes three entries of a log at most, and LOG_SPARE are put at once at most. */
const EVENTS_AT_ONCE: u32 = 2;

// @ts-ignore: decorator
@lazy const REQUEST = memory.data(offsetof<LinkRequest>(), 8);
// @ts-ignore: decorator
@lazy const REPLY = memory.data(EVENTS_BYTES, 8);

let askNotBefore_us: i64 = 0;
let keepNotBefore_us: i64 = 0;
/** The open event that is asked for. */
let asked: i32 = 0;

export function resetMeteringEvents(): void {
  memory.fill(REQUEST, 0, offsetof<LinkRequest>());
  askNotBefore_us = 0;
  keepNotBefore_us = 0;
  asked = 0;
  resetDating();
  resumeEventsAfter(Follower.LOGS, logState().counted);
}

function keep(now_us: i64): void {
  if (keepLogs() == Status.OK) resumeEventsAfter(Follower.LOGS, logState().counted);
  else keepNotBefore_us = now_us + PAUSE_us;
}

/** Sequence of the oldest kept event behind those counted. */
function firstNew(): u32 {
  const newest = newestKept();
  let first = max(logState().counted + 1, newest - min(newest - 1, EVENTS_KEPT - 1));
  while (first < newest && !keptEvent(first)) first++;
  return first;
}

/** Logs what is new, some at a time. Events that left the metering core's log before they could be read are told by their number. */
function logNew(now_us: i64): void {
  const newest = newestKept();
  const counted = logState().counted;
  beginEvents();
  const first = firstNew();
  if (counted != 0 && first > counted + 1 && newest > counted) putNow(CODE_EVENTS_PASSED_OVER, <i32>(first - counted - 1));
  for (let n = first; n <= newest; n++) {
    const record = keptEvent(n);
    if (record) learnStart(record);
  }
  // Fewer events than there were: another metering core, whose past is not this meter's.
  const last = newest < counted ? newest : min(newest, first + EVENTS_AT_ONCE - 1);
  for (let n = first; n <= last; n++) {
    const record = keptEvent(n);
    if (record) putMeteringEvent(record);
  }
  draftState().counted = last;
  keep(now_us);
}

/** An event of an earlier start may be going on: whether it is, it is known some time behind the present one. */
function mayContinue(open: OpenEvent): bool {
  const status = meteringStatus()!;
  return open.starts != <u16>status.starts && secondsOf(status.sample_index) < CONTINUE_s;
}

/** Takes the record of an open event; where that left the log its end is that of a log which forgot it. */
function takeReply(now_us: i64): void {
  const open = openEvent(asked);
  const first = changetype<EventRecord>(REPLY + EVENTS_records);
  const isThere = changetype<Events>(REPLY).count > 0 && first.sequence == open.sequence;
  if (open.sequence == 0 || (isThere && first.end == 0) || mayContinue(open)) return;
  beginEvents();
  if (isThere) putEnd(first, first.end);
  closeOpen(asked);
  keep(now_us);
}

/** The next open event behind the one that was asked for last; -1 for none. */
function nextOpen(): i32 {
  for (let i: i32 = 1; i <= OPEN_MOST; i++) {
    const index = (asked + i) % OPEN_MOST;
    if (openEvent(index).sequence != 0) return index;
  }
  return -1;
}

function followOpen(now_us: i64): void {
  const r = changetype<LinkRequest>(REQUEST);
  if (r.state == Demand.QUEUED || now_us < keepNotBefore_us) return;
  if (r.state == Demand.ANSWERED) takeReply(now_us);
  r.state = Demand.NONE;
  if (now_us < askNotBefore_us) return;
  const next = nextOpen();
  if (next < 0) return;
  asked = next;
  askNotBefore_us = now_us + ASK_us;
  demandEvents(r, openEvent(next).sequence, REPLY, now_us);
}

/** Call with each tick, behind the events of the link. */
export function meteringEventsTick(now_us: i64): void {
  const status = meteringStatus();
  if (!status || (status.clock_s == 0 && now_us < TIME_us)) return hold();
  followOpen(now_us);
  if (newestKept() != 0 && newestKept() != logState().counted && now_us >= keepNotBefore_us) logNew(now_us);
  hold();
}

/** So many wait that the next reply could push one of them out. */
function hold(): void {
  const newest = newestKept();
  const counted = logState().counted;
  holdEvents(Follower.LOGS, newest > counted && counted != 0 && newest - counted > <u32>(EVENTS_KEPT - EVENTS_IN_REPLY));
}
