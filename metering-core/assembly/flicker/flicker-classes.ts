// The classifier of IEC 61000-4-15, block 5: how long the sensation lasted in which class, and Pst from its percentiles.
// Legally relevant (IR46). Changes alter the software identification.
import { NOT_MEASURED } from '../../../shared-protocol/generated/assembly/protocol';
import { squareRoot } from '../math/arithmetic';
import { VOLTAGES } from './flicker-blocks';
import { PERCENTILE_TABLE, PERCENTILES } from './flicker-tables';

/** Classes are 64 to an octave, from Pinst 2^-9 to 2^13 (Q18: 2^9 to 2^31); class 0 lies below, the last holds the rest. */
const OCTAVE_BITS: i32 = 6;
const FIRST_OCTAVE: i32 = 9;
const CLASSES: i32 = 1408;
/** 1 / weights of the table, see there. */
const WEIGHTS: i64 = 150_000;
/** Classes looked at in one go: a Pst is spread over a fraction of a second, so that no block carries it. */
const PIECE: i32 = 128;
/** Sensations that may come while the classes are counted out. */
const WAITING_MAX: i32 = 96;

/** u16 a class, and one for what lies below all of them; 60,000 sensations in ten minutes. */
const HISTOGRAM_BYTES: i32 = (CLASSES + 1) * 2;
// @ts-ignore: decorator
@lazy const HISTOGRAMS = memory.data(VOLTAGES * HISTOGRAM_BYTES, 8);
/** Class and voltage (<< 12), u16, of what waits. */
// @ts-ignore: decorator
@lazy const WAITING = memory.data(WAITING_MAX * 2, 8);
// @ts-ignore: decorator
@lazy const PST_ppm = memory.data(VOLTAGES * 4, 8);

/** Largest sensation of each voltage in the open interval, Q18. */
// @ts-ignore: decorator
@lazy const PEAKS_Q18 = memory.data(VOLTAGES * 8, 8);

let classified: i32 = 0;
let waiting: i32 = 0;
let counting: bool = false;
/** Where the counting out stands: voltage, class, sensations above it, percentile, weighted sum (Q18). */
let voltage: i32 = 0;
let atClass: i32 = 0;
let above: i32 = 0;
let percentile: i32 = 0;
let weighted_Q18: i64 = 0;

export function resetFlickerClasses(): void {
  memory.fill(HISTOGRAMS, 0, VOLTAGES * HISTOGRAM_BYTES);
  memory.fill(PST_ppm, 0, VOLTAGES * 4);
  memory.fill(PEAKS_Q18, 0, VOLTAGES * 8);
  classified = 0;
  waiting = 0;
  counting = false;
}

/** Class of a sensation, Q18. */
// @ts-ignore: decorator
@inline
export function flickerClass(sensation_Q18: i64): i32 {
  if (sensation_Q18 < 1 << FIRST_OCTAVE) return 0;
  const octave = 63 - <i32>clz<u64>(<u64>sensation_Q18);
  const step = <i32>(sensation_Q18 >> (octave - OCTAVE_BITS)) & ((1 << OCTAVE_BITS) - 1);
  return min(((octave - FIRST_OCTAVE) << OCTAVE_BITS) + step + 1, CLASSES);
}

/** Lower edge of a class, Q18. */
export function classEdge_Q18(index: i32): i64 {
  if (index == 0) return 0;
  const octave = ((index - 1) >> OCTAVE_BITS) + FIRST_OCTAVE;
  return <i64>(((index - 1) & ((1 << OCTAVE_BITS) - 1)) + (1 << OCTAVE_BITS)) << (octave - OCTAVE_BITS);
}

// @ts-ignore: decorator
@inline
function cell(input: i32, index: i32): usize {
  return HISTOGRAMS + <usize>(input * HISTOGRAM_BYTES) + (<usize>index << 1);
}

function count(input: i32, index: i32): void {
  const at = cell(input, index);
  store<u16>(at, load<u16>(at) + 1);
}

