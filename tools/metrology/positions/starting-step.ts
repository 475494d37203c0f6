// The starting current in a programme: the test of R46, or of the IEC's practice at any current and in any direction.
import { LOAD_FACTOR } from '../../signals/waves/services.ts';
import { loadAt } from '../standard/programme.ts';
import type { Ratings } from '../standard/ratings.ts';
import { OUTPUT_DELAY_s, pulseTimes, startingCurrent, STARTS } from '../typetest/starting-current.ts';
import type { PointResult } from '../typetest/result.ts';
import type { TestBed } from '../typetest/test-bed.ts';
import type { Fields } from './fields.ts';
import { currentOfStep } from './point-step.ts';
import type { Step } from './step.ts';

/** What the test by the IEC's practice is asked. */
interface Start {
  readonly name: string;
  readonly clause: string;
  readonly current_A: number;
  readonly output: 'active' | 'reactive';
  readonly exporting: boolean;
}

/** Both pulses come within the time that two take, and a fifth of it: the standards give no limit of error here. */
const LATE_percent = 20;
const PULSES = 2;

/**
 * Two pulses within 120 % of the time that two take at this current. The error is how much later than that time the
 * second one came, in percent of it.
 */
async function startsInTime(bed: TestBed, start: Start): Promise<PointResult> {
  const { ratings } = bed.options;
  const { service, Unom_V, constant_imp_per_kWh } = ratings;
  const { name, clause, current_A, output, exporting } = start;
  const each_s = 3.6e6 / (LOAD_FACTOR[service] * constant_imp_per_kWh * Unom_V * current_A);
  const most_s = PULSES * each_s * (1 + LATE_percent / 100) + OUTPUT_DELAY_s;
  const load = { ...loadAt(ratings, current_A, { lag_deg: output === 'active' ? 0 : 90 }), exporting };
  const times = await pulseTimes(bed, load, output, Math.ceil(most_s));
  const second_s = times[PULSES - 1] ?? Infinity;
  const came = times.slice(0, PULSES).map((time) => `${time.toFixed(2)} s`);
  return {
    ...{ name, test: 'starting current', clause, current_A },
    group: output === 'active' ? 'base' : 'reactive',
    quantity: output,
    power_factor: output === 'active' ? 1 : 0,
    limit_percent: LATE_percent,
    lowest_percent: -100,
    error_percent: second_s === Infinity ? 100 : (second_s / (PULSES * each_s) - 1) * 100,
    stddev_percent: 0,
    judged: PULSES,
    detail: `two pulses within ${most_s.toFixed(2)} s; pulses at ${came.join(', ') || 'none'}`,
    pass: second_s <= most_s,
  };
}

function iecStart(step: Fields, ratings: Ratings): Start {
  const at = step.has('at') ? step.text('at') : 'Ist';
  const output = step.has('energy') ? step.choice('energy', ['active', 'reactive']) : 'active';
  const exporting = step.has('direction') && step.choice('direction', ['import', 'export']) === 'export';
  const kind = output === 'active' ? '' : `, ${output}`;
  return {
    name: `starting current, ${at}${kind}${exporting ? ', export' : ''}`,
    clause: step.has('clause') ? step.text('clause') : '',
    current_A: currentOfStep(step, ratings, at, 'at').current_A,
    ...{ output, exporting },
  };
}

/** Reads a step `starting`. Throws ProgrammeError. */
export function startIn(step: Fields, ratings: Ratings): Step {
  if (step.choice('starting', ['R46', 'IEC']) === 'IEC') {
    const start = iecStart(step, ratings);
    return { tests: (bed) => [{ name: start.name, run: () => startsInTime(bed, start) }] };
  }
  const besides = ['at', 'energy', 'direction', 'clause'].find((key) => step.has(key));
  if (besides) step.refuse(besides, 'the test of R46 is at Ist, in every direction');
  return {
    tests: (bed) => STARTS.map((start) => ({ name: start.name, run: () => startingCurrent(bed, start) })),
  };
}
