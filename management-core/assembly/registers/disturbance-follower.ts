// Counts the metering core's events as they come, each once, and asks how an interruption ended.
import {
  EventRecord, Events, EVENTS_BYTES, EVENTS_records, Identification,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  EVENT_INTERRUPTION, MESSAGE_IDENTIFY, MESSAGE_READ_STATUS, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { demandEvents, EVENTS_KEPT, Follower, holdEvents, keptEvent, newestKept, resumeEventsAfter } from '../link/events';
import { meteringStatus } from '../link/metering-status';
import { age_us, frontBank, mirrored } from '../link/mirror';
import { Demand, LinkRequest } from '../link/requests';
import { slotOf } from '../link/slots';
import {
  beginCounting, Circumstances, countedSoFar, countEvent, disturbances, keepCounts, openInterruption, passTo, resetDisturbances, settleInterruption,
} from './disturbances';

/** Between two questions how an interruption ended, and before what was not kept is tried again. */
const PAUSE_us: i64 = 1_000_000;
const SECOND_us: i64 = 1_000_000;

// @ts-ignore: decorator
@lazy const REQUEST = memory.data(offsetof<LinkRequest>(), 8);
// @ts-ignore: decorator
@lazy const REPLY = memory.data(EVENTS_BYTES, 8);
// @ts-ignore: decorator
@lazy const AROUND = memory.data(offsetof<Circumstances>(), 8);

let askNotBefore_us: i64 = 0;
let keepNotBefore_us: i64 = 0;
/** Another interruption waits to be counted: the one before has ended, whatever the status tells. */
let pressing: bool = false;
/** All that the metering core told of since the start is counted; what it tells from then on is counted soon. */
export let eventsCounted: bool = false;

export function resetDisturbanceFollower(): void {
  memory.fill(REQUEST, 0, offsetof<LinkRequest>());
  askNotBefore_us = 0;
  keepNotBefore_us = 0;
  pressing = false;
  eventsCounted = false;
  resetDisturbances();
  resumeEventsAfter(Follower.DISTURBANCES, disturbances().counted);
}

function circumstances(now_us: i64): Circumstances {
  const c = changetype<Circumstances>(AROUND);
  const s = meteringStatus()!;
  const age_s = age_us(frontBank(), slotOf(MESSAGE_READ_STATUS, 0), now_us) / SECOND_us;
  c.now_s = s.clock_s ? <u32>(s.clock_s + <u64>age_s) : 0;
  c.rate_mHz = changetype<Identification>(mirrored(frontBank(), slotOf(MESSAGE_IDENTIFY, 0))).sampling_rate_mHz;
  c.starts = <u16>s.starts;
  return c;
}

/** Keeps what was counted; what cannot be kept is counted again later, and no further events come until then. */
function keep(now_us: i64): void {
  const kept = keepCounts() == Status.OK;
  if (kept) resumeEventsAfter(Follower.DISTURBANCES, disturbances().counted);
  else keepNotBefore_us = now_us + PAUSE_us;
  holdEvents(Follower.DISTURBANCES, !kept || pressing);
}

/** Counts what is new. Events that left the ring, or went by before they could be counted, are passed over. */
function countNew(now_us: i64): void {
  const newest = newestKept();
  const counted = disturbances().counted;
  // Nothing was told yet; or there are fewer events than there were: another metering core, whose past is not this meter's.
  if (newest == 0 || newest == counted || now_us < keepNotBefore_us) return;
  beginCounting();
  pressing = false;
  for (let n = max(counted + 1, newest - min(newest - 1, EVENTS_KEPT - 1)); n <= newest && !pressing; n++) {
    const record = keptEvent(n);
    if (!record) continue;
    if (<i32>record.event == EVENT_INTERRUPTION && openInterruption()) pressing = true;
    else countEvent(record, circumstances(now_us));
  }
  if (!pressing) passTo(newest);
  if (countedSoFar() == counted) holdEvents(Follower.DISTURBANCES, pressing);
  else keep(now_us);
}

function ask(now_us: i64): void {
  demandEvents(changetype<LinkRequest>(REQUEST), disturbances().open, REPLY, now_us);
  askNotBefore_us = now_us + PAUSE_us;
}

/** Takes the events from the open interruption on: its record, or others where that left the ring. */
function takeReply(now_us: i64): void {
  const first = changetype<EventRecord>(REPLY + EVENTS_records);
  const isThere = changetype<Events>(REPLY).count > 0 && first.sequence == disturbances().open;
  if (isThere && first.end == 0) return;
  beginCounting();
  pressing = false;
  settleInterruption(isThere ? first : null, circumstances(now_us));
  keep(now_us);
}

/** The interruption is over, as far as is told. */
function isOver(): bool {
  const s = meteringStatus()!;
  return pressing || (s.active_events & (<u64>1 << EVENT_INTERRUPTION)) == 0 || <u16>s.starts != disturbances().last_starts;
}

function followInterruption(now_us: i64): void {
  const r = changetype<LinkRequest>(REQUEST);
  if (r.state == Demand.QUEUED) return;
  if (r.state == Demand.ANSWERED && disturbances().open) takeReply(now_us);
  r.state = Demand.NONE;
  if (disturbances().open && now_us >= askNotBefore_us && isOver()) ask(now_us);
}

/** Call with each tick, behind the events. */
export function disturbancesTick(now_us: i64): void {
  if (!meteringStatus()) return;
  followInterruption(now_us);
  countNew(now_us);
  const told = meteringStatus()!.newest_event;
  if (newestKept() >= told && (newestKept() == 0 || disturbances().counted == newestKept())) eventsCounted = true;
}
