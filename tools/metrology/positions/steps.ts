// The steps of a programme: what each kind of [[step]] may say, and the tests it stands for on a bed.
import type { Point } from '../standard/programme.ts';
import type { Ratings } from '../standard/ratings.ts';
import { EACH, programmeOf, type Group } from '../typetest/agenda.ts';
import { CONSTANTS, meterConstant } from '../typetest/meter-constant.ts';
import { repeatability } from '../typetest/repeatability.ts';
import { INDUCTIVE, UNITY } from '../standard/programme.ts';
import type { References } from '../typetest/run-points.ts';
import { runPoint } from '../typetest/run-points.ts';
import type { Task } from '../typetest/task.ts';
import type { TestBed } from '../typetest/test-bed.ts';
import { Fields, type Place } from './fields.ts';
import { noLoadIn } from './no-load-step.ts';
import { POINT_KEYS, pointsOf } from './point-step.ts';
import {
  combinationIn,
  consistencyIn,
  PRODUCTION_KEYS,
  riseAndFallIn,
  variationIn,
} from './production-steps.ts';
import { CONSISTENCY } from './consistency.ts';
import { DOSAGE_KEYS, dosageIn } from './dosage-step.ts';
import { clockIn, eventsIn, powerCutIn } from './keeping-steps.ts';
import { startIn } from './starting-step.ts';
import type { Step } from './step.ts';

type Reader = (step: Fields, ratings: Ratings) => Step;

interface Kind {
  /** What it may say beside the key that makes it this kind. */
  readonly keys: readonly string[];
  readonly read: Reader;
}

/** A group that stands for itself alone would be measured twice beside `all`. */
const GROUPS: readonly Group[] = EACH;

/** Groups of the type test, with its own points and limits. */
const readTests: Reader = (step) => {
  const groups = step.choices('tests', GROUPS);
  return { tests: (bed) => programmeOf(bed, groups) };
};

const pointTask = (bed: TestBed, references: References, point: Point): Task => ({
  name: point.name,
  point,
  run: () => runPoint(bed, references, point),
});

const readPoints: Reader = (step, ratings) => {
  const points = pointsOf(step, ratings);
  return {
    tests: (bed, references) => points.map((point) => pointTask(bed, references, point)),
  };
};

/** Test output against register. */
const readConstant: Reader = (step) => {
  const name = step.choice(
    'constant',
    CONSTANTS.map((each) => each.name),
  );
  const constant = CONSTANTS.find((each) => each.name === name)!;
  return { tests: (bed) => [{ name: `meter constant, ${name}`, run: () => meterConstant(bed, constant) }] };
};

const FACTORS = { '1': UNITY, '0.5 inductive': INDUCTIVE };

const readRepeatability: Reader = (step) => {
  const factor = FACTORS[step.choice('repeatability', ['1', '0.5 inductive'])];
  return {
    tests: (bed) => [{ name: `repeatability, ${factor.name}`, run: () => repeatability(bed, factor) }],
  };
};

/** By the key that tells them: exactly one of these stands in a step. */
const KINDS: Readonly<Record<string, Kind>> = {
  tests: { keys: [], read: readTests },
  current: { keys: POINT_KEYS, read: readPoints },
  starting: { keys: ['at', 'energy', 'direction', 'clause'], read: startIn },
  no_load: { keys: ['voltage', 'clause'], read: noLoadIn },
  constant: { keys: [], read: readConstant },
  repeatability: { keys: [], read: readRepeatability },
  variation: { keys: PRODUCTION_KEYS, read: variationIn },
  rise_and_fall: { keys: PRODUCTION_KEYS, read: riseAndFallIn },
  combination: { keys: PRODUCTION_KEYS, read: combinationIn },
  dosage: { keys: DOSAGE_KEYS, read: dosageIn },
  power_cut: { keys: PRODUCTION_KEYS, read: powerCutIn },
  events: { keys: ['limit_percent', 'clause'], read: eventsIn },
  clock: { keys: ['minutes', 'clause'], read: clockIn },
  [CONSISTENCY]: { keys: PRODUCTION_KEYS, read: consistencyIn },
};

/** Reads one [[step]]. Throws ProgrammeError. */
export function stepIn(table: unknown, place: Place, ratings: Ratings): Step {
  const names = Object.keys(KINDS);
  const all = [...names, ...names.flatMap((name) => KINDS[name].keys)];
  const any = new Fields(table, place, [...new Set(all)]);
  const found = names.filter((name) => any.has(name));
  if (found.length !== 1)
    any.refuse(
      found[1],
      `expected exactly one of ${names.join(', ')}, found ${found.join(' and ') || 'none'}`,
    );
  const { keys, read } = KINDS[found[0]];
  return read(new Fields(table, place, [found[0], ...keys]), ratings);
}
