// The metering core with its intermediate results laid open, for the yardstick alone: no product is built from this entry.
import { FIRST_CURRENT, INPUTS, NOT_MEASURED } from '../../../../shared-protocol/generated/assembly/protocol';
import { EVENT_DIP, EVENT_INTERRUPTION, EVENT_SWELL } from '../../../../shared-protocol/generated/assembly/protocol';
import { AFE_SINC3, GROUP_ORDERS } from '../../../../shared-protocol/generated/assembly/protocol';
import { invalidSamples, longestRepeat, saturatedSamples } from '../../../../metering-core/assembly/inputs/afe-watch';
import { Channel, channel } from '../../../../metering-core/assembly/inputs/channel';
import { closedProducts, ELEMENTS, products } from '../../../../metering-core/assembly/inputs/element';
import { advance_Q30 } from '../../../../metering-core/assembly/inputs/filter';
import { closedPair, closedPairSum } from '../../../../metering-core/assembly/inputs/voltage-pair';
import { activeEvents } from '../../../../metering-core/assembly/events/event-detector';
import { addedToTotal } from '../../../../metering-core/assembly/energy/energy';
import { pulseEnergy } from '../../../../metering-core/assembly/energy/pulse-output';
import { activeDivisor, powerDivisor } from '../../../../metering-core/assembly/energy/register-state';
import { takePeak_ppm } from '../../../../metering-core/assembly/flicker/flicker-classes';
import { LAMP_230, LOW_PASS_50 } from '../../../../metering-core/assembly/flicker/flicker-tables';
import { GROUP_INPUTS, group_u } from '../../../../metering-core/assembly/harmonics/groups';
import { harmonicAmplitude, harmonicAngle_mdeg, ORDERS_MAX, peak_u } from '../../../../metering-core/assembly/harmonics/harmonics';
import { parameters } from '../../../../metering-core/assembly/parameters/parameters';
import { halfCycleEnd_Q16, halfCycleRms_mV } from '../../../../metering-core/assembly/windows/half-cycle';
import {
  closedEnd_Q16, closedLength_Q16, frequency_mHz, weightBefore_Q30, weightNow_Q30,
} from '../../../../metering-core/assembly/windows/window';
export { samples, samples_buffer, start } from '../../../../metering-core/assembly/index';

const VOLTAGES: i32 = 3;
// @ts-ignore: decorator
@lazy const AREA = memory.data(16384, 8);
let at: usize = 0;

function put64(value: i64): void {
  store<i64>(at, value);
  at += 8;
}
function put32(value: i32): void {
  store<i32>(at, value);
  at += 4;
}

/** A section of the flickermeter as b0, b1, b2, a1, a2, of a table without b2 where it is b0. */
function putSection(table: usize, isLast: bool): void {
  const poles = table + (isLast ? 12 : 8);
  put32(load<i32>(table));
  put32(load<i32>(table, 4));
  put32(isLast ? load<i32>(table, 8) : load<i32>(table));
  put32(load<i32>(poles));
  put32(load<i32>(poles, 4));
}

/** Lays out what the module made of its parameters, as setup_t of path.h; returns its address. */
export function setup(): i32 {
  const p = parameters();
  memory.copy(AREA, changetype<usize>(channel(0)), INPUTS * offsetof<Channel>());
  at = AREA + INPUTS * offsetof<Channel>();
  for (let i: i32 = 0; i < INPUTS; i++) {
    const advance = advance_Q30(i);
    put64(advance - (((advance + (1 << 29)) >> 30) << 30));
  }
  for (let s: usize = 0; s < 3; s++) putSection(LOW_PASS_50 + s * 16, false);
  putSection(LAMP_230, false);
  putSection(LAMP_230 + 16, true);
  put32(p.sampling_rate_mHz);
  put32(p.nominal_frequency_mHz);
  put32(p.nominal_voltage_mV);
  put32(p.starting_current_uA);
  put32(p.afe_response == <u8>AFE_SINC3 ? 3 : 0);
  put64(pulseEnergy(p.meter_constant_imp_per_kWh, activeDivisor()));
  put64(pulseEnergy(p.meter_constant_imp_per_kvarh, powerDivisor()));
  return <i32>AREA;
}

/** Bytes laid out last. */
export function size(): i32 {
  return <i32>(at - AREA);
}

function addedTo(first: i32, last: i32): i64 {
  let sum: i64 = 0;
  for (let register = first; register <= last; register++) sum += addedToTotal(register);
  return sum;
}

/** What the window that closed last gives each pulse output: active in both directions, reactive in four quadrants. */
export function energy(output: i32): i64 {
  return output == 0 ? addedTo(0, 1) : addedTo(2, 5);
}

function putWindow(): void {
  put64(frequency_mHz);
  put64(closedLength_Q16);
  put64(closedEnd_Q16);
  put64(weightBefore_Q30);
  put64(weightNow_Q30);
  put64(closedPair);
  put64(closedPairSum);
  for (let e: i32 = 0; e < ELEMENTS; e++) {
    put64(products(e));
    put64(closedProducts(e));
  }
}

function putInput(c: Channel): void {
  put64(c.squares);
  put64(c.real);
  put64(c.imaginary);
  put64(c.sum);
  put64(c.outputSum);
  put64(c.direct);
  put64(c.closedSquares);
  put64(c.closedReal);
  put64(c.closedImaginary);
  put64(c.closedSum);
  put64(c.closedOutputSum);
  put64(c.shown);
  put64(c.integral);
  put64(c.value);
}

function putSpectra(): void {
  for (let i: i32 = 0; i < INPUTS; i++) {
    put64(saturatedSamples(i));
    put64(peak_u(i) == NOT_MEASURED ? -1 : <i64>peak_u(i));
    for (let n: i32 = 1; n <= ORDERS_MAX; n++) {
      put64(harmonicAmplitude(i, n));
      put64(harmonicAngle_mdeg(i, n));
    }
  }
  for (let i: i32 = 0; i < GROUP_INPUTS; i++) {
    for (let n: i32 = 1; n <= GROUP_ORDERS; n++) {
      for (let k: i32 = 0; k < 3; k++) put64(group_u(i, n, k));
    }
  }
}

function underWay(event: i32, bit: i64): i64 {
  return activeEvents & ((<u64>1) << event) ? bit : 0;
}

/** Lays out the intermediate results, i64 each, as subject_c.c does but for the pulses; returns their address. */
export function intermediate(): i32 {
  at = AREA;
  putWindow();
  for (let i: i32 = 0; i < INPUTS; i++) putInput(channel(i));
  for (let i: i32 = 0; i < VOLTAGES; i++) {
    put64(halfCycleRms_mV(i));
    put64(halfCycleEnd_Q16(i));
    put64(takePeak_ppm(i));
  }
  put64(longestRepeat);
  put64(invalidSamples);
  put64(underWay(EVENT_DIP, 1) | underWay(EVENT_SWELL, 2) | underWay(EVENT_INTERRUPTION, 4));
  putSpectra();
  return <i32>AREA;
}
