// The flickermeter of each voltage: from the samples of a stretch to classified sensations (IEC 61000-4-15).
// Legally relevant (IR46). Changes alter the software identification.
import { SERVICE_3P3W, VOLTAGE_COUNT_nV } from '../../../shared-protocol/generated/assembly/protocol';
import {
  fillFlickerBlocks, flickerStride, flickerValueDue, resetFlickerBlocks, takeFlickerValue, valueOfSquare, VOLTAGES,
} from './flicker-blocks';
import { classifyFlicker, flickerInstant, followPeak, resetFlickerClasses } from './flicker-classes';
import { flickerSensation_Q18, putFlickerValue, resetFlickerFilters, seedFlicker, weightFlicker } from './flicker-filter';
import { parameters } from '../parameters/parameters';

/** Values after a start that are dropped (two blocks must be there), averaged for the adaptor, and not classified. */
const DROPPED: i32 = 8;
const SEEDED: i32 = DROPPED + 200;
const SETTLED: i32 = 2000;

/** Nominal voltage to neutral below which lamps are those of 120 V; times root 3 between the wires of three. */
const LAMP_120_BELOW_mV: u32 = 170_000;
const LAMP_120_BELOW_3P3W_mV: u32 = 294_000;
/** A twentieth of the nominal voltage: below it there is nothing that could flicker. */
const LEAST: i64 = 20;

// @ts-ignore: decorator
@lazy const SEEDS = memory.data(VOLTAGES * 8, 8);

/** Values since start, up to SETTLED. */
let settling: i32 = 0;
/** Sensations are classified at every other value. */
let odd: bool = false;

/** Begins anew with the parameters in use. */
export function resetFlicker(): void {
  const p = parameters();
  const service = <i32>p.service;
  const least_counts = ((<i64>p.nominal_voltage_mV * 1_000_000) / VOLTAGE_COUNT_nV) / LEAST;
  resetFlickerBlocks(<i32>p.sampling_rate_mHz, service);
  const lamp120 = p.nominal_voltage_mV < (service == SERVICE_3P3W ? LAMP_120_BELOW_3P3W_mV : LAMP_120_BELOW_mV);
  resetFlickerFilters(p.nominal_frequency_mHz == 60_000, lamp120, valueOfSquare(least_counts * least_counts));
  resetFlickerClasses();
  memory.fill(SEEDS, 0, VOLTAGES * 8);
  settling = 0;
  odd = false;
}

/** Lets a value settle the adaptor: it begins with the mean over a second. 200 x 2^36 are below 2^44. */
function settle(input: i32, value: i64): void {
  const seed = SEEDS + (<usize>input << 3);
  if (settling >= DROPPED) store<i64>(seed, load<i64>(seed) + value);
  if (settling == SEEDED - 1) seedFlicker(input, load<i64>(seed) / (SEEDED - DROPPED));
}

function settleValues(): void {
  for (let input: i32 = 0; input < VOLTAGES; input += flickerStride) settle(input, takeFlickerValue(input));
}

function filterValues(): void {
  for (let input: i32 = 0; input < VOLTAGES; input += flickerStride) putFlickerValue(input, takeFlickerValue(input));
  weightFlicker();
  for (let input: i32 = 0; input < VOLTAGES; input += flickerStride) {
    const sensation_Q18 = flickerSensation_Q18(input);
    if (settling < SETTLED) continue;
    followPeak(input, sensation_Q18);
    if (odd) classifyFlicker(input, sensation_Q18);
  }
}

function takeValues(): void {
  if (settling < SEEDED) settleValues();
  else filterValues();
  if (settling < SETTLED) settling++;
  else if (odd) flickerInstant();
  odd = !odd;
}

/**
 * Takes samples from index `from` of the stretch metered last up to the next value, `count` at most. Returns the index
 * behind the last one taken; `flickerValueDue` tells whether a value came.
 */
export function followFlicker(from: i32, count: i32): i32 {
  const next = fillFlickerBlocks(from, count);
  if (flickerValueDue) takeValues();
  return next;
}
