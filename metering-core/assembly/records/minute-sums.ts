// What the windows of a minute leave behind: lowest, mean and highest voltage and current of each phase, the mean frequency.
// Legally relevant (IR46). Changes alter the software identification.
import { MinuteRecord, MINUTE_RECORD_current_mA, MINUTE_RECORD_voltage_cV } from '../../../shared-protocol/generated/assembly/layouts';
import { ELEMENTS } from '../inputs/element';
import { squareRoot } from '../math/arithmetic';
import { elementInUse } from '../parameters/wiring';
import { quantities } from '../quantities/quantities';
import { frequency_mHz } from '../windows/window';

/** Of one quantity; squares of up to 2^30 of 400 windows lose 6 bits and stay below 2^63. */
@unmanaged
class Spread {
  squares: u64;
  low: u32;
  high: u32;
}
const SQUARE_BITS: u64 = 6;

/** Voltage and current of each element. */
// @ts-ignore: decorator
@lazy const SPREADS = memory.data(ELEMENTS * 2 * 16, 8);

let windows: u32 = 0;
let frequencies_mHz: u64 = 0;
let withFrequency: u32 = 0;

function spread(element: i32, current: i32): Spread {
  return changetype<Spread>(SPREADS + <usize>((element * 2 + current) << 4));
}

export function openMinute(): void {
  memory.fill(SPREADS, 0, ELEMENTS * 2 * 16);
  windows = 0;
  frequencies_mHz = 0;
  withFrequency = 0;
}

function add(s: Spread, value: u32): void {
  s.squares += (<u64>value * <u64>value) >> SQUARE_BITS;
  s.low = windows == 0 ? value : min(s.low, value);
  s.high = max(s.high, value);
}

/** Takes a whole window that just closed. */
export function addToMinute(): void {
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    if (!elementInUse(element)) continue;
    const q = quantities(element + 1);
    add(spread(element, 0), q.voltage_mV);
    add(spread(element, 1), q.current_uA);
  }
  windows++;
  if (frequency_mHz == 0) return;
  frequencies_mHz += frequency_mHz;
  withFrequency++;
}

function mean(s: Spread): u32 {
  return windows ? <u32>squareRoot((s.squares / windows) << SQUARE_BITS) : 0;
}

/** Hundredths of a volt; above 655.35 V they stay there. */
function centivolts(millivolts: u32): u16 {
  return <u16>min<u32>((millivolts + 5) / 10, u16.MAX_VALUE);
}

/** Writes what was summed up into a record. */
export function writeMinuteSums(record: MinuteRecord): void {
  const voltages = changetype<usize>(record) + MINUTE_RECORD_voltage_cV;
  const currents = changetype<usize>(record) + MINUTE_RECORD_current_mA;
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    const u = spread(element, 0);
    const i = spread(element, 1);
    store<u16>(voltages + element * 6, centivolts(u.low));
    store<u16>(voltages + element * 6, centivolts(mean(u)), 2);
    store<u16>(voltages + element * 6, centivolts(u.high), 4);
    store<u32>(currents + element * 12, (i.low + 500) / 1000);
    store<u32>(currents + element * 12, (mean(i) + 500) / 1000, 4);
    store<u32>(currents + element * 12, (i.high + 500) / 1000, 8);
  }
  record.windows = <u16>windows;
  record.frequency_cHz = withFrequency ? <u16>((frequencies_mHz / withFrequency + 5) / 10) : 0;
}
