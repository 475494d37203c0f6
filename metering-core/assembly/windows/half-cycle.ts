// Urms(1/2): the rms of each voltage over one cycle, renewed each half cycle at its own zero crossings (IEC 61000-4-30, 5.4).
// Legally relevant (IR46). Changes alter the software identification.
import { VOLTAGE_COUNT_nV } from '../../../shared-protocol/generated/assembly/protocol';
import { divideRounded, squareRoot } from '../math/arithmetic';
import { Channel, channel } from '../inputs/channel';
import { valuesOf } from '../inputs/sample-loop';
import { endOfLast_Q16 } from './window';

const VOLTAGES: i32 = 3;
const ONE_Q16: i64 = 1 << 16;
const HALF_Q16: i64 = 1 << 15;
/** Half cycles after which the rms is that of a cycle: the first one reaches back to where no cut was set. */
const WHOLE: u32 = 3;
/** A cut moves towards its zero crossing by a 128th of a half cycle at most, which moves the rms by 0.4 % at most. */
const SLEW_BITS: i64 = 7;

@unmanaged
class Half {
  /** The channel's sum of squares at the last cut. */
  mark: i64;
  /** Sum of squares and length (samples, Q16) of the last half cycle. */
  squares: i64;
  length_Q16: i64;
  /** The last cut and the next one, samples since the first, Q16. */
  end_Q16: i64;
  next_Q16: i64;
  /** By how much the voltage's zero crossings come after the cuts, Q16. */
  late_Q16: i64;
  rms_mV: u32;
  /** Half cycles since the cuts were set. */
  count: u32;
  aligned: i32;
  reserved: i32;
}

// @ts-ignore: decorator
@lazy const HALVES = memory.data(VOLTAGES * offsetof<Half>(), 8);

/** Half of the mains' period, samples, Q16. */
let period_Q16: i64 = 0;

function half(input: i32): Half {
  return changetype<Half>(HALVES + input * offsetof<Half>());
}

/** The cuts go by the nominal frequency until one was measured. */
export function resetHalfCycles(rate_mHz: u64, nominal_mHz: u32): void {
  memory.fill(HALVES, 0, VOLTAGES * offsetof<Half>());
  setHalfCycle(rate_mHz, nominal_mHz);
  for (let input: i32 = 0; input < VOLTAGES; input++) {
    half(input).end_Q16 = -HALF_Q16;
    half(input).next_Q16 = period_Q16 - HALF_Q16;
  }
}

/** The frequency by which the cuts follow each other: the one measured last, with or without a mains. */
export function setHalfCycle(rate_mHz: u64, frequency_mHz: u32): void {
  period_Q16 = <i64>((rate_mHz << 15) / frequency_mHz);
}

/** Samples of a cycle. */
export function cycleSamples(): u64 {
  return <u64>(period_Q16 >> 15);
}

/** Urms(1/2) of voltage input 0..2, mV. */
export function halfCycleRms_mV(input: i32): u32 {
  return half(input).rms_mV;
}

/** Where the last half cycle of an input ended, samples since the first, Q16. */
export function halfCycleEnd_Q16(input: i32): i64 {
  return half(input).end_Q16;
}

/** True when each voltage has an rms over a whole cycle. */
export function halfCyclesAreWhole(): bool {
  return half(0).count >= WHOLE && half(1).count >= WHOLE && half(2).count >= WHOLE;
}

/** Rms of squares over a cycle, mV; squares of one cycle are below 2^58, a count is 80 uV. */
function rms_mV(squares: i64, cycle_Q16: i64): u32 {
  if (squares <= 0) return 0;
  const mean = (squares / (cycle_Q16 >> 4)) << 12;
  return <u32>divideRounded(<i64>squareRoot(<u64>mean) * VOLTAGE_COUNT_nV, 1_000_000);
}

/** Sum of squares up to a cut in the stretch of count samples metered last: what lies beyond it is taken off. */
function squaresAt(c: Channel, input: i32, cut_Q16: i64, count: i32): i64 {
  const beyond_Q16 = endOfLast_Q16() - cut_Q16;
  const whole = <i32>(beyond_Q16 >> 16);
  let at = valuesOf(input) + (<usize>(count - 1) << 2);
  let sum = c.squares;
  for (let n: i32 = 0; n < whole; n++) {
    const value = <i64>load<i32>(at);
    sum -= value * value;
    at -= 4;
  }
  const value = <i64>load<i32>(at);
  return sum - (((value * value) >> 8) * (beyond_Q16 & (ONE_Q16 - 1)) >> 8);
}

/** The voltage whose half cycle ended first within what was metered, or -1. */
export function halfCycleEnded(): i32 {
  let first: i32 = -1;
  // A cut at the very end of the last sample waits for the next one.
  let earliest = endOfLast_Q16();
  for (let input: i32 = 0; input < VOLTAGES; input++) {
    if (half(input).next_Q16 >= earliest) continue;
    earliest = half(input).next_Q16;
    first = input;
  }
  return first;
}

/**
 * Ends the half cycle of a voltage that is due. The cuts follow each other by the period measured last, so they go on
 * through dips, interruptions and a change of the voltage that keeps the time; and they move to the zero crossings.
 */
export function endHalfCycle(input: i32, count: i32): void {
  const h = half(input);
  const at = squaresAt(channel(input), input, h.next_Q16, count);
  const squares = at - h.mark;
  const length_Q16 = h.next_Q16 - h.end_Q16;
  if (++h.count >= WHOLE) h.rms_mV = rms_mV(squares + h.squares, length_Q16 + h.length_Q16);
  h.squares = squares;
  h.length_Q16 = length_Q16;
  h.mark = at;
  h.end_Q16 = h.next_Q16;
  const most = period_Q16 >> SLEW_BITS;
  const shift = min(max(h.late_Q16, -most), most);
  h.late_Q16 -= shift;
  h.next_Q16 += period_Q16 + shift;
}

/** Takes a zero crossing of a voltage: the first one sets its cuts, later ones move them. */
export function alignHalfCycle(input: i32, crossing_Q16: i64): void {
  const h = half(input);
  // From -half to half of the way between two cuts.
  const way = (crossing_Q16 - h.next_Q16) % period_Q16;
  const late = way < 0 ? way + period_Q16 : way;
  if (h.aligned) {
    h.late_Q16 = late > period_Q16 >> 1 ? late - period_Q16 : late;
    return;
  }
  h.aligned = 1;
  h.next_Q16 += late;
  h.count = 0;
}

/** A window closed: the sums went back by what it held. */
export function carryHalfCycles(): void {
  for (let input: i32 = 0; input < VOLTAGES; input++) half(input).mark -= channel(input).closedSquares;
}
