// How far a load current warms the current sensors, and how much of it reaches the converter's thermometer.
import type { SensorKind } from './sensors.ts';
import type { Unit } from './unit.ts';

/**
 * Rise of a sensor at 60 A after hours, K. A shunt of 180 µΩ takes 0.65 W at 60 A and stands on terminals that carry
 * some of it away: 20 K/W. The others warm with the conductor they sit on, 0.25 mΩ and 5 K/W. Chosen by this project.
 */
const RISE_AT_60_A_K: Record<SensorKind, number> = {
  shunt: 13,
  ct: 4.5,
  'dc-tolerant-ct': 4.5,
  rogowski: 4.5,
};
const FULL_A = 60;
/** The body of a meter comes to rest like one time constant. */
const TIME_CONSTANT_min = 15;
/** Part of the sensor's rise that the air beside the converter takes on. */
const PART_TO_AIR = 0.3;

export interface Heat {
  readonly sensor_K: number;
  readonly air_K: number;
}

/** Rise over the ambient temperature after some minutes of a current. */
export function sensorHeat(kind: SensorKind, current_A: number, minutes: number): Heat {
  const end_K = RISE_AT_60_A_K[kind] * (current_A / FULL_A) ** 2;
  const sensor_K = end_K * (1 - Math.exp(-minutes / TIME_CONSTANT_min));
  return { sensor_K, air_K: PART_TO_AIR * sensor_K };
}

/** The unit with its sensors warmed beyond the converter; the converter's own rise is set as its temperature. */
export function heatedBy(unit: Unit, current_A: number, minutes: number): Unit {
  const { sensor_K, air_K } = sensorHeat(unit.sensors[0].kind, current_A, minutes);
  return { ...unit, sensorRise_K: sensor_K - air_K };
}
