// The four current sensors: what each makes of a tone, relative to the nominal scale of the current inputs.
import { multiply, ONE, polar, reciprocal, scaled, type Complex } from './complex.ts';
import { normalWithin3, within, type Uniform } from './random.ts';

export const SENSORS = ['shunt', 'ct', 'dc-tolerant-ct', 'rogowski'] as const;
export type SensorKind = (typeof SENSORS)[number];

/** Frequency at which a Rogowski coil and its amplifier give the nominal scale. */
export const ROGOWSKI_NOMINAL_Hz = 50;

/** One sensor of a unit. */
export interface Sensor {
  readonly kind: SensorKind;
  /** Gain around one at 23 °C: turns ratio and burden, resistance, or coil. */
  readonly gain: number;
  readonly gainDrift_ppm_per_K: number;
  /** Shunt: inductance over resistance, µs. */
  readonly inductive_us: number;
  /** Current transformers: angle by which the secondary current leads at 50 Hz and 23 °C, degrees. */
  readonly lead_deg: number;
  /** Change of that angle's tangent with temperature (winding copper, core), ppm/K. */
  readonly leadDrift_ppm_per_K: number;
  /** Current transformers: primary current that holds the core at the knee of saturation, A. */
  readonly saturation_A: number;
  /** PGA gain the input is set to: it decides the noise. */
  readonly pgaGain: 1 | 32;
}

const IDEAL: Sensor = {
  kind: 'shunt',
  gain: 1,
  gainDrift_ppm_per_K: 0,
  inductive_us: 0,
  lead_deg: 0,
  leadDrift_ppm_per_K: 0,
  saturation_A: Infinity,
  pgaGain: 1,
};

/**
 * Typical sensors. Shunt: 180 µΩ manganin, 1 nH left after the sense loop is closed. CT: a core of high
 * permeability. DC-tolerant CT: low permeability, its lead of some degrees nearly constant over current; with
 * 40 % of the secondary circuit copper (3,900 ppm/K) the lead drifts by 1,600 ppm/K. Chosen by this project
 * after makers' leaflets; no official text.
 */
export const TYPICAL: Record<SensorKind, Sensor> = {
  shunt: { ...IDEAL, inductive_us: 5.5, pgaGain: 32 },
  ct: { ...IDEAL, kind: 'ct', lead_deg: 0.15, leadDrift_ppm_per_K: 1600, saturation_A: 0.6 },
  'dc-tolerant-ct': {
    ...IDEAL,
    kind: 'dc-tolerant-ct',
    lead_deg: 4.5,
    leadDrift_ppm_per_K: 1600,
    saturation_A: 75,
  },
  rogowski: { ...IDEAL, kind: 'rogowski' },
};

interface Tolerance {
  readonly gain_percent: number;
  readonly drift_ppm_per_K: number;
  readonly lead_percent: number;
}

/** Evenly drawn within these; drift as one sigma. */
const TOLERANCES: Record<SensorKind, Tolerance> = {
  shunt: { gain_percent: 3, drift_ppm_per_K: 10, lead_percent: 0 },
  ct: { gain_percent: 0.3, drift_ppm_per_K: 2, lead_percent: 30 },
  'dc-tolerant-ct': { gain_percent: 0.5, drift_ppm_per_K: 5, lead_percent: 6 },
  rogowski: { gain_percent: 2, drift_ppm_per_K: 15, lead_percent: 0 },
};

/** Draws a sensor from the tolerances of its kind. */
export function randomSensor(kind: SensorKind, next: Uniform): Sensor {
  const typical = TYPICAL[kind];
  const tolerance = TOLERANCES[kind];
  return {
    ...typical,
    gain: 1 + within(next, tolerance.gain_percent / 100),
    gainDrift_ppm_per_K: normalWithin3(next, tolerance.drift_ppm_per_K),
    inductive_us: typical.inductive_us * (1 + within(next, 0.3)),
    lead_deg: typical.lead_deg * (1 + within(next, tolerance.lead_percent / 100)),
  };
}

/** R/L of a current transformer's secondary in 1/s: its lead at 50 Hz is atan(R / ωL). */
export function leakRate_per_s(sensor: Sensor, temperatureRise_K: number): number {
  const tangent = Math.tan((sensor.lead_deg * Math.PI) / 180);
  return 2 * Math.PI * 50 * tangent * (1 + sensor.leadDrift_ppm_per_K * 1e-6 * temperatureRise_K);
}

/** Gain of the sensor at a temperature, without its frequency response. */
export function sensorGain(sensor: Sensor, temperatureRise_K: number): number {
  return sensor.gain * (1 + sensor.gainDrift_ppm_per_K * 1e-6 * temperatureRise_K);
}

/** The magnetising branch takes its share: H = jω / (jω + R/L); nothing of a direct current passes. */
function transformer(hz: number, leak_per_s: number): Complex {
  if (leak_per_s === 0) return ONE;
  const omega = 2 * Math.PI * hz;
  return multiply({ re: 0, im: omega }, reciprocal({ re: leak_per_s, im: omega }));
}

/** Linear response to a tone; a transformer's holds while its core is not saturated. */
export function sensorResponse(sensor: Sensor, hz: number, temperatureRise_K: number): Complex {
  const gain = sensorGain(sensor, temperatureRise_K);
  switch (sensor.kind) {
    case 'shunt':
      return scaled({ re: 1, im: 2 * Math.PI * hz * sensor.inductive_us * 1e-6 }, gain);
    case 'rogowski':
      return polar((gain * hz) / ROGOWSKI_NOMINAL_Hz, Math.PI / 2);
    default:
      return scaled(transformer(hz, leakRate_per_s(sensor, temperatureRise_K)), gain);
  }
}
