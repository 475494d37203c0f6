// Ambient temperature: errors at the ends of intervals of 20 K, and the coefficients between them.
import { INDUCTIVE, UNITY, type Factor } from '../standard/programme.ts';
import { rounded } from '../standard/ratings.ts';
import { loadOf } from './formula-times.ts';
import { failures } from './run-points.ts';
import { withinLimits, type Judgement } from './judge.ts';
import type { Measurement } from './measure.ts';
import type { PointResult } from './result.ts';
import { runLength, type TestBed } from './test-bed.ts';

/** The error at each temperature is measured once: intervals share their ends. */
class Climate {
  private readonly bed: TestBed;
  private readonly factor: Factor;
  private readonly known = new Map<number, Measurement>();

  constructor(bed: TestBed, factor: Factor) {
    this.bed = bed;
    this.factor = factor;
  }

  async at(temperature_C: number): Promise<Measurement> {
    const load = loadOf(this.bed, 10 * this.bed.ratings.Itr, this.factor);
    const found =
      this.known.get(temperature_C) ??
      (await this.bed.measure(load, runLength(this.bed, load), temperature_C));
    this.known.set(temperature_C, found);
    return found;
  }
}

/** The coefficient of every active register and output that has to move. */
function coefficients(
  low: Measurement,
  high: Measurement,
  interval_K: number,
  limit_percent: number,
): Judgement[] {
  return high.deviations.flatMap((found) => {
    if (found.quantity !== 'active' || !found.moves) return [];
    const before = low.deviations.find((d) => d.what === found.what)?.percent ?? 0;
    const error_percent = (found.percent - before) / interval_K;
    const pass = withinLimits(error_percent, limit_percent);
    return [{ what: `${found.what} (a kelvin)`, error_percent, limit_percent, pass }];
  });
}

/** Temperature coefficient over one interval of 20 K, in % per kelvin. */
async function coefficientPoint(
  climate: Climate,
  bed: TestBed,
  centre_C: number,
  factor: Factor,
  limit: number,
): Promise<PointResult> {
  const { interval_K, clause } = bed.options.limits.temperatureCoefficient;
  const [low_C, high_C] = [centre_C - interval_K / 2, centre_C + interval_K / 2];
  const [low, high] = [await climate.at(low_C), await climate.at(high_C)];
  const judgements = coefficients(low, high, interval_K, limit);
  const failed = failures(judgements);
  const stddev_percent = Math.hypot(low.stddev_percent, high.stddev_percent) / interval_K;
  return {
    name: `temperature coefficient, ${low_C} °C to ${high_C} °C, ${factor.name}`,
    group: 'influence',
    test: 'ambient temperature',
    clause,
    quantity: 'active',
    current_A: 10 * bed.ratings.Itr,
    power_factor: factor.value,
    limit_percent: limit,
    error_percent: (high.error_percent - low.error_percent) / interval_K,
    stddev_percent,
    uncertainty_percent: (2 * stddev_percent) / Math.sqrt(low.windowErrors_percent.length),
    unit: '%/K',
    ...(failed.length > 0 ? { detail: failed.join('; ') } : {}),
    at: { axis: '°C', value: high_C },
    judged: judgements.length,
    pass: judgements.every((j) => j.pass),
  };
}

/** The error over temperature: what the coefficients are made of, for the curve of the report. */
export interface TemperatureCurve {
  readonly factor: string;
  readonly points: readonly {
    readonly temperature_C: number;
    readonly error_percent: number;
    readonly stddev_percent: number;
  }[];
}

/** Ambient temperature: only a modelled front end has one. */
export async function temperature(
  bed: TestBed,
): Promise<{ points: PointResult[]; curves: TemperatureCurve[] }> {
  const { centres_C, limits, interval_K } = bed.options.limits.temperatureCoefficient;
  const points: PointResult[] = [];
  const curves: TemperatureCurve[] = [];
  for (const limit of limits) {
    const factor = limit.powerFactor === '1' ? UNITY : INDUCTIVE;
    const climate = new Climate(bed, factor);
    for (const centre_C of centres_C)
      points.push(
        await coefficientPoint(climate, bed, centre_C, factor, limit.percent_per_K[bed.ratings.class]),
      );
    const ends_C = [...new Set(centres_C.flatMap((c) => [c - interval_K / 2, c + interval_K / 2]))];
    const curve = await Promise.all(
      ends_C.map(async (temperature_C) => ({ temperature_C, ...(await climate.at(temperature_C)) })),
    );
    curves.push({
      factor: factor.name,
      points: curve.map(({ temperature_C, error_percent, stddev_percent }) => ({
        temperature_C,
        error_percent: rounded(error_percent),
        stddev_percent,
      })),
    });
  }
  return { points, curves };
}
