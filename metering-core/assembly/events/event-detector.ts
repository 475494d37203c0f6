// One detector for all events: threshold, hysteresis, gates and debounce after the table; starts and ends go to the log.
// Legally relevant (IR46). Changes alter the software identification.
import {
  EVENT_CURRENT_LOSS, EVENT_CURRENT_UNBALANCE, EVENT_DIP, EVENT_PHASE_LOSS, SERVICE_3P3W, SERVICE_3P4W_DELTA,
} from '../../../shared-protocol/generated/assembly/protocol';
import { closeEvent, openEvent, updateExtreme } from './event-log';
import { signalValue } from './event-signals';
import { FAST_ROWS, FIRST_SWITCH_ROW, INVALID_ROW, Range, Row, ROWS, Signal, SIGNAL_SCOPES, SWITCH_ROWS, tableRow } from './event-table';
import { hotRecord } from '../energy/hot-record';
import { parameters } from '../parameters/parameters';
import { elementInUse, hasMiddleNeutral } from '../parameters/wiring';

/** Where a row stands in a scope: nothing, seen but not yet long enough, under way, over but not yet long enough. */
namespace Stage {
  export const IDLE: i32 = 0;
  export const RISING: i32 = 1;
  export const ACTIVE: i32 = 2;
  export const FALLING: i32 = 3;
}

@unmanaged
class Watch {
  since: u64;
  stage: i32;
  extreme: i32;
  sequence: u32;
  reserved: u32;
}
const WATCHES_BYTES: i32 = ROWS * SIGNAL_SCOPES * offsetof<Watch>();

// @ts-ignore: decorator
@lazy const WATCHES = memory.data(WATCHES_BYTES, 8);

/** Bit n: event n is under way. */
export let activeEvents: u64 = 0;

function watchOf(row: i32, scope: i32): Watch {
  return changetype<Watch>(WATCHES + (row * SIGNAL_SCOPES + scope) * offsetof<Watch>());
}

export function resetDetector(): void {
  memory.fill(WATCHES, 0, WATCHES_BYTES);
  activeEvents = 0;
}

/** True when the event of a row is under way in a scope. */
export function isUnderWay(row: i32, scope: i32): bool {
  return watchOf(row, scope).stage >= Stage.ACTIVE;
}

/** True when an event is under way in a scope. */
export function isUnderWayIn(event: i32, scope: i32): bool {
  for (let row: i32 = 0; row < ROWS; row++) if (tableRow(row).event == event && isUnderWay(row, scope)) return true;
  return false;
}

/** A gate's signal stands at its own scope when that one has a value, else at the whole meter. */
function gateHolds(signal: i32, limit: i32, scope: i32): bool {
  if (signal == Signal.NONE) return true;
  const value = signalValue(signal, signal < Signal.HIGHEST_VOLTAGE ? scope : 0);
  return limit < 0 ? value < -limit : value > limit;
}

/** A voltage that was never there has no dip and is not lost: a meter of three phases may stand at a supply of one. */
function canBeLost(event: i32, scope: i32): bool {
  if (event != EVENT_DIP && event != EVENT_PHASE_LOSS) return true;
  return (hotRecord().voltages_seen & (1 << (scope - 1))) != 0;
}

/** True when the row's condition holds: harder to begin than to go on (hysteresis). */
function holds(row: Row, scope: i32, value: i32, goingOn: bool): bool {
  if (!canBeLost(row.event, scope)) return false;
  if (!gateHolds(row.gate, row.gateLimit, scope) || !gateHolds(row.second, row.secondLimit, scope)) return false;
  const limit = goingOn ? row.end : row.start;
  if (row.direction > 0) return goingOn ? value >= limit : value > limit;
  return goingOn ? value <= limit : value < limit;
}

/** Samples of a delay. */
function samplesOf(delay_ms: i32, rate_mHz: u32): u64 {
  return (<u64>delay_ms * rate_mHz) / 1_000_000;
}

/**
 * What the next judgement has to know, in life-long counts of samples: when an event begins that these values show
 * first, when one ends that they no longer show, until when they speak, and the sampling rate.
 */
let begins: u64 = 0;
let ends: u64 = 0;
let now: u64 = 0;
let rate: u32 = 0;

/** A switch may be told at a sample that is yet to come. */
function lasted(since: u64, delay_ms: i32): bool {
  return <i64>(now - since) >= <i64>samplesOf(delay_ms, rate);
}

