// Ambient temperature: errors at the ends of intervals of 20 K, and the coefficients between them.
import { INDUCTIVE, UNITY, type Factor } from '../standard/programme.ts';
import type { PerClass } from '../standard/limits.ts';
import { loadOf } from './formula-times.ts';
import { failures } from './run-points.ts';
import { withinLimits, type Judgement } from '../bench/judge.ts';
import type { Measurement } from '../bench/measure.ts';
import type { PointResult } from './result.ts';
import type { TemperatureCurve } from './temperature-curve.ts';
import { runLength, type TestBed } from './test-bed.ts';

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
  private readonly factor: Factor;
  private readonly limit: PerClass;
  private readonly known = new Map<number, Measurement>();

  constructor(bed: TestBed, factor: Factor, limit: PerClass) {
    this.bed = bed;
    this.factor = factor;
    this.limit = limit;
  }

  private async at(temperature_C: number): Promise<Measurement> {
    const load = loadOf(this.bed, 10 * this.bed.ratings.Itr, this.factor);
    const known = this.known.get(temperature_C);
    const found = known ?? (await this.bed.measure(load, runLength(this.bed, load), temperature_C));
    this.known.set(temperature_C, found);
    return found;
  }

  /** Temperature coefficient over one interval of 20 K, in % per kelvin. */
  private async coefficient(name: string, low_C: number, high_C: number): Promise<PointResult> {
    const { bed, factor } = this;
    const [low, high] = [await this.at(low_C), await this.at(high_C)];
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
  tasks(): { name: string; run: () => Promise<PointResult> }[] {
    const { centres_C, interval_K } = this.bed.options.limits.temperatureCoefficient;
    return centres_C.map((centre_C) => {
      const [low_C, high_C] = [centre_C - interval_K / 2, centre_C + interval_K / 2];
      const name = `temperature coefficient, ${low_C} °C to ${high_C} °C, ${this.factor.name}`;
      return { name, run: () => this.coefficient(name, low_C, high_C) };
    });
  }

  /** What was measured so far. */
  curve(): TemperatureCurve {
    const points = [...this.known].map(([temperature_C, { error_percent, stddev_percent }]) => ({
      temperature_C,
      error_percent,
      stddev_percent,
    }));
    return { factor: this.factor.name, points: points.sort((a, b) => a.temperature_C - b.temperature_C) };
  }
}

/** Ambient temperature: only a modelled front end has one. */
export const climatesOf = (bed: TestBed): Climate[] =>
  bed.options.limits.temperatureCoefficient.limits.map(
    (limit) => new Climate(bed, limit.powerFactor === '1' ? UNITY : INDUCTIVE, limit.percent_per_K),
  );
