// The values events are judged by, each window, half cycle and switch, in shares of what the meter is made for.
// Legally relevant (IR46). Changes alter the software identification.
import {
  CURRENT_COUNT_nA, FIRST_CURRENT, INPUTS, NEUTRAL, SEQUENCE_NEGATIVE, SERVICE_3P3W,
  SWITCH_CALIBRATION_JUMPER, SWITCH_CLOCK_BATTERY, SWITCH_MAIN_COVER, SWITCH_TERMINAL_COVER,
} from '../../../shared-protocol/generated/assembly/protocol';
import { Network, PARAMETERS_voltage_offset } from '../../../shared-protocol/generated/assembly/layouts';
import { invalidInWindow, longestRepeat, saturatedSamples } from '../inputs/afe-watch';
import { squareRoot } from '../math/arithmetic';
import { channel } from '../inputs/channel';
import { ELEMENTS } from '../inputs/element';
import { sensorIsReversed, sensorsAreSwapped } from './event-sensors';
import { Signal, SIGNAL_SCOPES, SIGNALS } from './event-table';
import { directAtInput } from '../inputs/filter';
import { halfImaginary_Q7, halfReal_Q7 } from '../windows/fundamental';
import { halfCycleRms_mV } from '../windows/half-cycle';
import { network } from '../quantities/network';
import { parameters } from '../parameters/parameters';
import { quantities } from '../quantities/quantities';
import { elementInUse, elementVoltage_mV, hasMiddleNeutral } from '../parameters/wiring';
import { isClosed, isOpen } from '../surroundings/switches';
import { frequency_mHz } from '../windows/window';

/** One in shares. */
const WHOLE: i64 = 10_000;
const VALUES_BYTES: i32 = SIGNALS * SIGNAL_SCOPES * 4;

// @ts-ignore: decorator
@lazy const VALUES = memory.data(VALUES_BYTES, 8);

export function signalValue(signal: i32, scope: i32): i32 {
  return load<i32>(VALUES + ((signal * SIGNAL_SCOPES + scope) << 2));
}

function set(signal: i32, scope: i32, value: i64): void {
  store<i32>(VALUES + ((signal * SIGNAL_SCOPES + scope) << 2), <i32>min<i64>(max<i64>(value, i32.MIN_VALUE), i32.MAX_VALUE));
}

/** So many samples are overdue; the next window tells how many never came. */
export function silenceSignal(samples: i64): void {
  set(Signal.INVALID, 0, samples);
}

export function resetSignals(): void {
  memory.fill(VALUES, 0, VALUES_BYTES);
}

/** Ib, uA. */
function basic_uA(): i64 {
  return <i64>parameters().transitional_current_uA * 10;
}

/** Unom Ib, mW. */
function basic_mW(): i64 {
  return (<i64>parameters().nominal_voltage_mV * basic_uA()) / 1_000_000;
}

function share(value: i64, nominal: i64): i64 {
  return nominal > 0 ? (value * WHOLE) / nominal : 0;
}

function direct_uA(element: i32): i64 {
  const input = element + FIRST_CURRENT;
  const offset = load<i32>(changetype<usize>(parameters()) + PARAMETERS_voltage_offset + (input << 2));
  return (abs<i64>(<i64>directAtInput(input) - <i64>offset) * CURRENT_COUNT_nA) / 1000;
}

function phaseSignals(element: i32): void {
  const p = parameters();
  const q = quantities(element + 1);
  const scope = element + 1;
  const current = <i64>q.current_uA;
  set(Signal.VOLTAGE, scope, share(q.voltage_mV, elementVoltage_mV(element)));
  set(Signal.CURRENT, scope, share(current, basic_uA()));
  set(Signal.STARTED, scope, share(current, p.starting_current_uA));
  set(Signal.OVERLOAD, scope, share(current, p.maximum_current_uA));
  set(Signal.POWER, scope, share(q.active_power_mW, basic_mW()));
  set(Signal.DIRECT, scope, share(direct_uA(element), basic_uA()));
}

/** Highest, or lowest, value of a per-phase signal over the elements in use. */
function extremeOf(signal: i32, highest: bool): i32 {
  let found: i32 = highest ? i32.MIN_VALUE : i32.MAX_VALUE;
  for (let e: i32 = 0; e < ELEMENTS; e++) {
    if (!elementInUse(e)) continue;
    const value = signalValue(signal, e + 1);
    found = highest ? max(found, value) : min(found, value);
  }
  return found;
}

