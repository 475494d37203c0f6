// One meter's front end as it came off the line: every deviation of its parts, drawn from their tolerances.
import { ADC, BOARD, NOISE_uV, NOMINAL_C, REFERENCE_V } from './datasheet.ts';
import { COUNT_MAX } from '../waves/afe-scale.ts';
import { mixSeed, normalWithin3, uniform, within, type Uniform } from './random.ts';
import { randomSensor, TYPICAL, type ErrorsOverCurrent, type Sensor, type SensorKind } from './sensors.ts';

/** One input of the converter with the parts before it; gains around one at 23 °C. */
export interface ChannelDeviation {
  readonly gain: number;
  readonly gainDrift_ppm_per_K: number;
  /** Referred to the converter's input at PGA gain 1. */
  readonly offset_uV: number;
  readonly offsetDrift_uV_per_K: number;
  /** Time constant of the anti-alias filter. */
  readonly filter_us: number;
  /** What else delays this channel against the others. */
  readonly delay_us: number;
}

/** A whole front end. */
export interface Unit {
  readonly name: string;
  /** V1 V2 V3 I1 I2 I3 IN. */
  readonly channels: readonly ChannelDeviation[];
  /** Of I1 I2 I3 IN. */
  readonly sensors: readonly Sensor[];
  readonly reference_ppm: number;
  readonly referenceDrift_ppm_per_K: number;
  readonly crystal_ppm: number;
  readonly crystalDrift_ppm_per_K: number;
  /** Error of the real-time clock the sampling rate is adjusted against. */
  readonly rtc_ppm: number;
  readonly noise: boolean;
  /** Seed of the noise, apart from the deviations so that one unit can be measured many times. */
  readonly noiseSeed: number;
  readonly temperature_C: number;
  /** The current sensors are warmer than the converter by this: see thermal.ts. */
  readonly sensorRise_K?: number;
}

const CHANNELS = 7;
const FIRST_CURRENT = 3;

const PERFECT: ChannelDeviation = {
  gain: 1,
  gainDrift_ppm_per_K: 0,
  offset_uV: 0,
  offsetDrift_uV_per_K: 0,
  filter_us: BOARD.filter_us,
  delay_us: 0,
};

/** Every part at its typical value: the filter and the sensor's own response remain. */
export function typicalUnit(kind: SensorKind): Unit {
  return {
    name: `typical, ${kind}`,
    channels: Array.from({ length: CHANNELS }, () => PERFECT),
    sensors: Array.from({ length: CHANNELS - FIRST_CURRENT }, () => TYPICAL[kind]),
    reference_ppm: 0,
    referenceDrift_ppm_per_K: 0,
    crystal_ppm: 0,
    crystalDrift_ppm_per_K: 0,
    rtc_ppm: 0,
    noise: false,
    noiseSeed: 0,
    temperature_C: NOMINAL_C,
  };
}

function randomChannel(next: Uniform, isVoltage: boolean): ChannelDeviation {
  const divider = isVoltage ? within(next, BOARD.dividerTolerance_percent / 100) : 0;
  const dividerDrift = isVoltage ? within(next, BOARD.dividerDrift_ppm_per_K) : 0;
  return {
    gain: (1 + normalWithin3(next, ADC.gainError_percent / 100)) * (1 + divider),
    gainDrift_ppm_per_K: normalWithin3(next, ADC.gainDrift_ppm_per_K) + dividerDrift,
    offset_uV: normalWithin3(next, ADC.offset_uV),
    offsetDrift_uV_per_K: normalWithin3(next, ADC.offsetDrift_uV_per_K),
    filter_us: BOARD.filter_us * (1 + within(next, BOARD.filterTolerance_percent / 100)),
    delay_us: 0,
  };
}

/** Draws a unit: the same seed gives the same unit. Temperature and noise are set apart, with `withNoise`/`at`. */
export function randomUnit(seed: number, kind: SensorKind): Unit {
  const next = uniform(mixSeed(seed, 0x756e6974));
  return {
    name: `unit ${seed}, ${kind}`,
    channels: Array.from({ length: CHANNELS }, (_, w) => randomChannel(next, w < FIRST_CURRENT)),
    sensors: Array.from({ length: CHANNELS - FIRST_CURRENT }, () => randomSensor(kind, next)),
    reference_ppm: within(next, 1000),
    referenceDrift_ppm_per_K: normalWithin3(next, ADC.referenceDrift_ppm_per_K),
    crystal_ppm: within(next, BOARD.crystal_ppm),
    crystalDrift_ppm_per_K: within(next, BOARD.crystalDrift_ppm_per_K),
    rtc_ppm: within(next, BOARD.rtc_ppm),
    noise: true,
    noiseSeed: seed,
    temperature_C: NOMINAL_C,
  };
}

/** The same unit with measuring transformers that have these errors over current. */
export const withTransformerErrors = (unit: Unit, errors: ErrorsOverCurrent): Unit => ({
  ...unit,
  name: `${unit.name}, ratio ${errors.ratio_percent} % and phase ${errors.phase_min} min at 1 % of ${errors.rated_A} A`,
  sensors: unit.sensors.map((sensor) => ({ ...sensor, errors })),
});

/** The same unit measured once more: other noise. */
export const withNoiseSeed = (unit: Unit, noiseSeed: number): Unit => ({ ...unit, noise: true, noiseSeed });

/** The same unit at another ambient temperature. */
export const atTemperature = (unit: Unit, temperature_C: number): Unit => ({ ...unit, temperature_C });

export const temperatureRise_K = (unit: Unit): number => unit.temperature_C - NOMINAL_C;

/** Of the current sensors. */
export const sensorTemperatureRise_K = (unit: Unit): number =>
  temperatureRise_K(unit) + (unit.sensorRise_K ?? 0);

function pgaGain(unit: Unit, word: number): 1 | 32 {
  return word < FIRST_CURRENT ? 1 : unit.sensors[word - FIRST_CURRENT].pgaGain;
}

/** RMS noise of a word in counts at a nominal data rate in Hz; rates between two of the table take the next. */
export function noise_counts(unit: Unit, word: number, rate_Hz: number): number {
  if (!unit.noise) return 0;
  const gain = pgaGain(unit, word);
  const table = NOISE_uV[gain];
  const rate =
    Object.keys(table)
      .map(Number)
      .find((r) => r >= rate_Hz) ?? 32000;
  return ((table[rate] * 1e-6 * gain) / REFERENCE_V) * COUNT_MAX;
}

/** Offset of a word in counts. An offset before the PGA grows with it less than its gain; it is taken at gain 1. */
export function offset_counts(unit: Unit, word: number): number {
  const { offset_uV, offsetDrift_uV_per_K } = unit.channels[word];
  const offset = offset_uV + offsetDrift_uV_per_K * temperatureRise_K(unit);
  return ((offset * 1e-6) / REFERENCE_V) * COUNT_MAX;
}

/** True sampling rate over the nominal one. */
export function clockRatio(unit: Unit): number {
  return 1 + 1e-6 * (unit.crystal_ppm + unit.crystalDrift_ppm_per_K * temperatureRise_K(unit));
}
