// The interval of 150 or 180 cycles: fifteen windows, one behind the other, begun anew behind each tick of ten minutes (IEC 61000-4-30, 4.5.2).
// Legally relevant (IR46). Changes alter the software identification.
import { AGGREGATE_FLAG_MISSED, INTERVAL_CYCLES } from '../../../shared-protocol/generated/assembly/protocol';
import { addWindow, closeInterval, Open, openInterval, openParts } from './interval-sums';
import { publishInterval } from './publication';

const WINDOWS: u32 = 15;

/** Bit n: interval n of the two that may overlap is under way. */
let running: i32 = 1;
/** Samples that were lost before it began, of each. */
// @ts-ignore: decorator
@lazy const LOST_BEFORE = memory.data(2 * 8, 8);

function begin(n: i32, lost: u64): void {
  running |= 1 << n;
  openInterval(Open.CYCLES + n);
  store<u64>(LOST_BEFORE + (<usize>n << 3), lost);
}

/** Begins the first interval; `lost` samples were missed since the start. */
export function resetShortIntervals(lost: u64): void {
  running = 0;
  begin(0, lost);
}

/** A tick of ten minutes: the next window begins an interval, the one under way is still made whole. */
export function beginShortInterval(lost: u64): void {
  const n = running == 1 ? 1 : 0;
  if (running == 3 || openParts(Open.CYCLES + 1 - n) == 0) return;
  begin(n, lost);
}

function end(n: i32, sampleIndex: u64, lost: u64): void {
  const missed = load<u64>(LOST_BEFORE + (<usize>n << 3)) != lost;
  closeInterval(Open.CYCLES + n, INTERVAL_CYCLES, missed ? AGGREGATE_FLAG_MISSED : 0);
  publishInterval(INTERVAL_CYCLES, sampleIndex);
  running &= ~(1 << n);
  if (running == 0) begin(n, lost);
}

/** A window of a whole number of cycles closed at a sample. */
export function followShortIntervals(sampleIndex: u64, lost: u64): void {
  for (let n: i32 = 0; n < 2; n++) {
    if (!(running & (1 << n))) continue;
    addWindow(Open.CYCLES + n);
    if (openParts(Open.CYCLES + n) == WINDOWS) end(n, sampleIndex, lost);
  }
}
