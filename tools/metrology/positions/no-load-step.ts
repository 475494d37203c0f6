// No load in a programme: which standard's formula says how long, and at which voltage.
import { readLimits } from '../standard/limits.ts';
import { baseLimit_percent, type Ratings } from '../standard/ratings.ts';
import { testTimes, type TestTimes } from '../standard/times.ts';
import { noLoad } from '../typetest/no-load.ts';
import type { Fields } from './fields.ts';
import type { Step } from './step.ts';

/** A formula of the duration, and the voltage of the test in multiples of Unom. */
interface Formula {
  readonly time: keyof TestTimes;
  readonly voltage: number;
}

const FORMULAS = {
  R46: { time: 'noLoadR46_s', voltage: 1 },
  'IEC 62052-11:2020': { time: 'noLoadIec2020_s', voltage: 1.1 },
  'EN 50470-3': { time: 'noLoadEn50470_s', voltage: 1.15 },
  'IEC 62053-21:2003': { time: 'noLoadIec2003_s', voltage: 1.15 },
  'IEC 62053-22:2003': { time: 'noLoadIec22_s', voltage: 1.15 },
} as const satisfies Record<string, Formula>;

type Standard = keyof typeof FORMULAS;
const STANDARDS = Object.keys(FORMULAS) as Standard[];

/** Reads a step `no_load`. Throws ProgrammeError. */
export function noLoadIn(step: Fields, ratings: Ratings): Step {
  const standard = step.choice('no_load', STANDARDS);
  const { time, voltage } = FORMULAS[standard];
  const base_percent = baseLimit_percent(readLimits(), ratings, ratings.Imin, '1')!;
  const duration_s = testTimes(ratings, base_percent)[time];
  if (duration_s === undefined) step.refuse('no_load', `${standard} has no time for class ${ratings.class}`);
  const factor = step.has('voltage') ? step.number('voltage', 0.8, 1.2) : voltage;
  const name = `no load, ${standard}`;
  const test = {
    name,
    duration_s,
    voltage_V: factor * ratings.Unom_V,
    clause: step.has('clause') ? step.text('clause') : standard,
  };
  return { tests: (bed) => [{ name, run: () => noLoad(bed, test) }] };
}
