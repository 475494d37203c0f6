// Self-heating: hours of Imax warm the current sensors by a thermal model; the shift against the cold meter.
import { heatedBy, sensorHeat } from '../../signals/afe/thermal.ts';
import { INDUCTIVE, UNITY, type Factor } from '../standard/programme.ts';
import type { PerClass } from '../standard/limits.ts';
import { loadOf } from './formula-times.ts';
import { failures } from './run-points.ts';
import { judge, type Judgement } from '../bench/judge.ts';
import type { Measurement } from '../bench/measure.ts';
import type { PointResult } from './result.ts';
import type { Task } from './task.ts';
import { runLength, TestBed } from './test-bed.ts';

interface Moment {
  readonly minutes: number;
  readonly shift_percent: number;
  readonly judgements: readonly Judgement[];
}

/** A bed whose sensors have stood under a current for some minutes. */
function warmed(bed: TestBed, current_A: number, minutes: number): TestBed {
  const unit = heatedBy(bed.options.unit!, current_A, minutes);
  const warm = new TestBed({ ...bed.options, unit, signals: undefined });
  warm.adjustment = bed.adjustment;
  return warm;
}

async function measureWarm(bed: TestBed, factor: Factor, minutes: number): Promise<Measurement> {
  const current_A = bed.ratings.Imax;
  const warm = warmed(bed, current_A, minutes);
  const load = loadOf(warm, current_A, factor);
  const { air_K } = sensorHeat(bed.options.unit!.sensors[0].kind, current_A, minutes);
  // What reaches the converter's thermometer is compensated as any other temperature.
  const temperature_C = bed.options.unit!.temperature_C + air_K;
  const measured = await warm.measure(load, runLength(warm, load), temperature_C);
  bed.virtual_s += warm.virtual_s;
  return measured;
}

async function selfHeating(bed: TestBed, factor: Factor, limit: PerClass): Promise<PointResult> {
  const { clause, minutes } = bed.options.limits.selfHeating;
  const limit_percent = limit[bed.ratings.class];
  const cold = await measureWarm(bed, factor, 0);
  const moments: Moment[] = [];
  for (const minute of minutes) {
    const warm = await measureWarm(bed, factor, minute);
    const rule = {
      quantity: 'active',
      limits: { active: limit_percent },
      reference: cold,
      ...bed.stillness,
    } as const;
    const shift_percent = warm.error_percent - cold.error_percent;
    moments.push({ minutes: minute, shift_percent, judgements: judge(warm.deviations, rule) });
  }
  const worst = moments.reduce((a, b) => (Math.abs(b.shift_percent) > Math.abs(a.shift_percent) ? b : a));
  const judgements = moments.flatMap((m) => m.judgements);
  const failed = failures(judgements);
  return {
    name: nameOf(factor),
    group: 'influence',
    test: 'self-heating',
    clause,
    quantity: 'active',
    current_A: bed.ratings.Imax,
    power_factor: factor.value,
    limit_percent,
    error_percent: worst.shift_percent,
    stddev_percent: cold.stddev_percent,
    detail: [...failed, `worst after ${worst.minutes} minutes`].join('; '),
    curve: { axis: 'minutes', points: moments.map((m) => [m.minutes, m.shift_percent]) },
    judged: judgements.length,
    pass: failed.length === 0,
  };
}

const nameOf = (factor: Factor): string => `self-heating, Imax, ${factor.name}`;

/** Only a modelled front end has sensors to warm. */
export function selfHeatingTasks(bed: TestBed): Task[] {
  if (!bed.options.unit) return [];
  return bed.options.limits.selfHeating.limits.map((limit) => {
    const factor = limit.powerFactor === '1' ? UNITY : INDUCTIVE;
    return { name: nameOf(factor), run: () => selfHeating(bed, factor, limit.shift_percent) };
  });
}
