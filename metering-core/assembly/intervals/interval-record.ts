// When an interval of ten minutes ends, by the clock or without one by samples, and what is published of it, piece by piece:
// aggregates, Pst and Plt.
// Legally relevant (IR46). Changes alter the software identification.
import { Aggregate, AGGREGATE_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { AGGREGATE_FLAG_MISSED, AGGREGATE_FLAG_NOT_WHOLE, NOT_MEASURED } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { closedInterval, closedSums, closeInterval, CURRENT_SQUARE_BITS, resetAggregate } from './interval-sums';
import { divideRounded, squareRoot } from '../math/arithmetic';
import { beginPst, continuePst, shortFlicker_ppm, takePeak_ppm } from '../flicker/flicker-classes';
import { SCOPES } from '../quantities/quantities';

const INTERVAL_s: u64 = 600;
/** Intervals of a Plt (IEC 61000-4-15: two hours). */
const PLT_INTERVALS: i32 = 12;
/** Pst goes into the cube in 1e-4: 2^19.3 at most, its cube 2^58, of twelve 2^61.6. */
const CUBED_ppm: u32 = 100;

const RECORDS_BYTES: i32 = SCOPES * AGGREGATE_BYTES;
/** One for each phase and interval. */
const HISTORY_BYTES: i32 = (SCOPES - 1) * PLT_INTERVALS * 4;

// @ts-ignore: decorator
@lazy const PUBLISHED = memory.data(RECORDS_BYTES, 8);
// @ts-ignore: decorator
@lazy const NEXT = memory.data(RECORDS_BYTES, 8);
/** Pst of the last intervals, u32 1e-6: PLT_INTERVALS a phase. */
// @ts-ignore: decorator
@lazy const HISTORY = memory.data(HISTORY_BYTES, 8);

/** Pieces of the work that publishes an interval. */
namespace Stage {
  export const IDLE: i32 = 0;
  export const SCOPE: i32 = 1;
  export const FLICKER: i32 = 2;
}

let stage: i32 = 0;
let scope: i32 = 0;
let endIndex: u64 = 0;
let start: u64 = 0;
let rate_mHz: u64 = 0;
/** Intervals since start: the one under way ends at `due`. */
let intervals: u64 = 0;
let due: u64 = 0;
/** Tick that the interval under way began at. */
let begun: u64 = 0;
let lostBefore: u64 = 0;
let sequence: u32 = 0;

function nextRecord(scope: i32): Aggregate {
  return changetype<Aggregate>(NEXT + <usize>scope * AGGREGATE_BYTES);
}

/** The last interval complete with its flicker, of a scope 0..3. */
export function aggregateRecord(scope: i32): usize {
  return PUBLISHED + <usize>scope * AGGREGATE_BYTES;
}

/** The sample at which the interval under way ends: 600 s after the one before, rounded up to a whole sample. */
function setDue(): void {
  due = start + ((intervals + 1) * rate_mHz * 3 + 4) / 5;
}

/** Begins the first interval at a sample. */
export function startAggregates(sampleIndex: u64, samplingRate_mHz: u64, lost: u64): void {
  resetAggregate();
  memory.fill(PUBLISHED, 0, RECORDS_BYTES);
  memory.fill(NEXT, 0, RECORDS_BYTES);
  memory.fill(HISTORY, 0, HISTORY_BYTES);
  for (let s: i32 = 0; s < SCOPES; s++) changetype<Aggregate>(aggregateRecord(s)).scope = <u8>s;
  stage = Stage.IDLE;
  start = sampleIndex;
  begun = sampleIndex;
  rate_mHz = samplingRate_mHz;
  intervals = 0;
  sequence = 0;
  lostBefore = lost;
  setDue();
}

/** Goes on to the next tick after a sample; behind a gap of more than an interval by division, for a gap has no limit. */
function passTick(sampleIndex: u64): void {
  intervals++;
  setDue();
  if (sampleIndex < due) return;
  intervals = (sampleIndex - start) / ((rate_mHz * 3) / 5);
  setDue();
}

/**
 * A second of the clock began at a sample: intervals end at its whole tens of minutes (IEC 61000-4-30, 4.5.3), the one under
 * way at the next of them. A tick that passed stands until a window closed behind it.
 */
export function followClockSecond(clock_s: u64, sampleIndex: u64): void {
  if (due <= sampleIndex) return;
  const into_s = clock_s % INTERVAL_s;
  const ended = sampleIndex < begun + rate_mHz / 1000; // at this very tick, by a window that closed on it
  due = into_s || ended ? sampleIndex + ((INTERVAL_s - into_s) * rate_mHz) / 1000 : sampleIndex;
}

/** An interval that a start or a change of the clock made shorter or longer than ten minutes, by a second or more. */
function isWhole(): bool {
  const samples = <i64>((INTERVAL_s * rate_mHz) / 1000);
  const departure = <i64>(due - begun) - samples;
  return departure > -<i64>(rate_mHz / 1000) && departure < <i64>(rate_mHz / 1000);
}

/** A window closed: the first one at or after the tick ends the interval; `lost` samples were missed since start. */
export function closeAggregate(sampleIndex: u64, lost: u64): void {
  if (sampleIndex < due || stage != Stage.IDLE) return;
  const whole = isWhole();
  begun = due;
  passTick(sampleIndex);
  closeInterval((lost != lostBefore ? AGGREGATE_FLAG_MISSED : 0) | (whole ? 0 : AGGREGATE_FLAG_NOT_WHOLE));
  beginPst();
  lostBefore = lost;
  sequence++;
  endIndex = sampleIndex;
  scope = 0;
  stage = Stage.SCOPE;
}

/** Root of the mean of squares, rounded; the mean is below 2^58. */
function rootMean(squares: u64, windows: u64): u32 {
  return <u32>((squareRoot((squares / windows) << 2) + 1) >> 1);
}

function writeMeans(a: Aggregate, scope: i32, windows: i64): void {
  const s = closedSums(scope);
  a.voltage_mV = rootMean(s.voltageSquares, windows);
  a.voltage_min_mV = s.voltageMin_mV;
  a.voltage_max_mV = s.voltageMax_mV;
  a.current_uA = <u32>squareRoot((s.currentSquares / windows) << CURRENT_SQUARE_BITS);
  a.active_power_mW = <i32>divideRounded(s.active, windows);
  a.reactive_power_mvar = <i32>divideRounded(s.reactive, windows);
  a.apparent_power_mVA = <u32>divideRounded(s.apparent, windows);
  const share_ppm = s.shares ? rootMean(s.shareSquares, s.shares) : NOT_MEASURED;
  if (scope) a.voltage_thd_ppm = share_ppm;
  else a.voltage_negative_ppm = share_ppm;
}

/** Writes what the windows left of a scope; one that is not in use stays zero but for its flags. */
function writeScope(scope: i32): void {
  const interval = closedInterval();
  const a = nextRecord(scope);
  memory.fill(changetype<usize>(a), 0, AGGREGATE_BYTES);
  a.sample_index = endIndex;
  a.sequence = sequence;
  a.windows = <u16>interval.windows;
  a.scope = <u8>scope;
  a.interval_flags = <u8>closedSums(scope).flags;
  const found = <i64>interval.withFrequency;
  a.frequency_mHz = found ? <u32>divideRounded(<i64>interval.frequencies, found) : NOT_MEASURED;
  const used = closedSums(scope).voltageMin_mV != u32.MAX_VALUE;
  if (used) writeMeans(a, scope, <i64>interval.windows);
  if (scope) a.pinst_max_ppm = takePeak_ppm(scope - 1);
}

/** Largest whole number whose cube is at most value (below 2^60), bit by bit. */
export function cubeRoot(value: u64): u64 {
  let root: u64 = 0;
  for (let bit: u64 = 1 << 20; bit > 0; bit >>= 1) {
    const next = root | bit;
    if (next * next * next <= value) root = next;
  }
  return root;
}

function historyAt(phase: i32, interval: u32): usize {
  return HISTORY + (<usize>(phase * PLT_INTERVALS + <i32>(interval % PLT_INTERVALS)) << 2);
}

/** Cube root of the mean cube of the last twelve Pst; 0 before there are twelve. */
function longFlicker_ppm(phase: i32): u32 {
  if (sequence < <u32>PLT_INTERVALS) return 0;
  let cubes: u64 = 0;
  for (let i: u32 = 0; i < <u32>PLT_INTERVALS; i++) {
    const pst = <u64>(load<u32>(historyAt(phase, i)) / CUBED_ppm);
    cubes += pst * pst * pst;
  }
  return <u32>cubeRoot(cubes / PLT_INTERVALS) * CUBED_ppm;
}

function publish(): void {
  for (let s: i32 = 1; s < SCOPES; s++) {
    const a = nextRecord(s);
    a.pst_ppm = shortFlicker_ppm(s - 1);
    store<u32>(historyAt(s - 1, sequence), a.pst_ppm);
    a.plt_ppm = longFlicker_ppm(s - 1);
  }
  copyBytes(PUBLISHED, NEXT, RECORDS_BYTES);
}

/** Does the next piece of what publishes an interval, at each of the flickermeter's values: a scope, or some classes. */
export function continueAggregate(): void {
  if (stage == Stage.IDLE) return;
  if (stage == Stage.SCOPE) {
    writeScope(scope);
    if (++scope == SCOPES) stage = Stage.FLICKER;
    return;
  }
  if (!continuePst()) return;
  publish();
  stage = Stage.IDLE;
}