function rise(row: Row, scope: i32, watch: Watch, value: i32): void {
  if (watch.stage == Stage.IDLE) {
    watch.stage = Stage.RISING;
    watch.since = begins;
    watch.extreme = value;
  }
  const further = row.direction > 0 ? value > watch.extreme : value < watch.extreme;
  if (further) watch.extreme = value;
  if (watch.stage == Stage.RISING && lasted(watch.since, row.startDelay_ms)) {
    watch.sequence = openEvent(row.event, scope, watch.since, row.start, watch.extreme);
    watch.stage = Stage.ACTIVE;
  }
  if (watch.stage == Stage.FALLING) watch.stage = Stage.ACTIVE;
  if (watch.stage == Stage.ACTIVE && further) updateExtreme(watch.sequence, watch.extreme);
}

function fall(row: Row, watch: Watch): void {
  if (watch.stage == Stage.RISING) watch.stage = Stage.IDLE;
  if (watch.stage == Stage.ACTIVE) {
    watch.stage = Stage.FALLING;
    watch.since = ends;
  }
  if (watch.stage != Stage.FALLING || !lasted(watch.since, row.endDelay_ms)) return;
  closeEvent(watch.sequence, max<u64>(watch.since, 1), watch.extreme);
  watch.stage = Stage.IDLE;
}

function judge(index: i32, scope: i32): void {
  const row = tableRow(index);
  const watch = watchOf(index, scope);
  const value = signalValue(row.signal, scope);
  const goingOn = watch.stage >= Stage.ACTIVE;
  if (holds(row, scope, value, goingOn)) rise(row, scope, watch, value);
  else fall(row, watch);
  if (watch.stage >= Stage.ACTIVE) activeEvents |= <u64>1 << row.event;
}

/** Judges a row in one of its scopes; the others stand as they were. */
function judgeScope(index: i32, scope: i32): void {
  const row = tableRow(index);
  activeEvents &= ~(<u64>1 << row.event);
  judge(index, row.range == Range.WHOLE ? 0 : scope);
  for (let other: i32 = 1; other <= row.range; other++) {
    if (isUnderWay(index, other)) activeEvents |= <u64>1 << row.event;
  }
}

/** Below a power factor of 0.5 an element that stands 30 degrees off its star turns negative: only the sum has a direction. */
function elementsAreOffTheirStar(): bool {
  const service = parameters().service;
  return service == <u8>SERVICE_3P3W || service == <u8>SERVICE_3P4W_DELTA;
}

/** About a middle neutral loads of one leg alone are what the service is for. */
function isUsual(event: i32): bool {
  return hasMiddleNeutral() && (event == EVENT_CURRENT_LOSS || event == EVENT_CURRENT_UNBALANCE);
}

function judgeRow(index: i32): void {
  const row = tableRow(index);
  activeEvents &= ~(<u64>1 << row.event);
  if (isUsual(row.event)) return;
  if (row.range == Range.WHOLE || (row.signal == Signal.POWER && elementsAreOffTheirStar())) return judge(index, 0);
  for (let scope: i32 = 1; scope <= row.range; scope++) {
    if (row.range == Range.INPUTS || elementInUse(scope - 1)) judge(index, scope);
  }
}

function judgeRows(first: i32, count: i32): void {
  for (let i: i32 = first; i < first + count; i++) judgeRow(i);
}

/**
 * Judges the rows that follow the half cycles of a phase by the rms of a cycle. An event begins with the cycle that shows it, and
 * ends with the one that ended it (IEC 61000-4-30, 5.4.2).
 */
export function detectFast(scope: i32, from: u64, to: u64, rate_mHz: u32): void {
  begins = from;
  ends = to;
  now = to;
  rate = rate_mHz;
  for (let i: i32 = 0; i < FAST_ROWS; i++) judgeScope(i, scope);
}

/** Judges the rows that follow the windows: an event lasts from the first to the last window that shows it. */
export function detectSlow(from: u64, to: u64, rate_mHz: u32): void {
  begins = from;
  ends = from;
  now = to;
  rate = rate_mHz;
  judgeRows(FAST_ROWS, ROWS - FAST_ROWS);
}

/** Judges the front end, which has given nothing between two moments. */
export function detectSilence(from: u64, to: u64, rate_mHz: u32): void {
  begins = from;
  ends = to;
  now = to;
  rate = rate_mHz;
  judgeRow(INVALID_ROW);
}

/** Judges the rows of the switches at the sample at which one changed. */
export function detectSwitches(at: u64, rate_mHz: u32): void {
  begins = at;
  ends = at;
  now = at;
  rate = rate_mHz;
  judgeRows(FIRST_SWITCH_ROW, SWITCH_ROWS);
}
