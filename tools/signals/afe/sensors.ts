// The four current sensors: what each makes of a tone, relative to the nominal scale of the current inputs.
import { multiply, ONE, polar, reciprocal, scaled, type Complex } from './complex.ts';
import { normalWithin3, within, type Uniform } from './random.ts';

export const SENSORS = ['shunt', 'ct', 'dc-tolerant-ct', 'rogowski'] as const;
export type SensorKind = (typeof SENSORS)[number];

/** Frequency at which a Rogowski coil and its amplifier give the nominal scale. */
export const ROGOWSKI_NOMINAL_Hz = 50;

/**
 * Ratio and phase error of a measuring transformer (IEC 61869-2): they fall with current by a power of it, as the
 * magnetising current of its core does, and are told at a hundredth of its rated current.
 */
export interface ErrorsOverCurrent {
  readonly rated_A: number;
  readonly ratio_percent: number;
  /** By which the secondary current leads, minutes. */
  readonly phase_min: number;
}

/** Class 0.2S: 0.75 % and 30 minutes at 1 %, 0.35 % and 15 minutes at 5 %, 0.2 % and 10 minutes from 20 % of the rated current. */
export const CLASS_02S = [
  { share: 0.01, ratio_percent: 0.75, phase_min: 30 },
  { share: 0.05, ratio_percent: 0.35, phase_min: 15 },
  { share: 0.2, ratio_percent: 0.2, phase_min: 10 },
  { share: 1, ratio_percent: 0.2, phase_min: 10 },
  { share: 1.2, ratio_percent: 0.2, phase_min: 10 },
] as const;

/** Falling so, an error at half of class 0.2S at 1 % of the current is at half of it at 5 %, too, and below it above. */
const RATIO_POWER = Math.log(0.75 / 0.35) / Math.log(5);
const PHASE_POWER = Math.log(30 / 15) / Math.log(5);
/** Below this share of the rated current the permeability of the core, and with it the error, is that of its beginning. */
const INITIAL_SHARE = 0.002;

/** Errors at a current: ratio as a part of one, lead in degrees. */
export function errorsAt(errors: ErrorsOverCurrent, current_A: number): { ratio: number; lead_deg: number } {
  const hundredths = Math.max(current_A / errors.rated_A, INITIAL_SHARE) * 100;
  return {
    ratio: (errors.ratio_percent / 100) * hundredths ** -RATIO_POWER,
    lead_deg: (errors.phase_min / 60) * hundredths ** -PHASE_POWER,
  };
}

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
  /** Measuring transformers: errors over current beside gain and lead; without: none. */
  readonly errors?: ErrorsOverCurrent;
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

/** What the errors over current make of a tone of a current. */
function erring(sensor: Sensor, current_A: number): Complex {
  if (!sensor.errors) return ONE;
  const { ratio, lead_deg } = errorsAt(sensor.errors, current_A);
  return polar(1 + ratio, (lead_deg * Math.PI) / 180);
}

/** Response to a tone at a current (RMS); a transformer's holds while its core is not saturated. */
export function sensorResponse(
  sensor: Sensor,
  hz: number,
  temperatureRise_K: number,
  current_A = Infinity,
): Complex {
  return multiply(linearResponse(sensor, hz, temperatureRise_K), erring(sensor, current_A));
}

function linearResponse(sensor: Sensor, hz: number, temperatureRise_K: number): Complex {
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
