// The table of events: what is compared with which thresholds, when it counts at all, and for how long it must last.
// Legally relevant (IR46). Changes alter the software identification.
import {
  EVENT_AFE_FROZEN, EVENT_AFE_INVALID, EVENT_AFE_SATURATED, EVENT_CLOCK_BATTERY_LOW, EVENT_CURRENT_LOSS,
  EVENT_CURRENT_UNBALANCE, EVENT_DIRECT_CURRENT, EVENT_FREQUENCY, EVENT_INTERRUPTION, EVENT_JUMPER_CLOSED,
  EVENT_MAIN_COVER_OPEN, EVENT_NEUTRAL_MISMATCH, EVENT_OVER_CURRENT, EVENT_OVER_VOLTAGE, EVENT_PHASE_LOSS,
  EVENT_REVERSED_POWER, EVENT_REVERSED_SENSOR, EVENT_REVERSED_SEQUENCE, EVENT_SAG, EVENT_SWAPPED_SENSORS,
  EVENT_SWELL, EVENT_TERMINAL_COVER_OPEN, EVENT_TOTAL_VOLTAGE_LOSS, EVENT_UNDER_VOLTAGE, EVENT_VOLTAGE_LOSS,
  EVENT_VOLTAGE_UNBALANCE,
} from '../../../shared-protocol/generated/assembly/protocol';

/** What is compared. A share is in 1e-4. Ib is ten times the transitional current. */
export namespace Signal {
  /** Always true as a gate. */
  export const NONE: i32 = 0;
  /** Per phase: voltage / Unom; current / Ib, / Ist, / Imax; active power / (Unom Ib); direct current / Ib.
   *  Power also for the whole meter: the two elements of three wires have none of their own. */
  export const VOLTAGE: i32 = 1;
  export const CURRENT: i32 = 2;
  export const STARTED: i32 = 3;
  export const OVERLOAD: i32 = 4;
  export const POWER: i32 = 5;
  export const DIRECT: i32 = 6;
  /** Per phase: 1 when this sensor sits the wrong way round. */
  export const REVERSED: i32 = 7;
  /** Whole meter: highest voltage / Unom, highest current / Ib, lowest voltage / Unom. */
  export const HIGHEST_VOLTAGE: i32 = 8;
  export const HIGHEST_CURRENT: i32 = 9;
  export const LOWEST_VOLTAGE: i32 = 10;
  /** Unbalance; departure of the frequency, mHz; 1 for a reversed sequence; 1 for swapped sensors. */
  export const VOLTAGE_UNBALANCE: i32 = 11;
  export const CURRENT_UNBALANCE: i32 = 12;
  export const FREQUENCY: i32 = 13;
  export const SEQUENCE: i32 = 14;
  export const SWAPPED: i32 = 15;
  /** What phases and neutral leave together / Ib. */
  export const NEUTRAL: i32 = 16;
  /** Per input: samples at the end of the range in the window. Whole: repeated samples, invalid samples. */
  export const SATURATED: i32 = 17;
  export const FROZEN: i32 = 18;
  export const INVALID: i32 = 19;
  /** 1 when open (covers, battery) or closed (jumper). Renewed at each change. */
  export const MAIN_COVER: i32 = 20;
  export const TERMINAL_COVER: i32 = 21;
  export const BATTERY: i32 = 22;
  export const JUMPER: i32 = 23;
  /** Per phase: Urms(1/2) / Unom; whole meter: the highest of them. Renewed each half cycle. */
  export const HALF_CYCLE: i32 = 24;
  export const HIGHEST_HALF_CYCLE: i32 = 25;
  /** What phases and neutral leave together / highest of their currents. */
  export const NEUTRAL_SHARE: i32 = 26;
}
export const SIGNALS: i32 = 27;

/** Scopes a row is looked at for: the whole meter, the phases, the AFE's inputs. */
export namespace Range {
  export const WHOLE: i32 = 0;
  export const PHASES: i32 = 3;
  export const INPUTS: i32 = 7;
}

/** A row; a threshold is passed in the row's direction: 1 above, -1 below. */
@unmanaged
export class Row {
  event: i32;
  range: i32;
  signal: i32;
  direction: i32;
  start: i32;
  end: i32;
  /** Two gates, both must hold: signal and threshold, negative thresholds meaning below their magnitude. */
  gate: i32;
  gateLimit: i32;
  second: i32;
  secondLimit: i32;
  startDelay_ms: i32;
  endDelay_ms: i32;
}
const ROW_BYTES: i32 = 48;
export const ROWS: i32 = 26;
/** The first rows follow the half cycles, the others the windows. */
export const FAST_ROWS: i32 = 3;
/** The rows of the switches are judged at the sample of a change as well. */
export const FIRST_SWITCH_ROW: i32 = 19;
export const SWITCH_ROWS: i32 = 4;