/** Fundamental of phases and neutral together, uA: the part that went another way. Three wires have no neutral. */
function leftOver_uA(): i64 {
  if (<i32>parameters().service == SERVICE_3P3W) return 0;
  let real = halfReal_Q7(channel(NEUTRAL));
  let imaginary = halfImaginary_Q7(channel(NEUTRAL));
  for (let e: i32 = 0; e < ELEMENTS; e++) {
    if (!elementInUse(e)) continue;
    real += halfReal_Q7(channel(FIRST_CURRENT + e));
    imaginary += halfImaginary_Q7(channel(FIRST_CURRENT + e));
  }
  // Half a peak in Q7, shifted by 3 so that the squares fit: times sqrt(2) is the rms in Q4.
  real >>= 3;
  imaginary >>= 3;
  const rms_Q4 = <i64>squareRoot(<u64>((real * real + imaginary * imaginary) << 1));
  return (rms_Q4 * CURRENT_COUNT_nA) / 16_000;
}

/** The highest current of all, the neutral's included: of a bypassed single phase it is the only one. */
function highest_uA(): i64 {
  let highest = quantities(0).current_uA;
  for (let e: i32 = 0; e < ELEMENTS; e++) if (elementInUse(e)) highest = max(highest, quantities(e + 1).current_uA);
  return <i64>highest;
}

function neutralSignals(): void {
  const left = leftOver_uA();
  set(Signal.NEUTRAL, 0, share(left, basic_uA()));
  set(Signal.NEUTRAL_SHARE, 0, share(left, highest_uA()));
}

/** Sensors the wrong way round or on each other's phases. */
function sensorSignals(): void {
  set(Signal.SWAPPED, 0, i64(sensorsAreSwapped()));
  for (let e: i32 = 0; e < ELEMENTS; e++) set(Signal.REVERSED, e + 1, i64(sensorIsReversed(e)));
}

/** Unbalance of the voltages, ppm: a loose neutral that was the middle of a winding leaves it. */
function unbalance_ppm(n: Network): u32 {
  return hasMiddleNeutral() ? max(n.voltage_negative_ppm, n.voltage_zero_ppm) : n.voltage_negative_ppm;
}

function wholeSignals(): void {
  const n = network();
  const nominal_mHz = <i32>parameters().nominal_frequency_mHz;
  set(Signal.HIGHEST_VOLTAGE, 0, extremeOf(Signal.VOLTAGE, true));
  set(Signal.LOWEST_VOLTAGE, 0, extremeOf(Signal.VOLTAGE, false));
  set(Signal.HIGHEST_CURRENT, 0, extremeOf(Signal.CURRENT, true));
  set(Signal.VOLTAGE_UNBALANCE, 0, unbalance_ppm(n) / 100);
  set(Signal.CURRENT_UNBALANCE, 0, n.current_negative_ppm / 100);
  set(Signal.SEQUENCE, 0, i64(n.phase_sequence == <u8>SEQUENCE_NEGATIVE));
  set(Signal.FREQUENCY, 0, frequency_mHz ? abs(<i32>frequency_mHz - nominal_mHz) : 0);
  neutralSignals();
  set(Signal.POWER, 0, share(quantities(0).active_power_mW, basic_mW()));
}

/** Takes the switches as they stand. */
export function switchSignals(): void {
  set(Signal.MAIN_COVER, 0, i64(isOpen(SWITCH_MAIN_COVER)));
  set(Signal.TERMINAL_COVER, 0, i64(isOpen(SWITCH_TERMINAL_COVER)));
  set(Signal.BATTERY, 0, i64(isOpen(SWITCH_CLOCK_BATTERY)));
  set(Signal.JUMPER, 0, i64(isClosed(SWITCH_CALIBRATION_JUMPER)));
}

function converterSignals(): void {
  set(Signal.FROZEN, 0, longestRepeat);
  set(Signal.INVALID, 0, invalidInWindow);
  for (let i: i32 = 0; i < INPUTS; i++) set(Signal.SATURATED, i + 1, saturatedSamples(i));
}

/** Takes the window that just closed. */
export function windowSignals(): void {
  for (let e: i32 = 0; e < ELEMENTS; e++) if (elementInUse(e)) phaseSignals(e);
  wholeSignals();
  sensorSignals();
  converterSignals();
}

/** Takes Urms(1/2) of the last half cycle. */
export function halfCycleSignals(): void {
  for (let e: i32 = 0; e < ELEMENTS; e++) {
    if (elementInUse(e)) set(Signal.HALF_CYCLE, e + 1, share(halfCycleRms_mV(e), elementVoltage_mV(e)));
  }
  set(Signal.HIGHEST_HALF_CYCLE, 0, extremeOf(Signal.HALF_CYCLE, true));
}
