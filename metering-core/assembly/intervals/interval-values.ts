// The values of an interval from its sums: roots of mean squares, means, extremes, flags (IEC 61000-4-30, 4.4).
// Legally relevant (IR46). Changes alter the software identification.
import { Aggregate, AGGREGATE_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { NOT_MEASURED } from '../../../shared-protocol/generated/assembly/protocol';
import { divideRounded, squareRoot } from '../math/arithmetic';
import { closedInterval, closedSums, CURRENT_SQUARE_BITS, ScopeSums } from './interval-sums';

/** Root of the mean of squares, rounded; the mean is below 2^58. */
function rootMean(squares: u64, count: u64): u32 {
  return <u32>((squareRoot((squares / count) << 2) + 1) >> 1);
}

function writeMeans(a: Aggregate, s: ScopeSums, parts: i64): void {
  a.voltage_mV = rootMean(s.voltageSquares, parts);
  a.voltage_min_mV = s.voltageMin_mV;
  a.voltage_max_mV = s.voltageMax_mV;
  a.current_uA = <u32>squareRoot((s.currentSquares / parts) << CURRENT_SQUARE_BITS);
  a.active_power_mW = <i32>divideRounded(s.active, parts);
  a.reactive_power_mvar = <i32>divideRounded(s.reactive, parts);
  a.apparent_power_mVA = <u32>divideRounded(s.apparent, parts);
  const share_ppm = s.shares ? rootMean(s.shareSquares, s.shares) : NOT_MEASURED;
  if (a.scope) a.voltage_thd_ppm = share_ppm;
  else a.voltage_negative_ppm = share_ppm;
}

/** Writes what the closed interval of a kind left of a scope; one that is not in use stays zero but for its flags. */
export function writeValues(a: Aggregate, kind: i32, scope: i32): void {
  const interval = closedInterval(kind);
  const s = closedSums(kind, scope);
  memory.fill(changetype<usize>(a), 0, AGGREGATE_BYTES);
  a.windows = <u16>interval.parts;
  a.scope = <u8>scope;
  a.interval_flags = <u8>s.flags;
  const found = <i64>interval.withFrequency;
  a.frequency_mHz = found ? <u32>divideRounded(<i64>interval.frequencies, found) : NOT_MEASURED;
  if (s.voltageMin_mV != u32.MAX_VALUE) writeMeans(a, s, <i64>interval.parts);
}
