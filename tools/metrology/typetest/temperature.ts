// Ambient temperature: errors at the ends of intervals of 20 K, and the coefficients between them.
import { INDUCTIVE, UNITY, type Factor } from '../standard/programme.ts';
import type { PerClass } from '../standard/limits.ts';
import { loadOf } from './formula-times.ts';
import { failures, type References } from './run-points.ts';
import { withinLimits, type Judgement } from '../bench/judge.ts';
import type { Measurement } from '../bench/measure.ts';
import type { PointResult } from './result.ts';
import type { TemperatureCurve } from './temperature-curve.ts';
import type { Shared, Task } from './task.ts';
import type { TestBed } from './test-bed.ts';

/** The coefficient of every active register and output that has to move. */
function coefficients(
  low: Measurement,
  high: Measurement,
  interval_K: number,
  limit_percent: number,
): Judgement[] {
  return high.deviations.flatMap((found) => {
    if (found.quantity !== 'active' || found.role !== 'shows') return [];
    const before = low.deviations.find((d) => d.what === found.what)?.percent ?? 0;
    const error_percent = (found.percent - before) / interval_K;
    const pass = withinLimits(error_percent, limit_percent);
    return [{ what: `${found.what} (a kelvin)`, error_percent, limit_percent, pass }];
  });
}

/** The errors at one power factor; each temperature is measured once: intervals share their ends. */
export class Climate {
  private readonly bed: TestBed;
  private readonly references: References;
  private readonly factor: Factor;
  private readonly limit: PerClass;

  constructor(bed: TestBed, references: References, factor: Factor, limit: PerClass) {
    this.bed = bed;
    this.references = references;
    this.factor = factor;
    this.limit = limit;
  }

  private at(temperature_C: number): Shared {
    const load = loadOf(this.bed, 10 * this.bed.ratings.Itr, this.factor);
    return { load, quantity: 'active', temperature_C };
  }

  /** The ends of each interval. */
  private get intervals(): readonly (readonly [number, number])[] {
    const { centres_C, interval_K } = this.bed.options.limits.temperatureCoefficient;
    return centres_C.map((centre_C) => [centre_C - interval_K / 2, centre_C + interval_K / 2]);
  }

  /** Temperature coefficient over one interval of 20 K, in % per kelvin. */
  private async coefficient(name: string, low_C: number, high_C: number): Promise<PointResult> {
    const { bed, factor, references } = this;
    const low = await references.measured(this.at(low_C));
    const high = await references.measured(this.at(high_C));
    const interval_K = high_C - low_C;
    const limit_percent = this.limit[bed.ratings.class];
    const judgements = coefficients(low, high, interval_K, limit_percent);
    const failed = failures(judgements);
    const stddev_percent = Math.hypot(low.stddev_percent, high.stddev_percent) / interval_K;
    return {
      name,
      group: 'influence',
      test: 'ambient temperature',
      clause: bed.options.limits.temperatureCoefficient.clause,
      quantity: 'active',
      current_A: 10 * bed.ratings.Itr,
      power_factor: factor.value,
      limit_percent,
      error_percent: (high.error_percent - low.error_percent) / interval_K,
      stddev_percent,
      uncertainty_percent: (2 * stddev_percent) / Math.sqrt(low.windowErrors_percent.length),
      unit: '%/K',
      ...(failed.length > 0 ? { detail: failed.join('; ') } : {}),
      judged: judgements.length,
      pass: judgements.every((j) => j.pass),
    };
  }

  /** One test for each interval. */
  tasks(): Task[] {
    return this.intervals.map(([low_C, high_C]) => {
      const name = `temperature coefficient, ${low_C} °C to ${high_C} °C, ${this.factor.name}`;
      const needs = [this.at(low_C), this.at(high_C)];
      return { name, needs, run: () => this.coefficient(name, low_C, high_C) };
    });
  }

  /** What was measured so far. */
  curve(): TemperatureCurve {
    const ends_C = [...new Set(this.intervals.flat())];
    const points = ends_C.flatMap((temperature_C) => {
      const found = this.references.find(this.at(temperature_C));
      if (!found) return [];
      return [{ temperature_C, error_percent: found.error_percent, stddev_percent: found.stddev_percent }];
    });
    return { factor: this.factor.name, points: points.sort((a, b) => a.temperature_C - b.temperature_C) };
  }
}

/** Ambient temperature: only a modelled front end has one. */
export const climatesOf = (bed: TestBed, references: References): Climate[] =>
  bed.options.limits.temperatureCoefficient.limits.map(
    (limit) =>
      new Climate(bed, references, limit.powerFactor === '1' ? UNITY : INDUCTIVE, limit.percent_per_K),
  );
