// A reference standard after a three-phase comparator of class 0.02: one of them with its own deviations, and what it shows.
import { multiply, polar } from '../../signals/afe/complex.ts';
import { mixSeed, uniform, within } from '../../signals/afe/random.ts';
import type { SteadySignal } from '../../signals/afe/steady-signal.ts';
import { FIRST_CURRENT, NEUTRAL, rmsOf, withLines } from './lines.ts';
import { autoRange, CURRENT_RANGES_A, VOLTAGE_RANGES_V } from './ranges.ts';

/**
 * What its maker publishes (CL3115): largest errors in percent and degrees, drift a year, coefficients per kelvin. Below
 * 25 mA currents are half as good. Power: 0.02 %, 100 ppm a year, 7.5 ppm/K.
 */
export const PUBLISHED = {
  voltage_percent: 0.01,
  current_percent: 0.01,
  smallCurrent_percent: 0.02,
  smallCurrent_A: 0.025,
  angle_deg: 0.01,
  voltageDrift_ppm_per_year: 35,
  currentDrift_ppm_per_year: 65,
  voltageDrift_ppm_per_K: 2.5,
  currentDrift_ppm_per_K: 5,
  power_percent: 0.02,
  powerDrift_ppm_per_year: 100,
  powerDrift_ppm_per_K: 7.5,
  preheating_min: 15,
  consumption_VA: 30,
} as const;

/** Not published: what a cold instrument is off by, and how fast it settles; nothing of it is left after preheating. */
export const WARM_UP = { percent: 0.02, time_min: 3 } as const;

export const REFERENCE_C = 23;

/** Where and when it is used. */
export interface Circumstances {
  readonly temperature_C: number;
  /** Since its last adjustment. */
  readonly years: number;
  /** Since it was switched on. */
  readonly minutes: number;
}

export const USUAL: Circumstances = { temperature_C: REFERENCE_C, years: 0, minutes: 60 };

/** One instrument: each value as a part of what is published, -1 to 1. */
interface Deviations {
  /** By range, then phase. */
  readonly voltage: readonly (readonly number[])[];
  readonly current: readonly (readonly number[])[];
  readonly angle: readonly number[];
  readonly drift: readonly number[];
  readonly warmUp: number;
}

const PHASES = 3;
/** Drifts by the year and by the kelvin, of voltage and of current. */
const DRIFTS = 4;

function deviationsOf(seed: number): Deviations {
  const next = uniform(mixSeed(seed, 0x72656600));
  const several = (count: number): number[] => Array.from({ length: count }, () => within(next, 1));
  return {
    voltage: VOLTAGE_RANGES_V.map(() => several(PHASES)),
    current: CURRENT_RANGES_A.map(() => several(PHASES)),
    angle: several(PHASES),
    drift: several(DRIFTS),
    warmUp: within(next, 1),
  };
}

/** Ranges it has chosen. */
export interface Ranges {
  readonly range_V: number;
  readonly range_A: number;
}

/** No two seeds are the same instrument; without a seed it is one without any deviation. */
export class ReferenceStandard {
  readonly #deviations: Deviations | undefined;
  readonly #circumstances: Circumstances;

  constructor(seed: number | undefined, circumstances: Circumstances = USUAL) {
    this.#deviations = seed === undefined ? undefined : deviationsOf(seed);
    this.#circumstances = circumstances;
  }

  /** Automatic ranges: one for all voltages and one for all currents, as the largest of them asks. */
  ranges({ spectrum }: SteadySignal): Ranges {
    const largest = (first: number): number => Math.max(...[0, 1, 2].map((n) => rmsOf(spectrum, first + n)));
    return {
      range_V: VOLTAGE_RANGES_V[autoRange(VOLTAGE_RANGES_V, largest(0))],
      range_A: CURRENT_RANGES_A[autoRange(CURRENT_RANGES_A, largest(FIRST_CURRENT))],
    };
  }

  /** The signal as it takes it to be. */
  shows(signal: SteadySignal): SteadySignal {
    if (!this.#deviations) return signal;
    const { range_V, range_A } = this.ranges(signal);
    const u = VOLTAGE_RANGES_V.indexOf(range_V as (typeof VOLTAGE_RANGES_V)[number]);
    const i = CURRENT_RANGES_A.indexOf(range_A as (typeof CURRENT_RANGES_A)[number]);
    return withLines(signal, (line, word) => {
      if (word === NEUTRAL) return line;
      if (word < FIRST_CURRENT) return multiply(line, { re: 1 + this.#voltage(u, word), im: 0 });
      const phase = word - FIRST_CURRENT;
      const angle_rad = (this.#deviations!.angle[phase] * PUBLISHED.angle_deg * Math.PI) / 180;
      return multiply(line, polar(1 + this.#current(i, phase, range_A), angle_rad));
    });
  }

  #voltage(range: number, phase: number): number {
    const { voltage, drift } = this.#deviations!;
    const { voltage_percent, voltageDrift_ppm_per_year, voltageDrift_ppm_per_K } = PUBLISHED;
    const base = (voltage[range][phase] * voltage_percent) / 100;
    return base + this.#drifts(drift[0] * voltageDrift_ppm_per_year, drift[1] * voltageDrift_ppm_per_K);
  }

  #current(range: number, phase: number, range_A: number): number {
    const { current, drift } = this.#deviations!;
    const { smallCurrent_A, smallCurrent_percent, current_percent } = PUBLISHED;
    const most_percent = range_A < smallCurrent_A ? smallCurrent_percent : current_percent;
    const base = (current[range][phase] * most_percent) / 100;
    const { currentDrift_ppm_per_year, currentDrift_ppm_per_K } = PUBLISHED;
    return base + this.#drifts(drift[2] * currentDrift_ppm_per_year, drift[3] * currentDrift_ppm_per_K);
  }

  /** By age, by temperature, and half of what a cold power reading is off by. */
  #drifts(ppm_per_year: number, ppm_per_K: number): number {
    const { temperature_C, years } = this.#circumstances;
    const drifted = 1e-6 * (ppm_per_year * years + ppm_per_K * (temperature_C - REFERENCE_C));
    return drifted + (this.#deviations!.warmUp * warmUp_percent(this.#circumstances)) / 200;
  }
}

/** What a power may be off by since it was switched on, percent; nothing after preheating. */
export const warmUp_percent = ({ minutes }: Circumstances): number =>
  minutes >= PUBLISHED.preheating_min ? 0 : WARM_UP.percent * Math.exp(-minutes / WARM_UP.time_min);
