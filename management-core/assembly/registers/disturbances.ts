// Dips, swells and failures counted of the metering core's events: all of it up to one event, in two banks of the FRAM.
import {
  Disturbances, DISTURBANCES_BYTES, DISTURBANCES_ended_s, DISTURBANCES_lasted_s, DISTURBANCES_sags, DISTURBANCES_swells, EventRecord,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  DISTURBANCE_LONG_s, DISTURBANCE_MAY_BE_OFF, DISTURBANCE_WAS_LONG, DISTURBANCES_LOGGED, DISTURBANCES_MAGIC, EVENT_DIP,
  EVENT_INTERRUPTION, EVENT_POWER_OFF, EVENT_SWELL, FRAM_DISTURBANCES_A, FRAM_DISTURBANCES_B, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { loadBanked, replaceBanked } from '../storage/banked-record';

const COUNT_MAX: i32 = 0xffff;
const PHASES: i32 = 3;
/** mHz in samples of a thousand seconds: what makes seconds of samples. */
const MILLI: u64 = 1000;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(DISTURBANCES_BYTES, 8);
/** What is being counted, until it is kept. */
// @ts-ignore: decorator
@lazy const DRAFT = memory.data(DISTURBANCES_BYTES, 8);

/** What the counting of an event needs to know besides it. */
@unmanaged
export class Circumstances {
  /** Seconds since 1970 (UTC), 0 while they are not known. */
  now_s: u32;
  rate_mHz: u32;
  /** Starts of the metering core, low 16 bits. */
  starts: u16;
}

function draft(): Disturbances {
  return changetype<Disturbances>(DRAFT);
}

export function disturbances(): Disturbances {
  return changetype<Disturbances>(RECORD);
}

/** A meter that counted nothing yet, or whose record is lost, begins at zero. */
export function resetDisturbances(): void {
  loadBanked(
    RECORD, DRAFT, DISTURBANCES_BYTES, DISTURBANCES_MAGIC, FRAM_DISTURBANCES_A, FRAM_DISTURBANCES_B,
  );
}

/** Phase 0..2. */
export function sagsOf(phase: i32): i32 {
  return load<u16>(RECORD + DISTURBANCES_sags + <usize>(phase << 1));
}

export function swellsOf(phase: i32): i32 {
  return load<u16>(RECORD + DISTURBANCES_swells + <usize>(phase << 1));
}

export function failures(): i32 {
  return disturbances().failures;
}

export function longFailures(): i32 {
  return disturbances().long_failures;
}

/** Long failures in the log; 0 is the newest. */
export function failuresLogged(): i32 {
  return disturbances().logged;
}

export function failureEnded_s(index: i32): u32 {
  return load<u32>(RECORD + DISTURBANCES_ended_s + <usize>(index << 2));
}

export function failureLasted_s(index: i32): u32 {
  return load<u32>(RECORD + DISTURBANCES_lasted_s + <usize>(index << 2));
}

function countOne(at: usize): void {
  store<u16>(at, <u16>min<i32>(<i32>load<u16>(at) + 1, COUNT_MAX));
}

function countInPhase(counts: usize, scope: i32): void {
  if (scope >= 1 && scope <= PHASES) countOne(DRAFT + counts + <usize>((scope - 1) << 1));
}

/** Puts a number before those of the log. */
function push(at: usize, value: u32): void {
  for (let i: i32 = DISTURBANCES_LOGGED - 1; i > 0; i--) store<u32>(at + <usize>(i << 2), load<u32>(at + <usize>((i - 1) << 2)));
  store<u32>(at, value);
}

/** A failure that lasted so long: it is counted again where that is long, and logged. */
function noteLength(lasted_s: u32, now_s: u32): void {
  if (lasted_s <= <u32>DISTURBANCE_LONG_s) return;
  const d = draft();
  countOne(DRAFT + offsetof<Disturbances>('long_failures'));
  push(DRAFT + DISTURBANCES_ended_s, now_s);
  push(DRAFT + DISTURBANCES_lasted_s, lasted_s);
  d.logged = <u8>min<i32>(<i32>d.logged + 1, DISTURBANCES_LOGGED);
  d.flags |= <u8>DISTURBANCE_WAS_LONG;
}

/** Counts how long an interruption was, now that its end is known. */
function endInterruption(record: EventRecord, c: Circumstances): void {
  const d = draft();
  d.open = 0;
  // A start ends in the log what was under way before it: the supply may have been off behind that.
  if (record.starts == c.starts) d.flags &= ~(<u8>DISTURBANCE_MAY_BE_OFF);
  noteLength(<u32>((record.end - record.start) * MILLI / max<u64>(c.rate_mHz, 1)), c.now_s);
}

function countInterruption(record: EventRecord, c: Circumstances): void {
  const d = draft();
  countOne(DRAFT + offsetof<Disturbances>('failures'));
  d.flags = <u8>DISTURBANCE_MAY_BE_OFF;
  d.last_starts = record.starts;
  if (record.end) endInterruption(record, c);
  else d.open = record.sequence;
}

/** The supply was off before a start: a failure of its own, unless it began with the interruption that was told last. */
function countOff(record: EventRecord, c: Circumstances): void {
  const d = draft();
  const belongs = (d.flags & DISTURBANCE_MAY_BE_OFF) != 0 && <u16>(d.last_starts + 1) == record.starts;
  if (!belongs) countOne(DRAFT + offsetof<Disturbances>('failures'));
  if (!belongs || (d.flags & DISTURBANCE_WAS_LONG) == 0) noteLength(<u32>record.extreme, c.now_s);
  d.open = 0;
  d.flags = 0;
}

/** Begins to count: until it is kept nothing of it shows. */
export function beginCounting(): void {
  memory.copy(DRAFT, RECORD, DISTURBANCES_BYTES);
}

/** Sequence of the last event counted, kept or not. */
export function countedSoFar(): u32 {
  return draft().counted;
}

/** The interruption of which the end is not known, as far as was counted. */
export function openInterruption(): u32 {
  return draft().open;
}

/** Counts an event behind those counted. */
export function countEvent(record: EventRecord, c: Circumstances): void {
  const event = <i32>record.event;
  if (event == EVENT_DIP) countInPhase(DISTURBANCES_sags, record.scope);
  if (event == EVENT_SWELL) countInPhase(DISTURBANCES_swells, record.scope);
  if (event == EVENT_INTERRUPTION) countInterruption(record, c);
  if (event == EVENT_POWER_OFF) countOff(record, c);
  draft().counted = record.sequence;
}

/** The events up to this one are passed over where they were not counted. */
export function passTo(sequence: u32): void {
  draft().counted = sequence;
}

/** Takes the record of the open interruption; null where the metering core has it no more: how long it was stays unknown. */
export function settleInterruption(record: EventRecord | null, c: Circumstances): void {
  if (record) endInterruption(record, c);
  else draft().open = 0;
}

/** Keeps what was counted, or nothing of it. Returns a Status. */
export function keepCounts(): i32 {
  return replaceBanked(RECORD, DRAFT, DISTURBANCES_BYTES, DISTURBANCES_MAGIC, FRAM_DISTURBANCES_A, FRAM_DISTURBANCES_B);
}
