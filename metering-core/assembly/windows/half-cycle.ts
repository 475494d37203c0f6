// Urms(1/2): the rms of each voltage over one cycle, renewed each half cycle (IEC 61000-4-30, 5.4).
// Legally relevant (IR46). Changes alter the software identification.
import { VOLTAGE_COUNT_nV } from '../../../shared-protocol/generated/assembly/protocol';
import { divideRounded, squareRoot } from '../math/arithmetic';
import { Channel, channel } from '../inputs/channel';

const VOLTAGES: i32 = 3;
const ONE_Q16: i64 = 1 << 16;

@unmanaged
class Half {
  /** The channel's sum of squares at the last half cycle's end. */
  mark: i64;
  /** Sum of squares of the last half cycle. */
  squares: i64;
  rms_mV: u32;
  reserved: u32;
}

// @ts-ignore: decorator
@lazy const HALVES = memory.data(VOLTAGES * offsetof<Half>(), 8);

/** Length of the last half cycle in samples, Q16, and its end. */
let length_Q16: i64 = 0;
let end_Q16: i64 = 0;

/** Half cycles since start: whoever watches for dips sees here that there is something new. */
export let halfCycles: u32 = 0;

function half(input: i32): Half {
  return changetype<Half>(HALVES + input * offsetof<Half>());
}

export function resetHalfCycles(): void {
  memory.fill(HALVES, 0, VOLTAGES * offsetof<Half>());
  length_Q16 = 0;
  end_Q16 = -(ONE_Q16 >> 1);
  halfCycles = 0;
}

/** Urms(1/2) of voltage input 0..2, mV. */
export function halfCycleRms_mV(input: i32): u32 {
  return half(input).rms_mV;
}

/** Rms of squares over a cycle, mV; squares of one cycle are below 2^58, a count is 80 uV. */
function rms_mV(squares: i64, cycle_Q16: i64): u32 {
  if (squares <= 0) return 0;
  const mean = (squares / (cycle_Q16 >> 4)) << 12;
  return <u32>divideRounded(<i64>squareRoot(<u64>mean) * VOLTAGE_COUNT_nV, 1_000_000);
}

/** Sum of squares up to the crossing: what of the last sample lies beyond it is taken off. */
function squaresAt(c: Channel, beyond_Q16: i64): i64 {
  return c.squares - (((c.value * c.value) >> 8) * beyond_Q16 >> 8);
}

/**
 * Ends a half cycle at a crossing of the reference voltage, that the last sample metered lies at most one and a half
 * samples beyond. All three voltages are cut there: between their own crossings the rms over a whole cycle is the same.
 */
export function endHalfCycle(crossing_Q16: i64, beyond_Q16: i64): void {
  const now_Q16 = crossing_Q16 - end_Q16;
  for (let input: i32 = 0; input < VOLTAGES; input++) {
    const h = half(input);
    const at = squaresAt(channel(input), beyond_Q16);
    const squares = at - h.mark;
    if (length_Q16 > 0) h.rms_mV = rms_mV(squares + h.squares, now_Q16 + length_Q16);
    h.squares = squares;
    h.mark = at;
  }
  length_Q16 = now_Q16;
  end_Q16 = crossing_Q16;
  halfCycles++;
}

/** A window closed: the sums went back by what it held. */
export function carryHalfCycles(): void {
  for (let input: i32 = 0; input < VOLTAGES; input++) half(input).mark -= channel(input).closedSquares;
}
