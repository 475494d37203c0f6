// The pulse outputs: due instants spread evenly over each window's true length, never more than the register holds.
// Legally relevant (IR46). Changes alter the software identification.
import { PARAMETERS_pulse_energy } from '../../../shared-protocol/generated/assembly/layouts';
import {
  PULSE_SOURCE_ENERGY, PULSE_SOURCE_SECONDS, PULSES_MAX_Hz, PULSES_OF_SECONDS, SAMPLES_MAX, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { Kind } from './creep';
import { addedToTotal, closedRegisters } from './energy';
import { activeDivisor, powerDivisor, Register, registerValue } from './register-state';
import { pulse, pulseSource } from '../host';
import { parameters } from '../parameters/parameters';

/** Milliwatt seconds of a kilowatt hour. */
const PER_KILO_HOUR: i64 = 3_600_000_000;

/** Windows an output keeps until their pulses are due; a further one is joined to the newest. */
const WINDOWS: i32 = 8;
/** PULSE_ACTIVE and PULSE_REACTIVE, as they are named for what they give unless sealed otherwise. */
const OUTPUT_COUNT: i32 = 2;
/** The registers of energy in two directions and four quadrants may drive an output. */
const DRIVING: i32 = Register.APPARENT_EXPORT + 1;

/** Energy a joined window is cut to; what is over gives no pulses, and the register keeps it. */
const ENERGY_MAX: i64 = 1 << 62;

/** Pulses are handed out this many samples ahead: beyond the block being metered, and what the board queues. */
const AHEAD_samples: i64 = (3 * SAMPLES_MAX) >> 1;

@unmanaged
class Window {
  start_Q16: i64;
  length_Q16: i64;
  energy: i64;
}

@unmanaged
class Output {
  /** Energy of one pulse, and energy since the last one, in units of the window's energy. */
  each: i64;
  pending: i64;
  /** Earliest instant of the next pulse, samples, Q16. */
  free_Q16: i64;
  oldest: i32;
  count: i32;
}

// @ts-ignore: decorator
@lazy const OUTPUTS = memory.data(OUTPUT_COUNT * offsetof<Output>(), 8);
// @ts-ignore: decorator
@lazy const RINGS = memory.data(OUTPUT_COUNT * WINDOWS * offsetof<Window>(), 8);

/** All pulses come this much after their energy: the longest window, and the samples handed out ahead. */
let delay_Q16: i64 = 0;
/** Least distance of two pulses. */
let spacing_Q16: i64 = 0;

function outputAt(index: i32): Output {
  return changetype<Output>(OUTPUTS + index * offsetof<Output>());
}

function windowAt(index: i32, position: i32): Window {
  return changetype<Window>(RINGS + (index * WINDOWS + (position & (WINDOWS - 1))) * offsetof<Window>());
}

/**
 * Energy of a pulse: 3.6 x 10^9 counts over the meter constant, in units of the divisor. Divided in two steps,
 * because 3.6 x 10^9 x 1.6 x 10^10 (32 kHz) would need 66 bits; what is lost is below one unit.
 */
export function pulseEnergy(constant: u32, divisor: i64): i64 {
  const k = <i64>constant;
  return (PER_KILO_HOUR / k) * divisor + ((PER_KILO_HOUR % k) * divisor) / k;
}

/** The part of a pulse that a register already holds: after a restart the outputs go on where the register is. */
function pendingOf(register: i64, constant: u32, divisor: i64): i64 {
  const k = <i64>constant;
  const part = ((register % PER_KILO_HOUR) * k) % PER_KILO_HOUR;
  return (part / k) * divisor;
}

function resetOutput(index: i32, register: i64, constant: u32, divisor: i64): void {
  const output = outputAt(index);
  output.each = pulseEnergy(constant, divisor);
  output.pending = pendingOf(register, constant, divisor);
  output.free_Q16 = 0;
  output.oldest = 0;
  output.count = 0;
}

/** Bit n: register n of the total drives the output; by PULSES_OF_*. */
// @ts-ignore: decorator
@lazy const DRIVEN_BY = memory.data<u8>([0x03, 0x01, 0x02, 0x3c, 0x0c, 0x30, 0xc0, 0x40, 0x80, 0x00]);

function energyOf(index: i32): i32 {
  return <i32>load<u8>(changetype<usize>(parameters()) + PARAMETERS_pulse_energy + index);
}

/** Three choices of each kind of energy: both directions, one, the other. */
function kindOf(index: i32): i32 {
  return energyOf(index) / 3;
}

function isDrivenBy(index: i32, register: i32): bool {
  return (<i32>load<u8>(DRIVEN_BY + energyOf(index)) & (1 << register)) != 0;
}

function constantOf(kind: i32): u32 {
  const p = parameters();
  if (kind == Kind.ACTIVE) return p.meter_constant_imp_per_kWh;
  return kind == Kind.REACTIVE ? p.meter_constant_imp_per_kvarh : p.meter_constant_imp_per_kVAh;
}

/** Bit n: output n gives something else than its energy, for as long as nothing is sealed and the core goes on. */
let given: i32 = 0;

/** An output gives a PULSE_SOURCE_* and no energy; what is counted meanwhile gives no pulses. Returns a Status. */
export function giveInstead(index: i32, source: i32): i32 {
  const status = pulseSource(index, source);
  if (status == Status.OK) given |= 1 << index;
  return status;
}

/** An output gives again what is sealed. Returns a Status. */
export function giveSealed(index: i32): i32 {
  given &= ~(1 << index);
  return pulseSource(index, energyOf(index) == PULSES_OF_SECONDS ? PULSE_SOURCE_SECONDS : PULSE_SOURCE_ENERGY);
}

/** A pulse of an output while it gives no energy, a fixed time behind a sample. */
export function fireAlone(index: i32, at: u64): void {
  if (given & (1 << index)) pulse(index, <i64>at + AHEAD_samples, 0);
}

/** Fits the outputs to the parameters and to the registers as restored. */
export function resetPulses(): void {
  const state = closedRegisters();
  for (let index: i32 = 0; index < OUTPUT_COUNT; index++) {
    let held: i64 = 0;
    for (let register: i32 = 0; register < DRIVING; register++) {
      if (isDrivenBy(index, register)) held += registerValue(state, 0, register) % PER_KILO_HOUR;
    }
    giveSealed(index);
    const kind = kindOf(index);
    resetOutput(index, held, constantOf(kind), kind == Kind.ACTIVE ? activeDivisor() : powerDivisor());
  }
  const rate_mHz = <i64>parameters().sampling_rate_mHz;
  delay_Q16 = ((rate_mHz * 3) / 10_000 + AHEAD_samples) << 16;
  spacing_Q16 = (rate_mHz << 16) / (<i64>PULSES_MAX_Hz * 1000);
}

function takeWindow(index: i32, start_Q16: i64, length_Q16: i64, energy: i64): void {
  const output = outputAt(index);
  if (output.count == WINDOWS) {
    const newest = windowAt(index, output.oldest + WINDOWS - 1);
    newest.length_Q16 = start_Q16 + length_Q16 - newest.start_Q16;
    newest.energy = newest.energy > ENERGY_MAX - energy ? ENERGY_MAX : newest.energy + energy;
    return;
  }
  const window = windowAt(index, output.oldest + output.count++);
  window.start_Q16 = start_Q16;
  window.length_Q16 = length_Q16;
  window.energy = energy;
}

/** Takes what the window that just closed added to the registers; it ended at an instant in samples, Q16. */
export function pulseWindow(end_Q16: i64, length_Q16: i64): void {
  for (let index: i32 = 0; index < OUTPUT_COUNT; index++) {
    let energy: i64 = 0;
    for (let register: i32 = 0; register < DRIVING; register++) {
      if (isDrivenBy(index, register)) energy += addedToTotal(register);
    }
    takeWindow(index, end_Q16 - length_Q16, length_Q16, energy);
  }
}

/**
 * Instant at which a window's energy reaches a part of it, samples, Q16. Both are shifted down to 28 bits and the
 * length, of joined windows too, is below 2^34 (Q16), so the product fits; 2^-28 of a window is a nanosecond.
 */
function instant_Q16(window: Window, part: i64): i64 {
  const shift = max<i64>(0, 36 - clz(window.energy));
  return window.start_Q16 + ((part >> shift) * window.length_Q16) / ((window.energy >> shift) + 1);
}

/** Fires what is due of the oldest window before an instant; true when the window has no pulse left. */
function fireOldest(index: i32, until_Q16: i64): bool {
  const output = outputAt(index);
  const window = windowAt(index, output.oldest);
  let part = output.each - output.pending;
  while (part <= window.energy) {
    const due_Q16 = max<i64>(instant_Q16(window, part) + delay_Q16, output.free_Q16);
    if (due_Q16 >= until_Q16) break;
    if (!(given & (1 << index))) pulse(index, due_Q16 >> 16, <i32>(due_Q16 & 0xffff));
    output.free_Q16 = due_Q16 + spacing_Q16;
    part += output.each;
  }
  output.pending = output.each - part;
  if (part <= window.energy) return false;
  output.pending += window.energy;
  return true;
}

function fire(index: i32, until_Q16: i64): void {
  const output = outputAt(index);
  while (output.count > 0 && fireOldest(index, until_Q16)) {
    output.oldest = (output.oldest + 1) & (WINDOWS - 1);
    output.count--;
  }
}

/** Hands out the pulses due before AHEAD_samples after the block that ended before sampleIndex. */
export function firePulses(sampleIndex: u64): void {
  const until_Q16 = (<i64>sampleIndex + AHEAD_samples) << 16;
  for (let index: i32 = 0; index < OUTPUT_COUNT; index++) fire(index, until_Q16);
}
