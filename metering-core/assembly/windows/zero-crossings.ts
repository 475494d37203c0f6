// Where each voltage crosses zero, told by the phase of its fundamental over the window that just closed.
// Legally relevant (IR46). Changes alter the software identification.
import { channel } from '../inputs/channel';
import { step_Q32 } from '../math/oscillator';
import { fundamentalAngle } from './fundamental';
import { alignHalfCycle, setHalfCycle } from './half-cycle';
import { isPresent } from './reference-voltage';
import { closedCycles, closedEnd_Q16, closedLength_Q16, frequency_mHz, windowStart } from './window';

const VOLTAGES: i32 = 3;
const QUARTER_TURN: u32 = 0x40000000;
const HALF_TURN: u32 = 0x80000000;

/**
 * First zero crossing after the middle of the window, samples since the first, Q16. The phase against the oscillator,
 * which began at angle zero with the window's first sample, is right in the middle, whatever the frequency was.
 */
function crossing_Q16(input: i32, turn_Q32: u64): i64 {
  const middle_Q16 = closedEnd_Q16 - (closedLength_Q16 >> 1);
  const since_Q16 = <u64>(middle_Q16 - ((windowStart + 1) << 16));
  const angle = fundamentalAngle(channel(input)) + <u32>((<u64>step_Q32 * since_Q16) >> 16);
  const ahead = <u64>((QUARTER_TURN - angle) & (HALF_TURN - 1));
  return middle_Q16 + <i64>((ahead << 16) / turn_Q32);
}

/** Fits the half cycles to the window that just closed, where it had a frequency; the oscillator is still the window's. */
export function alignHalfCycles(rate_mHz: u64): void {
  if (closedCycles == 0) return;
  setHalfCycle(rate_mHz, frequency_mHz);
  const turn_Q32 = ((<u64>frequency_mHz << 32) + (rate_mHz >> 1)) / rate_mHz;
  for (let input: i32 = 0; input < VOLTAGES; input++) {
    if (isPresent(input, closedLength_Q16)) alignHalfCycle(input, crossing_Q16(input, turn_Q32));
  }
}