/** Takes a sensation of a voltage; all voltages in use are taken at the same instants. */
// @ts-ignore: decorator
@inline
export function classifyFlicker(input: i32, sensation_Q18: i64): void {
  const index = flickerClass(sensation_Q18);
  if (!counting) {
    count(input, index);
  } else if (waiting < WAITING_MAX) {
    store<u16>(WAITING + (<usize>waiting << 1), <u16>((input << 12) | index));
    waiting++;
  }
}

/** Keeps the largest sensation of the open interval. */
// @ts-ignore: decorator
@inline
export function followPeak(input: i32, sensation_Q18: i64): void {
  const at = PEAKS_Q18 + (<usize>input << 3);
  if (sensation_Q18 > load<i64>(at)) store<i64>(at, sensation_Q18);
}

/** Gives the largest sensation since it was asked last, 1e-6; sensations are below 2^37. */
export function takePeak_ppm(input: i32): u32 {
  const at = PEAKS_Q18 + (<usize>input << 3);
  const peak_ppm = (load<i64>(at) * 1_000_000) >> 18;
  store<i64>(at, 0);
  return <u32>min<i64>(peak_ppm, NOT_MEASURED - 1);
}

/** One more instant was classified. */
export function flickerInstant(): void {
  classified++;
}

/** Begins to count out what was classified so far; what comes from now on belongs to the next interval. */
export function beginPst(): void {
  counting = true;
  sensations = classified;
  classified = 0;
  openVoltage(0);
}

/** Sensations of the interval counted out. */
let sensations: i32 = 0;

function openVoltage(input: i32): void {
  voltage = input;
  atClass = CLASSES;
  above = 0;
  percentile = 0;
  weighted_Q18 = 0;
}

function permille(index: i32): i64 {
  return <i64>load<i32>(PERCENTILE_TABLE + (index << 3));
}

/**
 * Level within a class that `share` thousandths of a sensation of those it holds exceed; 2^25 x 2^26. What is below the
 * classes (a steady Pst of 0.03) counts as nothing.
 */
function levelIn_Q18(index: i32, share: i64, held: i32): i64 {
  if (index == 0) return 0;
  const upper = classEdge_Q18(index + 1);
  return upper - ((upper - classEdge_Q18(index)) * share) / (<i64>held * 1000);
}

/** Passes one class: the percentiles that lie in it get their level. Levels below 2^31, weights sum to 2^17. */
function passClass(held: i32): void {
  while (percentile < PERCENTILES) {
    const share = <i64>sensations * permille(percentile) - <i64>above * 1000;
    if (share > <i64>held * 1000) break;
    weighted_Q18 += levelIn_Q18(atClass, share, held) * <i64>load<i32>(PERCENTILE_TABLE + (percentile << 3), 4);
    percentile++;
  }
  above += held;
}

/** Root of the weighted sum (below 2^48): Q18 becomes Q32, then Q50, its root Q25. */
function pst_ppm(): u32 {
  const square_Q50 = <u64>((weighted_Q18 << 14) / WEIGHTS) << 18;
  return <u32>((squareRoot(square_Q50) * 1_000_000) >> 25);
}

function takeWaiting(): void {
  counting = false;
  for (let i: i32 = 0; i < waiting; i++) {
    const entry = <i32>load<u16>(WAITING + (<usize>i << 1));
    count(entry >> 12, entry & 0xfff);
  }
  waiting = 0;
}

/** Goes on counting out, and empties the classes; true when Pst of all voltages is known. */
export function continuePst(): bool {
  const end = max(atClass - PIECE, -1);
  for (; atClass > end; atClass--) {
    const at = cell(voltage, atClass);
    const held = <i32>load<u16>(at);
    if (!held) continue;
    store<u16>(at, 0);
    passClass(held);
  }
  if (atClass >= 0) return false;
  store<u32>(PST_ppm + (voltage << 2), pst_ppm());
  if (voltage + 1 < VOLTAGES) {
    openVoltage(voltage + 1);
    return false;
  }
  takeWaiting();
  return true;
}

/** Short-term flicker severity of a voltage over the last interval counted out, 1e-6. */
export function shortFlicker_ppm(input: i32): u32 {
  return load<u32>(PST_ppm + (input << 2));
}
