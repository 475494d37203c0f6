// Sums over an interval of ten minutes: what its windows and half cycles leave behind (IEC 61000-4-30, 4.4 and 4.7).
// Legally relevant (IR46). Changes alter the software identification.
import {
  AGGREGATE_FLAG_DIP, AGGREGATE_FLAG_INTERRUPTION, AGGREGATE_FLAG_SWELL, EVENT_INTERRUPTION, EVENT_SAG, EVENT_SWELL,
  NOT_MEASURED,
} from '../../shared-protocol/generated/assembly/protocol';
import { ELEMENTS } from './element';
import { FAST_ROWS, tableRow } from './event-table';
import { flickerStride } from './flicker-blocks';
import { halfCycleRms_mV, halfCycles } from './half-cycle';
import { harmonicsThd_ppm } from './harmonics';
import { network } from './network';
import { parameters } from './parameters';
import { quantities, SCOPES } from './quantities';
import { elementInUse } from './service';

/** Shares above ten are no THD or unbalance: 3000 squares of it stay below 2^59. */
const SHARE_MAX_ppm: u32 = 10_000_000;
/** Squares of currents lose 6 bits: (2^29 uA)^2 x 3000 / 64 stays below 2^64. */
export const CURRENT_SQUARE_BITS: u64 = 6;

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
const SCOPES_OFFSET: usize = 16;
const INTERVAL_BYTES: i32 = 272;

// @ts-ignore: decorator
@lazy const OPEN = memory.data(272, 8);
// @ts-ignore: decorator
@lazy const CLOSED = memory.data(272, 8);
/** AGGREGATE_FLAG_* under way, u32 a scope. */
// @ts-ignore: decorator
@lazy const UNDER_WAY = memory.data(16, 8);

/** memory.data takes literals only: checked at build time. */
export function aggregateFits(): bool {
  return offsetof<Interval>() == SCOPES_OFFSET && SCOPES_OFFSET + SCOPES * offsetof<ScopeSums>() == INTERVAL_BYTES;
}

function sumsIn(interval: usize, scope: i32): ScopeSums {
  return changetype<ScopeSums>(interval + SCOPES_OFFSET + <usize>scope * offsetof<ScopeSums>());
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
  memory.fill(UNDER_WAY, 0, 16);
  setLimit(0, EVENT_SAG);
  setLimit(1, EVENT_SWELL);
  setLimit(2, EVENT_INTERRUPTION);
}

/** Closes the interval with flags of the whole meter (AGGREGATE_FLAG_*), and opens the next one. */
export function closeInterval(flags: u32): void {
  memory.copy(CLOSED, OPEN, INTERVAL_BYTES);
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
  const frequency_mHz = quantities(0).frequency_mHz;
  interval.windows++;
  interval.frequencies += frequency_mHz;
  interval.withFrequency += u32(frequency_mHz != 0);
  addScope(0);
  for (let e: i32 = 0; e < ELEMENTS; e++) if (elementInUse(e)) addScope(e + 1);
}

/** Limits in mV of a phase: a dip and a swell begin and end beyond them; an interruption by the highest of all. */
@unmanaged
class Limit {
  start_mV: u32;
  end_mV: u32;
}
// @ts-ignore: decorator
@lazy const LIMITS = memory.data(24, 8);

function limitOf(index: i32): Limit {
  return changetype<Limit>(LIMITS + <usize>index * offsetof<Limit>());
}

function setLimit(index: i32, event: i32): void {
  const nominal_mV = <u64>parameters().nominal_voltage_mV;
  for (let i: i32 = 0; i < FAST_ROWS; i++) {
    const row = tableRow(i);
    if (row.event != event) continue;
    limitOf(index).start_mV = <u32>((nominal_mV * row.start) / 10_000);
    limitOf(index).end_mV = <u32>((nominal_mV * row.end) / 10_000);
  }
}

/** The limit that begins what it is for, or once under way the one that ends it. */
function limit_mV(index: i32, underWay: bool): u32 {
  return underWay ? limitOf(index).end_mV : limitOf(index).start_mV;
}

function phaseFlags(voltage_mV: u32, flags: u32): u32 {
  const dip = voltage_mV < limit_mV(0, (flags & AGGREGATE_FLAG_DIP) != 0);
  const swell = voltage_mV > limit_mV(1, (flags & AGGREGATE_FLAG_SWELL) != 0);
  return (dip ? AGGREGATE_FLAG_DIP : 0) | (swell ? AGGREGATE_FLAG_SWELL : 0);
}

function keepFlags(scope: i32, flags: u32): void {
  store<u32>(UNDER_WAY + (<usize>scope << 2), flags);
  sumsIn(OPEN, scope).flags |= flags;
}

function flagHalfCycle(highest_mV: u32): void {
  for (let input: i32 = 0; input < ELEMENTS; input += flickerStride) {
    keepFlags(input + 1, phaseFlags(halfCycleRms_mV(input), load<u32>(UNDER_WAY + (<usize>(input + 1) << 2))));
  }
  keepFlags(0, highest_mV < limit_mV(2, load<u32>(UNDER_WAY) != 0) ? AGGREGATE_FLAG_INTERRUPTION : 0);
}

/**
 * Takes Urms(1/2) of the half cycle that just ended, with the thresholds of the events. The first two half cycles make
 * no whole cycle yet. Nearly always nothing is under way and nothing begins.
 */
export function aggregateHalfCycle(): void {
  if (halfCycles <= 2) return;
  let lowest: u32 = u32.MAX_VALUE;
  let highest: u32 = 0;
  for (let input: i32 = 0; input < ELEMENTS; input += flickerStride) {
    const voltage_mV = halfCycleRms_mV(input);
    lowest = min(lowest, voltage_mV);
    highest = max(highest, voltage_mV);
  }
  const quiet = lowest >= limitOf(0).start_mV && highest <= limitOf(1).start_mV;
  if (quiet && !(load<u64>(UNDER_WAY) | load<u64>(UNDER_WAY, 8))) return;
  flagHalfCycle(highest);
}
