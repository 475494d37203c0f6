// Sums over an interval of ten minutes: what its windows and half cycles leave behind (IEC 61000-4-30, 4.4 and 4.7).
// Legally relevant (IR46). Changes alter the software identification.
import {
  AGGREGATE_FLAG_DIP, AGGREGATE_FLAG_INTERRUPTION, AGGREGATE_FLAG_SWELL, EVENT_INTERRUPTION, EVENT_DIP, EVENT_SWELL,
  NOT_MEASURED,
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

@unmanaged
export class Interval {
  frequencies: u64;
  withFrequency: u32;
  windows: u32;
}
/** An interval, then the sums of each scope. */
const INTERVAL_BYTES: i32 = offsetof<Interval>() + SCOPES * offsetof<ScopeSums>();

// @ts-ignore: decorator
@lazy const OPEN = memory.data(INTERVAL_BYTES, 8);
// @ts-ignore: decorator
@lazy const CLOSED = memory.data(INTERVAL_BYTES, 8);

function sumsIn(interval: usize, scope: i32): ScopeSums {
  return changetype<ScopeSums>(interval + offsetof<Interval>() + <usize>scope * offsetof<ScopeSums>());
}

/** The interval that closed last, and its sums of a scope. */
export function closedInterval(): Interval {
  return changetype<Interval>(CLOSED);
}
export function closedSums(scope: i32): ScopeSums {
  return sumsIn(CLOSED, scope);
}

function openInterval(): void {
  memory.fill(OPEN, 0, INTERVAL_BYTES);
  for (let scope: i32 = 0; scope < SCOPES; scope++) sumsIn(OPEN, scope).voltageMin_mV = u32.MAX_VALUE;
}

export function resetAggregate(): void {
  openInterval();
  memory.fill(CLOSED, 0, INTERVAL_BYTES);
}

/** Closes the interval with flags of the whole meter (AGGREGATE_FLAG_*), and opens the next one. */
export function closeInterval(flags: u32): void {
  copyBytes(CLOSED, OPEN, INTERVAL_BYTES);
  const total = closedSums(0);
  for (let scope: i32 = 1; scope < SCOPES; scope++) total.flags |= closedSums(scope).flags;
  for (let scope: i32 = 0; scope < SCOPES; scope++) closedSums(scope).flags |= flags;
  openInterval();
}

function addShare(s: ScopeSums, share_ppm: u32): void {
  if (share_ppm == NOT_MEASURED) return;
  s.shares++;
  const share = <u64>min<u32>(share_ppm, SHARE_MAX_ppm);
  s.shareSquares += share * share;
}

function addScope(scope: i32): void {
  const q = quantities(scope);
  const s = sumsIn(OPEN, scope);
  const voltage = <u64>q.voltage_mV;
  const current = <u64>q.current_uA;
  s.voltageSquares += voltage * voltage;
  s.currentSquares += (current * current) >> CURRENT_SQUARE_BITS;
  s.active += q.active_power_mW;
  s.reactive += q.reactive_power_mvar;
  s.apparent += <i64>q.apparent_power_mVA;
  s.voltageMin_mV = min(s.voltageMin_mV, q.voltage_mV);
  s.voltageMax_mV = max(s.voltageMax_mV, q.voltage_mV);
  addShare(s, scope ? harmonicsThd_ppm(scope - 1) : network().voltage_negative_ppm);
}

/** Adds the quantities of a window of a whole number of cycles. */
export function aggregateWindow(): void {
  const interval = changetype<Interval>(OPEN);
  interval.windows++;
  interval.frequencies += frequency_mHz;
  interval.withFrequency += u32(frequency_mHz != 0);
  addScope(0);
  for (let e: i32 = 0; e < ELEMENTS; e++) if (elementInUse(e)) addScope(e + 1);
}

function flagOf(event: i32): u32 {
  if (event == EVENT_DIP) return AGGREGATE_FLAG_DIP;
  return event == EVENT_SWELL ? AGGREGATE_FLAG_SWELL : AGGREGATE_FLAG_INTERRUPTION;
}

/** Flags what is under way after a half cycle was judged: dips, swells and interruptions are the events of that name. */
export function aggregateHalfCycle(): void {
  if (!(activeEvents & FLAGGING)) return;
  for (let row: i32 = 0; row < FAST_ROWS; row++) {
    for (let scope: i32 = 0; scope < SCOPES; scope++) {
      if (isUnderWay(row, scope)) sumsIn(OPEN, scope).flags |= flagOf(tableRow(row).event);
    }
  }
}
