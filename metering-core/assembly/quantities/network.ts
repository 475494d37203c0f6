// What the three phases say together, once a window: unbalance, phase sequence, voltages between lines, the third current of three wires.
// Legally relevant (IR46). Changes alter the software identification.
import { Network, NETWORK_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import {
  CURRENT_COUNT_nA, FIRST_CURRENT, NOT_MEASURED, SEQUENCE_NONE, SERVICE_1P2W, SERVICE_2P3W, SERVICE_3P3W,
  SERVICE_3P4W_DELTA, VOLTAGE_COUNT_nV,
} from '../../../shared-protocol/generated/assembly/protocol';
import { divideRounded, squareRoot } from '../math/arithmetic';
import { channel } from '../inputs/channel';
import { halfImaginary_Q7, halfReal_Q7 } from '../windows/fundamental';
import { parameters } from '../parameters/parameters';
import { measureLineVoltages, resetLineVoltages } from './line-voltages';
import { quantities } from './quantities';
import { referenceInput } from '../windows/reference-voltage';
import { analyse, analyseLegs, negative, phaseSequence, unbalance_ppm, zero } from './symmetrical';

/** Three times the least positive sequence worth comparing with, half of its peak, Q7: 2.8 mA rms and 1.8 V rms. */
const LEAST_CURRENT: i64 = 3 * 128 * 80;
const LEAST_VOLTAGE: i64 = 3 * 128 * 16_000;
/** Root of 2: rms of half a peak. */
const ROOT_2_Q24: i64 = 23726566;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(NETWORK_BYTES, 8);

export function network(): Network {
  return changetype<Network>(RECORD);
}

export function resetNetwork(): void {
  memory.fill(RECORD, 0, NETWORK_BYTES);
  resetLineVoltages();
  network().frequency_mHz = NOT_MEASURED;
}

function real(input: i32): i64 {
  return halfReal_Q7(channel(input));
}
function imaginary(input: i32): i64 {
  return halfImaginary_Q7(channel(input));
}

/** Fundamental rms of a half-peak phasor, in units of the count. */
function rms(real_Q7: i64, imaginary_Q7: i64, count_nU: i64, unit_nU: i64): u32 {
  const half_Q7 = <i64>squareRoot(<u64>(real_Q7 * real_Q7 + imaginary_Q7 * imaginary_Q7));
  return <u32>divideRounded(((half_Q7 * ROOT_2_Q24) >> 24) * count_nU, unit_nU << 7);
}

/** Four wires: three phase voltages and three currents. */
function analyseFourWires(n: Network): void {
  analyse(real(0), imaginary(0), real(1), imaginary(1), real(2), imaginary(2));
  keepVoltages(n);
  const i = FIRST_CURRENT;
  analyse(real(i), imaginary(i), real(i + 1), imaginary(i + 1), real(i + 2), imaginary(i + 2));
}

/** Three wires: U12, U23 = -U32, U31 = U32 - U12; I2 = -I1 - I3. What is derived is derived from fundamentals. */
function analyseThreeWires(n: Network): void {
  const r31 = real(2) - real(0);
  const i31 = imaginary(2) - imaginary(0);
  analyse(real(0), imaginary(0), -real(2), -imaginary(2), r31, i31);
  keepVoltages(n);
  const r2 = -real(3) - real(5);
  const i2 = -imaginary(3) - imaginary(5);
  n.third_current_uA = rms(r2, i2, CURRENT_COUNT_nA, 1000);
  analyse(real(3), imaginary(3), r2, i2, real(5), imaginary(5));
}

/** Split phase: the legs are the two ends of one winding. They have no order. */
function analyseSplitPhase(n: Network): void {
  analyseLegs(real(0), imaginary(0), real(1), imaginary(1));
  keepVoltages(n);
  n.phase_sequence = <u8>SEQUENCE_NONE;
  const i = FIRST_CURRENT;
  analyseLegs(real(i), imaginary(i), real(i + 1), imaginary(i + 1));
}

/** Delta: the sides U12, U23, U31 tell order and unbalance; how far the neutral is off the middle of L1 and L3, the legs. */
function analyseDelta(n: Network): void {
  analyse(
    real(0) - real(1), imaginary(0) - imaginary(1), real(1) - real(2), imaginary(1) - imaginary(2),
    real(2) - real(0), imaginary(2) - imaginary(0),
  );
  keepVoltages(n);
  analyseLegs(real(0), imaginary(0), real(2), imaginary(2));
  n.voltage_zero_ppm = unbalance_ppm(zero, LEAST_VOLTAGE);
  const i = FIRST_CURRENT;
  analyse(real(i), imaginary(i), real(i + 1), imaginary(i + 1), real(i + 2), imaginary(i + 2));
}

function keepVoltages(n: Network): void {
  n.voltage_negative_ppm = unbalance_ppm(negative, LEAST_VOLTAGE);
  n.voltage_zero_ppm = unbalance_ppm(zero, LEAST_VOLTAGE);
  n.phase_sequence = phaseSequence(LEAST_VOLTAGE);
}

/** Computes the record of the window that just closed, after its quantities. */
export function measureNetwork(): void {
  const n = network();
  const service = <i32>parameters().service;
  n.sample_index = quantities(0).sample_index;
  n.frequency_mHz = quantities(0).frequency_mHz;
  n.reference_input = <u8>referenceInput;
  if (service == SERVICE_1P2W) return;
  measureLineVoltages(n);
  if (service == SERVICE_3P3W) analyseThreeWires(n);
  else if (service == SERVICE_2P3W) analyseSplitPhase(n);
  else if (service == SERVICE_3P4W_DELTA) analyseDelta(n);
  else analyseFourWires(n);
  n.current_negative_ppm = unbalance_ppm(negative, LEAST_CURRENT);
  n.current_zero_ppm = unbalance_ppm(zero, LEAST_CURRENT);
}
