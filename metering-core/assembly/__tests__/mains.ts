// A synthetic supply for the specs: sines on all inputs, exact to the rounded count.
import { resetHost } from '../../../shared-protocol/assembly/__tests__/mocked-host';
import { SAMPLES, SET_BYTES } from '../memory';
import { SERVICE_2P3W, SERVICE_3P4W, SERVICE_3P4W_DELTA } from '../../../shared-protocol/generated/assembly/protocol';
import { parameters } from '../parameters/parameters';
import { sampleIndex } from '../clock/sample-clock';
import { meterBlock, startMetering } from '../metering';

export const VOLTS: f64 = 230;
export const AMPS: f64 = 5;
const VOLTAGE_COUNTS: f64 = 12_500;
const CURRENT_COUNTS: f64 = 40_000;

let hz: f64 = 50;
let ramp: f64 = 0;
let rate: f64 = 4000;
let lag_deg: f64 = 0;
let harmonic: i32 = 0;
let share: f64 = 0;
let absent: i32 = -1;
let volts: f64 = VOLTS;
let amps: f64 = AMPS;
let swapped: bool = false;
let direct: f64 = 0;
let directCurrent: f64 = 0;
let returned: f64 = 0;
let clock: i64 = 0;
let service: i32 = SERVICE_3P4W;

/** A blank meter at its nominal parameters, and a clean supply of 230 V and 5 A at 50 Hz. */
export function freshMeter(): void {
  resetHost();
  hz = 50;
  ramp = 0;
  rate = 4000;
  lag_deg = 0;
  harmonic = 0;
  share = 0;
  absent = -1;
  volts = VOLTS;
  amps = AMPS;
  swapped = false;
  direct = 0;
  directCurrent = 0;
  returned = 0;
  clock = 0;
  service = SERVICE_3P4W;
  startMetering(false);
}

export function setFrequency(value: f64): void {
  hz = value;
}
/** The frequency rises by so many Hz a second. */
export function setRamp(value: f64): void {
  ramp = value;
}
export function setLag_deg(value: f64): void {
  lag_deg = value;
}
/** A harmonic of all inputs, as share of the fundamental, in phase at its zero crossing. */
export function setHarmonic(order: i32, value: f64): void {
  harmonic = order;
  share = value;
}
/** Takes a voltage away, or a phase current past its sensor; -1 gives all back. */
export function loseVoltage(input: i32): void {
  absent = input;
}
/** Takes all voltages away, or gives them back; the currents stay. */
export function loseMains(lost: bool = true): void {
  volts = lost ? 0 : VOLTS;
}
/** All voltages, as a share of the nominal one. */
export function setVolts(share: f64): void {
  volts = VOLTS * share;
}
export function setAmps(value: f64): void {
  amps = value;
}
export function swapPhases(reversed: bool = true): void {
  swapped = reversed;
}
/** A direct component of all inputs, counts. */
export function setDirect(counts: f64): void {
  direct = counts;
}

/** A direct component of the currents alone, counts. */
export function setDirectCurrent(counts: f64): void {
  directCurrent = counts;
}

/** Supplies and meters another service, on legs of 230 V about a middle neutral where it has one. */
export function setService(code: i32): void {
  service = code;
  parameters().service = <u8>code;
}

/** The neutral carries back a share of I1: its sign is the other one. */
export function setReturned(value: f64): void {
  returned = value;
}

/** Part of a turn by which an input comes after V1, under a balanced load. */
function turnOf(input: i32): f64 {
  const phase = input % 3;
  if (service == SERVICE_2P3W) return <f64>phase / 2;
  if (service != SERVICE_3P4W_DELTA) return <f64>phase / 3;
  // The currents follow the star of the lines, 30 degrees ahead of V1 and 30 behind V3.
  return <f64>phase / 4 + (input < 3 ? 0 : <f64>(phase - 1) / 12);
}

function valueAt(input: i32, n: f64): i32 {
  if (service == SERVICE_2P3W && input % 3 == 2) return 0;
  const turn: f64 = swapped ? -1 : 1;
  const angle = 2 * Math.PI * ((hz + (ramp * n) / rate / 2) * n / rate - turn * turnOf(input)) - (input >= 3 ? (lag_deg * Math.PI) / 180 : 0);
  const highLeg = service == SERVICE_3P4W_DELTA && input == 1;
  const peak = Math.SQRT2 * (input < 3 ? volts * VOLTAGE_COUNTS * (highLeg ? Math.sqrt(3) : 1) : amps * CURRENT_COUNTS);
  let sum = Math.sin(angle);
  if (harmonic) sum += share * Math.sin(<f64>harmonic * angle);
  return <i32>Math.floor(peak * sum + direct + (input >= 3 ? directCurrent : 0) + 0.5);
}

/** Meters count samples in blocks; the neutral carries nothing but what is returned. Returns the last status. */
export function supply(count: i32, block: i32 = 64): i32 {
  let status: i32 = 0;
  while (count > 0) {
    const n = min(count, block);
    for (let k: i32 = 0; k < n; k++) {
      const set = SAMPLES + k * SET_BYTES;
      memory.fill(set, 0, SET_BYTES);
      for (let input: i32 = 0; input < 6; input++) {
        store<i32>(set + (input << 2), input == absent ? 0 : valueAt(input, <f64>(clock + k)));
      }
      store<i32>(set + 24, <i32>Math.round(-returned * <f64>valueAt(3, <f64>(clock + k))));
    }
    status = meterBlock(sampleIndex, n);
    clock += n;
    count -= n;
  }
  return status;
}

/** Difference from what is wanted in parts per million. */
export function ppm(found: f64, wanted: f64): f64 {
  return Math.abs(found / wanted - 1) * 1_000_000;
}
