// Raw sums for adjustment: mean squares, mean products and angles of the fundamentals over many whole windows.
// Legally relevant (IR46). Changes alter the software identification.
import {
  RawSums, RAW_SUMS_angle_udeg, RAW_SUMS_BYTES, RAW_SUMS_direct_counts, RAW_SUMS_mean_products_Q8,
  RAW_SUMS_mean_squares_Q8,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  INPUTS, RAW_SUMS_NONE, RAW_SUMS_READY, RAW_SUMS_RUNNING, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { channel, directSquares } from '../inputs/channel';
import { closedProducts, ELEMENTS } from '../inputs/element';
import { directAtInput } from '../inputs/filter';
import { fundamentalAngle } from './fundamental';
import { parameters } from '../parameters/parameters';
import { referenceInput } from './reference-voltage';
import { edgeSamples_Q16, edgeSeconds, startEdges } from '../surroundings/rtc-edges';
import { temperature_mC } from '../surroundings/temperature';
import { frequency_mHz } from './window';

/** Most samples of one request: 262 s at 4 kHz. Squares of 2^46 over them, less SHIFT bits, stay below 2^58. */
const SAMPLES_MOST: u32 = 1 << 20;
const SHIFT: i64 = 8;

/** Sums of squares of the inputs, then of the products of the elements, i64 each. */
const SUMS_BYTES: i32 = (INPUTS + ELEMENTS) * 8;
/** Of each input the first window's angle and the sum of the departures from it. */
const ANGLES_BYTES: i32 = INPUTS * 16;

// @ts-ignore: decorator
@lazy const SUMS = memory.data(SUMS_BYTES, 8);
// @ts-ignore: decorator
@lazy const ANGLES = memory.data(ANGLES_BYTES, 8);

let state: i32 = 0;
let wanted: u32 = 0;
let length_Q16: i64 = 0;
let windows: i64 = 0;

export function resetRawSums(): void {
  state = RAW_SUMS_NONE;
  length_Q16 = 0;
}

/** Starts sums over at least this many samples, from the next whole window on. */
export function startRawSums(samples: u32): i32 {
  if (samples > SAMPLES_MOST) return Status.OUT_OF_RANGE;
  memory.fill(SUMS, 0, SUMS_BYTES);
  memory.fill(ANGLES, 0, ANGLES_BYTES);
  wanted = samples;
  length_Q16 = 0;
  windows = 0;
  state = RAW_SUMS_RUNNING;
  startEdges(parameters().sampling_rate_mHz);
  return Status.OK;
}

function addTo(at: usize, value: i64): void {
  store<i64>(at, load<i64>(at) + (value >> SHIFT));
}

/** Angles are summed as departures from the first window's, so that a turn more or less does not matter. */
function addAngle(input: i32): void {
  const at = ANGLES + (input << 4);
  const angle = fundamentalAngle(channel(referenceInput)) - fundamentalAngle(channel(input));
  if (windows == 0) store<u64>(at, angle);
  store<i64>(at + 8, load<i64>(at + 8) + <i64>(<i32>(angle - <u32>load<u64>(at))));
}

/** Takes a whole window that just closed. */
export function addRawSums(window_Q16: i64): void {
  if (state != RAW_SUMS_RUNNING) return;
  for (let i: i32 = 0; i < INPUTS; i++) {
    // An AFE's offset not yet sealed is no part of what a gain is adjusted by.
    addTo(SUMS + (i << 3), channel(i).closedSquares - directSquares(channel(i), window_Q16));
    addAngle(i);
  }
  for (let e: i32 = 0; e < ELEMENTS; e++) addTo(SUMS + ((INPUTS + e) << 3), closedProducts(e));
  length_Q16 += window_Q16;
  windows++;
  if (length_Q16 >> 16 >= <i64>wanted) state = RAW_SUMS_READY;
}

/** sum x 2^(SHIFT + 8 + 16) / length_Q16, bit by bit: the whole product would need 90 bits. */
function mean_Q8(sum: i64): i64 {
  const size = sum < 0 ? -sum : sum;
  let quotient = size / length_Q16;
  let rest = size % length_Q16;
  for (let bit: i64 = 0; bit < SHIFT + 24; bit++) {
    rest <<= 1;
    quotient <<= 1;
    if (rest < length_Q16) continue;
    rest -= length_Q16;
    quotient++;
  }
  return sum < 0 ? -quotient : quotient;
}

function angle_udeg(input: i32): i32 {
  const at = ANGLES + (input << 4);
  const mean = <u32>(load<i64>(at) + load<i64>(at + 8) / windows);
  return <i32>(((<u64>mean * 360_000_000) >> 32) % 360_000_000);
}

function writeMeans(payload: usize): void {
  for (let i: i32 = 0; i < INPUTS; i++) {
    store<i64>(payload + RAW_SUMS_mean_squares_Q8 + (i << 3), mean_Q8(load<i64>(SUMS + (i << 3))));
    store<i32>(payload + RAW_SUMS_angle_udeg + (i << 2), angle_udeg(i));
    store<i32>(payload + RAW_SUMS_direct_counts + (i << 2), directAtInput(i));
  }
  for (let e: i32 = 0; e < ELEMENTS; e++) {
    store<i64>(payload + RAW_SUMS_mean_products_Q8 + (e << 3), mean_Q8(load<i64>(SUMS + ((INPUTS + e) << 3))));
  }
}

/** Writes the sums made so far; returns the bytes of the record. */
export function writeRawSums(payload: usize): i32 {
  memory.fill(payload, 0, RAW_SUMS_BYTES);
  const sums = changetype<RawSums>(payload);
  sums.length_Q16 = length_Q16;
  if (length_Q16 > 0) writeMeans(payload);
  sums.seconds = edgeSeconds;
  sums.samples_Q16 = edgeSamples_Q16();
  sums.temperature_mC = temperature_mC;
  sums.frequency_mHz = frequency_mHz;
  sums.state = <u8>state;
  return RAW_SUMS_BYTES;
}
