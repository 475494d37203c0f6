// What a current transformer's errors over current ask of gain and delay: a sealed table, read at the current of the last window.
// Legally relevant (IR46). Changes alter the software identification.
import {
  PARAMETERS_correction_current_uA, PARAMETERS_correction_delay_ns, PARAMETERS_correction_gain_ppm,
} from '../../../shared-protocol/generated/assembly/layouts';
import { FIRST_CURRENT, INPUTS } from '../../../shared-protocol/generated/assembly/protocol';
import { parameters } from './parameters';

/** Points of the table; 0 in the first one: there is none. */
export const TABLE_POINTS: i32 = 4;
const CURRENTS: i32 = INPUTS - FIRST_CURRENT;

/** A change smaller than both of these is not worth new filters: 10 ppm of power at any angle of a load to PF 0.25. */
const LEAST_ppm: i32 = 10;
const LEAST_ns: i32 = 10;

/** In use for each current input: ppm, ns. */
// @ts-ignore: decorator
@lazy const GAINS = memory.data(CURRENTS * 4, 4);
// @ts-ignore: decorator
@lazy const DELAYS = memory.data(CURRENTS * 4, 4);

export function resetCurrentTable(): void {
  memory.fill(GAINS, 0, CURRENTS * 4);
  memory.fill(DELAYS, 0, CURRENTS * 4);
}

function sealedAt(offset: i32): usize {
  return changetype<usize>(parameters()) + <usize>offset;
}

function point_uA(point: i32): u32 {
  return load<u32>(sealedAt(PARAMETERS_correction_current_uA) + (point << 2));
}

function hasTable(): bool {
  return point_uA(0) != 0;
}

/** Logarithm to base 2 of a current, Q16, straight between whole powers: a scale on which the points are exact. */
function logarithm_Q16(current_uA: u32): i32 {
  const whole = 31 - <i32>clz(current_uA | 1);
  return (whole << 16) | <i32>(((current_uA << (31 - whole)) & 0x7fffffff) >> 15);
}

/** Value of a row of the table (i16) at a current: between the points by the logarithm, beyond them as at the last one. */
function interpolated(row: usize, current_uA: u32): i32 {
  let next: i32 = 0;
  while (next < TABLE_POINTS && point_uA(next) < current_uA) next++;
  if (next == 0) return load<i16>(row);
  const below = <i32>load<i16>(row + ((next - 1) << 1));
  if (next == TABLE_POINTS) return below;
  const from = logarithm_Q16(point_uA(next - 1));
  const part = logarithm_Q16(current_uA) - from;
  // A difference of 17 bits times at most 27 octaves in Q16.
  const difference = <i64>load<i16>(row + (next << 1)) - <i64>below;
  return below + <i32>((difference * <i64>part) / <i64>(logarithm_Q16(point_uA(next)) - from));
}

function differs(at: usize, value: i32, least: i32): bool {
  return abs(load<i32>(at) - value) >= least;
}

/** Takes the current of an input over the last window; true when its filter has to be made anew. */
export function adoptCurrent(input: i32, current_uA: u32): bool {
  if (!hasTable()) return false;
  const n = input - FIRST_CURRENT;
  const row = n * TABLE_POINTS * 2;
  const gain = interpolated(sealedAt(PARAMETERS_correction_gain_ppm + row), current_uA);
  const delay = interpolated(sealedAt(PARAMETERS_correction_delay_ns + row), current_uA);
  if (!differs(GAINS + (n << 2), gain, LEAST_ppm) && !differs(DELAYS + (n << 2), delay, LEAST_ns)) return false;
  store<i32>(GAINS + (n << 2), gain);
  store<i32>(DELAYS + (n << 2), delay);
  return true;
}

/** Gain of an input behind the table, Q30: at most a thirtieth more, which stays within 32 bits. */
export function gainByCurrent_Q30(input: i32, gain_Q30: i64): i64 {
  if (input < FIRST_CURRENT) return gain_Q30;
  const gain = gain_Q30 + (gain_Q30 * <i64>load<i32>(GAINS + ((input - FIRST_CURRENT) << 2))) / 1_000_000;
  return min<i64>(gain, 0x7fffffff);
}

/** Time by which an input comes late beyond its sealed delay, ns. */
export function delayByCurrent_ns(input: i32): i64 {
  return input < FIRST_CURRENT ? 0 : <i64>load<i32>(DELAYS + ((input - FIRST_CURRENT) << 2));
}

/** The longest of the table's delays, ns: filters must reach that far both ways. */
export function longestByCurrent_ns(): i64 {
  if (!hasTable()) return 0;
  let longest: i64 = 0;
  for (let k: i32 = 0; k < CURRENTS * TABLE_POINTS; k++) {
    longest = max<i64>(longest, abs<i64>(<i64>load<i16>(sealedAt(PARAMETERS_correction_delay_ns) + (k << 1))));
  }
  return longest;
}
