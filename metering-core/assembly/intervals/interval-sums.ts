// Sums over an interval: what its windows and half cycles, or shorter intervals, leave behind (IEC 61000-4-30, 4.4 and 4.7).
// Legally relevant (IR46). Changes alter the software identification.
import { Aggregate } from '../../../shared-protocol/generated/assembly/layouts';
import {
  AGGREGATE_FLAG_DIP, AGGREGATE_FLAG_INTERRUPTION, AGGREGATE_FLAG_SWELL, EVENT_INTERRUPTION, EVENT_DIP, EVENT_SWELL,
  INTERVALS, NOT_MEASURED,
} from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { ELEMENTS } from '../inputs/element';
import { activeEvents, isUnderWay } from '../events/event-detector';
import { FAST_ROWS, tableRow } from '../events/event-table';
import { harmonicsThd_ppm } from '../harmonics/harmonics';
import { network } from '../quantities/network';
import { quantities, SCOPES } from '../quantities/quantities';
import { frequency_mHz } from '../windows/window';
import { elementInUse } from '../parameters/wiring';

/** Shares above ten are no THD or unbalance: 3000 squares of it stay below 2^59. */
const SHARE_MAX_ppm: u32 = 10_000_000;
/** Squares of currents lose 6 bits: (2^29 uA)^2 x 3000 / 64 stays below 2^64. */
export const CURRENT_SQUARE_BITS: u64 = 6;

/** Events that flag an interval: those that follow the half cycles. */
const FLAGGING: u64 = ((<u64>1) << EVENT_DIP) | ((<u64>1) << EVENT_SWELL) | ((<u64>1) << EVENT_INTERRUPTION);

/** One scope's sums; powers are below 2^32 each. */
@unmanaged
export class ScopeSums {
  voltageSquares: u64;
  currentSquares: u64;
  active: i64;
  reactive: i64;
  apparent: i64;
  /** Squares of THD of a phase, of the unbalance for the total. */
  shareSquares: u64;
  voltageMin_mV: u32;
  voltageMax_mV: u32;
  flags: u32;
  /** Windows whose share was known. */
  shares: u32;
}

/** What is common to all scopes: `parts` are windows, or the shorter intervals that were added up. */
@unmanaged
export class Interval {
  frequencies: u64;
  withFrequency: u32;
  parts: u32;
}
/** An interval, then the sums of each scope. */
const INTERVAL_BYTES: i32 = offsetof<Interval>() + SCOPES * offsetof<ScopeSums>();

/** Intervals under way: the 15 windows of an interval may overlap with the next ones behind a tick (4.5.2). */
export namespace Open {
  export const TEN_MINUTES: i32 = 0;
  export const CYCLES: i32 = 1;
  export const NEXT_CYCLES: i32 = 2;
  export const TWO_HOURS: i32 = 3;
}
const OPENS: i32 = 4;

// @ts-ignore: decorator
@lazy const OPEN = memory.data(OPENS * INTERVAL_BYTES, 8);
// @ts-ignore: decorator
@lazy const CLOSED = memory.data(INTERVALS * INTERVAL_BYTES, 8);

function openAt(open: i32): usize {
  return OPEN + <usize>(open * INTERVAL_BYTES);
}

function closedAt(kind: i32): usize {
  return CLOSED + <usize>(kind * INTERVAL_BYTES);
}

function sumsIn(interval: usize, scope: i32): ScopeSums {
  return changetype<ScopeSums>(interval + offsetof<Interval>() + <usize>scope * offsetof<ScopeSums>());
}

/** The interval of a kind (INTERVAL_*) that closed last, and its sums of a scope. */
export function closedInterval(kind: i32): Interval {
  return changetype<Interval>(closedAt(kind));
}
export function closedSums(kind: i32, scope: i32): ScopeSums {
  return sumsIn(closedAt(kind), scope);
}

/** Windows or shorter intervals that one under way (Open.*) has so far. */
export function openParts(open: i32): u32 {
  return changetype<Interval>(openAt(open)).parts;
}

export function openInterval(open: i32): void {
  memory.fill(openAt(open), 0, INTERVAL_BYTES);
  for (let scope: i32 = 0; scope < SCOPES; scope++) sumsIn(openAt(open), scope).voltageMin_mV = u32.MAX_VALUE;
}

export function resetSums(): void {
  for (let open: i32 = 0; open < OPENS; open++) openInterval(open);
  memory.fill(CLOSED, 0, INTERVALS * INTERVAL_BYTES);
}

