// Current sensors the wrong way round or on each other's phases, told by the angles between currents and voltages.
// Legally relevant (IR46). Changes alter the software identification.
import {
  FIRST_CURRENT, NEUTRAL, NOT_MEASURED_SIGNED, SERVICE_3P3W, SERVICE_3P4W, SERVICE_3P4W_DELTA,
} from '../../../shared-protocol/generated/assembly/protocol';
import { channel } from '../inputs/channel';
import { ELEMENTS } from '../inputs/element';
import { parameters } from '../parameters/parameters';
import { elementInUse, elementVoltage_mV, hasMiddleNeutral } from '../parameters/wiring';
import { quantities } from '../quantities/quantities';
import { halfImaginary_Q7, halfReal_Q7 } from '../windows/fundamental';

/** Loads of the phases may differ by this much in their angle, millidegrees. */
const NEAR_mdeg: i32 = 30_000;
/** In a delta a balanced load's lags are already 30 degrees less at L1 and 30 more at L3. */
const NEAR_DELTA_mdeg: i32 = 60_000;

/** Angle by which the current of an element lags its voltage, millidegrees, -180000..179999. */
function lag_mdeg(element: i32): i32 {
  const q = quantities(element + 1);
  return turn_mdeg(q.voltage_angle_mdeg, q.current_angle_mdeg);
}

/** From one angle to another, millidegrees, -180000..179999; both within -180000..359999. */
function turn_mdeg(from: i32, to: i32): i32 {
  return ((to - from + 900_000) % 360_000) - 180_000;
}

function isNear(angle_mdeg: i32, wanted_mdeg: i32): bool {
  return abs(turn_mdeg(wanted_mdeg, angle_mdeg)) <= (isDelta() ? NEAR_DELTA_mdeg : NEAR_mdeg);
}

function isDelta(): bool {
  return parameters().service == <u8>SERVICE_3P4W_DELTA;
}

/** Power flows in. */
function flowsIn(lag: i32): bool {
  return abs(lag) <= 90_000;
}

/** True when an element carries enough of both for its angle to say something: Ist at least, and 60 % of Unom. */
function isLoaded(element: i32): bool {
  const q = quantities(element + 1);
  if (q.current_angle_mdeg == NOT_MEASURED_SIGNED || q.voltage_angle_mdeg == NOT_MEASURED_SIGNED) return false;
  return <i64>q.voltage_mV * 10 >= elementVoltage_mV(element) * 6;
}

/**
 * Two sensors on each other's phases turn one current by +120 and one by -120 degrees against the third, whatever the
 * power factor: from each to the next there are 120 degrees, the same way round. Three in a ring turn all currents by 120
 * alike, as a balanced capacitor bank or generator does by as much: it is not told.
 */
function threeAreSwapped(apart_mdeg: i32): bool {
  const first = lag_mdeg(0);
  const second = lag_mdeg(1);
  const third = lag_mdeg(2);
  return (
    isNear(turn_mdeg(first, second), apart_mdeg) &&
    isNear(turn_mdeg(second, third), apart_mdeg) &&
    isNear(turn_mdeg(third, first), apart_mdeg)
  );
}

/**
 * True when phases and neutral leave something together that points along a current, by half of it at least: a sensor
 * the wrong way round leaves twice its current, two of them their own at least. A generator on one phase leaves
 * nothing, since its current is in the neutral as well. Half peaks of 32 bits lose three, so that products fit.
 */
function isLeftOver(element: i32): bool {
  let real: i64 = 0;
  let imaginary: i64 = 0;
  for (let i: i32 = FIRST_CURRENT; i <= NEUTRAL; i++) {
    if (i != NEUTRAL && !elementInUse(i - FIRST_CURRENT)) continue;
    real += halfReal_Q7(channel(i));
    imaginary += halfImaginary_Q7(channel(i));
  }
  const ownReal = halfReal_Q7(channel(FIRST_CURRENT + element)) >> 3;
  const ownImaginary = halfImaginary_Q7(channel(FIRST_CURRENT + element)) >> 3;
  const along = (real >> 3) * ownReal + (imaginary >> 3) * ownImaginary;
  return along * 2 > ownReal * ownReal + ownImaginary * ownImaginary;
}

/** A current out of its phase that stands opposite, against its voltage, to one that flows in. */
function isOpposite(element: i32): bool {
  const lag = lag_mdeg(element);
  if (!isLoaded(element) || flowsIn(lag) || !isLeftOver(element)) return false;
  for (let e: i32 = 0; e < ELEMENTS; e++) {
    const other = lag_mdeg(e);
    if (e != element && isLoaded(e) && flowsIn(other) && isNear(turn_mdeg(other, lag), 180_000)) return true;
  }
  return false;
}

/**
 * Two elements: a balanced load's lags are phi + 30 (U12, I1) and phi - 30 degrees (U32, I3), 60 apart, 120 for a load
 * between the outer lines. On each other they are 180 apart, one of them reversed -120. Another sequence mirrors it.
 */
function twoApart_mdeg(): i32 {
  const apart = turn_mdeg(lag_mdeg(2), lag_mdeg(0));
  const later = turn_mdeg(quantities(1).voltage_angle_mdeg, quantities(3).voltage_angle_mdeg);
  return later > 0 ? -apart : apart;
}

/** With the first reversed phi is the second's lag and 30; with the second reversed phi is half a turn from that. */
function reversedOfTwo(): i32 {
  const later = turn_mdeg(quantities(1).voltage_angle_mdeg, quantities(3).voltage_angle_mdeg);
  const phi = turn_mdeg(0, lag_mdeg(2) + (later > 0 ? -30_000 : 30_000));
  return flowsIn(phi) ? 0 : 2;
}

/** True when current sensors sit on each other's phases; about a middle neutral that looks like an export of both legs. */
export function sensorsAreSwapped(): bool {
  const service = parameters().service;
  if (service == <u8>SERVICE_3P3W) return isLoaded(0) && isLoaded(2) && isNear(twoApart_mdeg(), 180_000);
  if (service != <u8>SERVICE_3P4W) return false;
  return isLoaded(0) && isLoaded(1) && isLoaded(2) && (threeAreSwapped(120_000) || threeAreSwapped(-120_000));
}

/** True when the current sensor of an element 0..2 sits the wrong way round; where some are swapped none is said to. */
export function sensorIsReversed(element: i32): bool {
  const service = parameters().service;
  if (service == <u8>SERVICE_3P4W) return !sensorsAreSwapped() && isOpposite(element);
  if (hasMiddleNeutral()) return isOpposite(element);
  if (service != <u8>SERVICE_3P3W || !isLoaded(0) || !isLoaded(2)) return false;
  return isNear(twoApart_mdeg(), -120_000) && reversedOfTwo() == element;
}
