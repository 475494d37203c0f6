// What a production bench runs besides load points: error variation, rising and falling load, registers that add up, consistency of a batch.
import { loadAt } from '../standard/programme.ts';
import type { Load } from '../standard/load.ts';
import type { Ratings } from '../standard/ratings.ts';
import { SERVICE_TRAITS } from '../../signals/waves/services.ts';
import { withinLimits } from '../bench/judge.ts';
import type { PointResult } from '../typetest/result.ts';
import { runPoint } from '../typetest/run-points.ts';
import { runLength, type TestBed } from '../typetest/test-bed.ts';
import { CONSISTENCY } from './consistency.ts';
import type { Fields } from './fields.ts';
import { active_Ws, inTurn, type Turn } from './in-turn.ts';
import { angleOf, currentOfStep, limitOf, type Angle, type NamedCurrent } from './point-step.ts';
import type { Step } from './step.ts';

/** What every one of these steps may say. */
export const PRODUCTION_KEYS = ['power_factor', 'limit_percent', 'minutes', 'clause'];

/** A step with its currents, angle, limit, and the minutes between two measurements. */
export interface Asked {
  readonly ratings: Ratings;
  readonly currents: readonly NamedCurrent[];
  readonly angle: Angle;
  readonly limit_percent: number;
  readonly minutes: number;
  readonly clause: string;
}

export function askedIn(step: Fields, ratings: Ratings, key: string, minutes: number): Asked {
  return {
    ratings,
    currents: step.texts(key).map((name) => currentOfStep(step, ratings, name, key)),
    angle: angleOf(step),
    limit_percent: limitOf(step, ratings.class),
    minutes: step.has('minutes') ? step.number('minutes', 0, 600) : minutes,
    clause: step.has('clause') ? step.text('clause') : '',
  };
}

export const loadOf = ({ ratings, angle }: Asked, { current_A }: NamedCurrent): Load =>
  loadAt(ratings, current_A, angle);

/** As long as the points of the type test are measured at this load, all windows together. */
function turnAt(bed: TestBed, load: Load, before_s: number): Turn {
  const { windows, window_s } = runLength(bed, load);
  return { load, before_s, measured_s: windows * window_s };
}

/** A load needs this long to be measured by its own registers alone. */
const SETTLE_s = 2;

/** An error of active energy as a row of the report. */
export function activeResult(
  { angle, limit_percent, clause }: Asked,
  { name, current_A }: NamedCurrent,
  test: string,
  error_percent: number,
  detail: string,
): PointResult {
  return {
    name: `${test}, ${name}, ${angle.name}`,
    ...{ group: 'base', test, clause, quantity: 'active', current_A, limit_percent, error_percent },
    ...{ power_factor: angle.factor, stddev_percent: 0, detail, judged: 1 },
    pass: withinLimits(error_percent, limit_percent),
  };
}

/** A difference of two errors likewise. */
const differenceResult = (
  asked: Asked,
  current: NamedCurrent,
  test: string,
  [first, then]: readonly [number, number],
): PointResult =>
  activeResult(asked, current, test, then - first, `${first.toFixed(4)} %, then ${then.toFixed(4)} %`);

/** The same load again after some minutes under it. */
async function variation(bed: TestBed, asked: Asked, current: NamedCurrent): Promise<PointResult> {
  const load = loadOf(asked, current);
  const [first, second] = await inTurn(bed, [turnAt(bed, load, 0), turnAt(bed, load, asked.minutes * 60)]);
  return differenceResult(asked, current, 'variation', [first.error_percent, second.error_percent]);
}

export function variationIn(step: Fields, ratings: Ratings): Step {
  const asked = askedIn(step, ratings, 'variation', 5);
  return {
    tests: (bed) =>
      asked.currents.map((current) => ({
        name: `variation, ${current.name}, ${asked.angle.name}`,
        run: () => variation(bed, asked, current),
      })),
  };
}

/** Up through all currents, some minutes at the last, and down again: the worst difference at the same current. */
async function riseAndFall(bed: TestBed, asked: Asked): Promise<PointResult> {
  const { currents, minutes } = asked;
  const largest = currents.length - 1;
  // The minutes are spent at the largest current, before it is measured there.
  const turns = [...currents, ...currents.slice(0, -1).reverse()].map((current, n) =>
    turnAt(bed, loadOf(asked, current), SETTLE_s + (n === largest ? minutes * 60 : 0)),
  );
  const errors = (await inTurn(bed, turns)).map((shown) => shown.error_percent);
  const pairs = currents
    .slice(0, -1)
    .map((current, n) => ({ current, errors: [errors[n], errors[errors.length - 1 - n]] as const }));
  const size = ({ errors: [up, down] }: (typeof pairs)[number]): number => Math.abs(down - up);
  const worst = pairs.reduce((a, b) => (size(b) > size(a) ? b : a));
  return differenceResult(asked, worst.current, 'rising and falling load', worst.errors);
}

export function riseAndFallIn(step: Fields, ratings: Ratings): Step {
  const asked = askedIn(step, ratings, 'rise_and_fall', 2);
  const { currents } = asked;
  if (
    currents.length < 2 ||
    currents.some(({ current_A }, n) => n > 0 && current_A <= currents[n - 1].current_A)
  )
    step.refuse('rise_and_fall', 'expected two or more currents, each larger than the one before it');
  return {
    tests: (bed) => [
      { name: `rising and falling load, ${asked.angle.name}`, run: () => riseAndFall(bed, asked) },
    ],
  };
}

/** The registers of the phases add up to that of the total, to a part of its energy. */
async function combination(bed: TestBed, asked: Asked, current: NamedCurrent): Promise<PointResult> {
  const { service } = asked.ratings;
  const [{ moved }] = await inTurn(bed, [turnAt(bed, loadOf(asked, current), asked.minutes * 60)]);
  const phases = SERVICE_TRAITS[service].elements.map(({ input }) => active_Ws(moved, input + 1));
  const total_Ws = active_Ws(moved);
  const error_percent = (phases.reduce((a, b) => a + b, 0) / total_Ws - 1) * 100;
  const detail = `phases ${phases.map((x) => (x / 3600).toFixed(4)).join(' + ')} Wh, total ${(total_Ws / 3600).toFixed(4)} Wh`;
  return activeResult(asked, current, 'combination of registers', error_percent, detail);
}

export function combinationIn(step: Fields, ratings: Ratings): Step {
  const asked = askedIn(step, ratings, 'combination', 0);
  return {
    tests: (bed) =>
      asked.currents.map((current) => ({
        name: `combination of registers, ${current.name}, ${asked.angle.name}`,
        run: () => combination(bed, asked, current),
      })),
  };
}

/** The error as it is; whether it is near enough to those of the others is known when all are done. */
export function consistencyIn(step: Fields, ratings: Ratings): Step {
  const asked = askedIn(step, ratings, CONSISTENCY, 0);
  const { angle, limit_percent, clause } = asked;
  return {
    tests: (bed, references) =>
      asked.currents.map((current) => {
        const name = `${CONSISTENCY}, ${current.name}, ${angle.name}`;
        const point = {
          ...({ name, group: 'base', test: CONSISTENCY, clause, quantity: 'active', limit_percent } as const),
          load: loadOf(asked, current),
          powerFactor: angle.factor,
        };
        const run = async (): Promise<PointResult> => {
          const { registers: _, detail: __, ...found } = await runPoint(bed, references, point);
          return { ...found, judged: 1, pass: true };
        };
        return { name, point, run };
      }),
  };
}
