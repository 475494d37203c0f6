// The service type: which elements measure, and what voltage each of them is made for.
// Legally relevant (IR46). Changes alter the software identification.
import { Parameters } from '../../../shared-protocol/generated/assembly/layouts';
import {
  FIRST_CURRENT, NEUTRAL, NEUTRAL_IGNORED, SERVICE_1P2W, SERVICE_2P3W, SERVICE_3P3W, SERVICE_3P4W_DELTA,
} from '../../../shared-protocol/generated/assembly/protocol';
import { parameters } from './parameters';

/** Root of 3, ppm: the high leg of a delta stands that much higher than the two beside the neutral. */
const ROOT_3_ppm: i64 = 1_732_051;
const HIGH_LEG: i32 = 1;

/** True when an element 0..2 takes part: 3P3W has two (U12 with I1, U32 with I3; Blondel's theorem), 2P3W its two legs. */
// @ts-ignore: decorator
@inline
export function elementInUse(element: i32): bool {
  const service = <i32>parameters().service;
  if (service == SERVICE_1P2W) return element == 0;
  if (service == SERVICE_3P3W) return element != 1;
  if (service == SERVICE_2P3W) return element != 2;
  return true;
}

/** The element that a single phase leaves idle: its products may be those of the voltage and the neutral current. */
export const NEUTRAL_ELEMENT: i32 = 1;

/** True where the neutral current may count in place of the phase current. */
export function metersNeutral(): bool {
  return parameters().neutral_method != <u8>NEUTRAL_IGNORED && parameters().service == <u8>SERVICE_1P2W;
}

/** Input of the voltage in an element's products. */
export function voltageInput(element: i32): i32 {
  return element == NEUTRAL_ELEMENT && metersNeutral() ? 0 : element;
}

/** Input of the current in an element's products. */
export function currentInput(element: i32): i32 {
  return element == NEUTRAL_ELEMENT && metersNeutral() ? NEUTRAL : element + FIRST_CURRENT;
}

/** True where the neutral is the middle of a winding: its two ends are there for loads on one of them alone. */
export function hasMiddleNeutral(): bool {
  const service = <i32>parameters().service;
  return service == SERVICE_2P3W || service == SERVICE_3P4W_DELTA;
}

/** Elements by a record of parameters, in loads of the nominal voltage: the high leg of a delta counts for two. */
export function elementsOf(p: Parameters): i64 {
  if (p.service == <u8>SERVICE_1P2W) return 1;
  if (p.service == <u8>SERVICE_3P3W || p.service == <u8>SERVICE_2P3W) return 2;
  return p.service == <u8>SERVICE_3P4W_DELTA ? 4 : 3;
}

/** Nominal voltage of an element by a record of parameters, mV. */
export function nominalOf_mV(p: Parameters, element: i32): i64 {
  const nominal = <i64>p.nominal_voltage_mV;
  if (p.service != <u8>SERVICE_3P4W_DELTA || element != HIGH_LEG) return nominal;
  return (nominal * ROOT_3_ppm) / 1_000_000;
}

/** Nominal voltage of an element, mV. */
export function elementVoltage_mV(element: i32): i64 {
  return nominalOf_mV(parameters(), element);
}