/** Closes one under way as the last of its kind, with flags of the whole meter (AGGREGATE_FLAG_*), and opens it anew. */
export function closeInterval(open: i32, kind: i32, flags: u32): void {
  copyBytes(closedAt(kind), openAt(open), INTERVAL_BYTES);
  const total = closedSums(kind, 0);
  for (let scope: i32 = 1; scope < SCOPES; scope++) total.flags |= closedSums(kind, scope).flags;
  for (let scope: i32 = 0; scope < SCOPES; scope++) closedSums(kind, scope).flags |= flags;
  openInterval(open);
}

function addShare(s: ScopeSums, share_ppm: u32): void {
  if (share_ppm == NOT_MEASURED) return;
  s.shares++;
  const share = <u64>min<u32>(share_ppm, SHARE_MAX_ppm);
  s.shareSquares += share * share;
}

function addVoltageAndCurrent(s: ScopeSums, voltage_mV: u32, current_uA: u32): void {
  const voltage = <u64>voltage_mV;
  const current = <u64>current_uA;
  s.voltageSquares += voltage * voltage;
  s.currentSquares += (current * current) >> CURRENT_SQUARE_BITS;
}

function addFrequency(interval: usize, frequency_mHz: u32): void {
  const i = changetype<Interval>(interval);
  i.parts++;
  if (frequency_mHz == 0 || frequency_mHz == NOT_MEASURED) return;
  i.frequencies += frequency_mHz;
  i.withFrequency++;
}

function addScope(interval: usize, scope: i32): void {
  const q = quantities(scope);
  const s = sumsIn(interval, scope);
  addVoltageAndCurrent(s, q.voltage_mV, q.current_uA);
  s.active += q.active_power_mW;
  s.reactive += q.reactive_power_mvar;
  s.apparent += <i64>q.apparent_power_mVA;
  s.voltageMin_mV = min(s.voltageMin_mV, q.voltage_mV);
  s.voltageMax_mV = max(s.voltageMax_mV, q.voltage_mV);
  addShare(s, scope ? harmonicsThd_ppm(scope - 1) : network().voltage_negative_ppm);
}

/** Adds the quantities of a window of a whole number of cycles. */
export function addWindow(open: i32): void {
  addFrequency(openAt(open), frequency_mHz);
  addScope(openAt(open), 0);
  for (let e: i32 = 0; e < ELEMENTS; e++) if (elementInUse(e)) addScope(openAt(open), e + 1);
}

/** Adds the record of a scope of a shorter interval that was published; that of the total counts as a part. */
export function addRecord(open: i32, a: Aggregate): void {
  const scope = <i32>a.scope;
  if (scope == 0) addFrequency(openAt(open), a.frequency_mHz);
  const s = sumsIn(openAt(open), scope);
  s.flags |= a.interval_flags;
  if (scope > 0 && !elementInUse(scope - 1)) return;
  addVoltageAndCurrent(s, a.voltage_mV, a.current_uA);
  s.active += a.active_power_mW;
  s.reactive += a.reactive_power_mvar;
  s.apparent += <i64>a.apparent_power_mVA;
  s.voltageMin_mV = min(s.voltageMin_mV, a.voltage_min_mV);
  s.voltageMax_mV = max(s.voltageMax_mV, a.voltage_max_mV);
  addShare(s, scope ? a.voltage_thd_ppm : a.voltage_negative_ppm);
}

function flagOf(event: i32): u32 {
  if (event == EVENT_DIP) return AGGREGATE_FLAG_DIP;
  return event == EVENT_SWELL ? AGGREGATE_FLAG_SWELL : AGGREGATE_FLAG_INTERRUPTION;
}

/** Two hours are flagged by their ten minutes. */
function flagScope(scope: i32, flag: u32): void {
  for (let open: i32 = 0; open < Open.TWO_HOURS; open++) sumsIn(openAt(open), scope).flags |= flag;
}

/** Flags what is under way after a half cycle was judged: dips, swells and interruptions are the events of that name. */
export function aggregateHalfCycle(): void {
  if (!(activeEvents & FLAGGING)) return;
  for (let row: i32 = 0; row < FAST_ROWS; row++) {
    for (let scope: i32 = 0; scope < SCOPES; scope++) {
      if (isUnderWay(row, scope)) flagScope(scope, flagOf(tableRow(row).event));
    }
  }
}