/**
 * Defaults after the event list of the State Grid meters (reference D3) where it has one: voltage loss 78 / 85 % at
 * 0.5 % Ib, phase break and total loss 60 %, current loss below Ist with 5 % Ib elsewhere, reversed power 0.5 % Ib,
 * unbalance 30 %, overload 1.2 Imax, 60 s. Sag 90 %, swell 110 %, interruption 5 %, hysteresis 2 % (IEC 61000-4-30).
 * The rest is this project's choice: a neutral mismatch is more than 5 % Ib and a tenth of the highest current, for
 * sensors of 3 % not yet adjusted leave 6 % of it. Not checked against an official text.
 */
// @ts-ignore: decorator
@lazy const TABLE = memory.data<i32>([
  EVENT_SAG, 3, 24, -1, 9000, 9200, 0, 0, 0, 0, 0, 0,
  EVENT_SWELL, 3, 24, 1, 11000, 10800, 0, 0, 0, 0, 0, 0,
  EVENT_INTERRUPTION, 0, 25, -1, 500, 700, 0, 0, 0, 0, 0, 0,
  EVENT_PHASE_LOSS, 3, 1, -1, 6000, 8500, 3, -10000, 8, 6000, 1000, 1000,
  EVENT_VOLTAGE_LOSS, 3, 1, -1, 7800, 8500, 2, 50, 8, 6000, 60000, 60000,
  EVENT_TOTAL_VOLTAGE_LOSS, 0, 8, -1, 6000, 8500, 9, 500, 0, 0, 60000, 1000,
  EVENT_CURRENT_LOSS, 3, 3, -1, 10000, 12000, 1, 6000, 9, 500, 60000, 60000,
  EVENT_UNDER_VOLTAGE, 3, 1, -1, 7800, 8000, 1, 500, 0, 0, 60000, 60000,
  EVENT_OVER_VOLTAGE, 3, 1, 1, 12000, 11800, 0, 0, 0, 0, 60000, 60000,
  EVENT_OVER_CURRENT, 3, 4, 1, 12000, 11500, 0, 0, 0, 0, 60000, 60000,
  EVENT_VOLTAGE_UNBALANCE, 0, 11, 1, 3000, 2500, 8, 6000, 0, 0, 60000, 60000,
  EVENT_CURRENT_UNBALANCE, 0, 12, 1, 3000, 2500, 9, 500, 0, 0, 60000, 60000,
  EVENT_REVERSED_SEQUENCE, 0, 14, 1, 0, 1, 10, 6000, 0, 0, 1000, 1000,
  EVENT_REVERSED_POWER, 3, 5, -1, -50, -30, 0, 0, 0, 0, 60000, 60000,
  EVENT_FREQUENCY, 0, 13, 1, 1000, 900, 8, 6000, 0, 0, 10000, 10000,
  EVENT_NEUTRAL_MISMATCH, 0, 16, 1, 500, 300, 26, 1000, 0, 0, 10000, 10000,
  EVENT_REVERSED_SENSOR, 3, 7, 1, 0, 1, 0, 0, 0, 0, 10000, 10000,
  EVENT_SWAPPED_SENSORS, 0, 15, 1, 0, 1, 0, 0, 0, 0, 10000, 10000,
  EVENT_DIRECT_CURRENT, 3, 6, 1, 300, 200, 0, 0, 0, 0, 10000, 10000,
  EVENT_MAIN_COVER_OPEN, 0, 20, 1, 0, 1, 0, 0, 0, 0, 0, 0,
  EVENT_TERMINAL_COVER_OPEN, 0, 21, 1, 0, 1, 0, 0, 0, 0, 0, 0,
  EVENT_CLOCK_BATTERY_LOW, 0, 22, 1, 0, 1, 0, 0, 0, 0, 1000, 1000,
  EVENT_JUMPER_CLOSED, 0, 23, 1, 0, 1, 0, 0, 0, 0, 0, 0,
  EVENT_AFE_SATURATED, 7, 17, 1, 0, 1, 0, 0, 0, 0, 0, 1000,
  EVENT_AFE_FROZEN, 0, 18, 1, 20, 20, 0, 0, 0, 0, 0, 1000,
  EVENT_AFE_INVALID, 0, 19, 1, 0, 1, 0, 0, 0, 0, 0, 1000,
]);

export function tableRow(index: i32): Row {
  return changetype<Row>(TABLE + index * ROW_BYTES);
}
