// The type test as a whole: groups of points in order, and the report over them.
import { LIMITS_FILE } from '../standard/limits.ts';
import { allInfluencePoints, basePoints, INDUCTIVE, UNITY } from '../standard/programme.ts';
import type { Excluded, PointResult, TypetestReport } from './result.ts';
import { References, runPoint } from './run-points.ts';
import {
  meterConstant,
  noLoad,
  repeatability,
  startingCurrent,
  temperature,
  timesOf,
} from './special-tests.ts';
import type { TestBed } from './test-bed.ts';

export const GROUPS = ['base', 'influence', 'all'] as const;
export type Group = (typeof GROUPS)[number];

/** Called after each point, for progress. */
export type OnPoint = (result: PointResult) => void;

async function baseGroup(bed: TestBed, references: References, done: OnPoint): Promise<void> {
  for (const point of basePoints(bed.options.limits, bed.ratings))
    done(await runPoint(bed, references, point));
  done(await startingCurrent(bed));
  done(await noLoad(bed));
  done(await meterConstant(bed));
  done(await repeatability(bed, UNITY));
  done(await repeatability(bed, INDUCTIVE));
}

async function influenceGroup(bed: TestBed, references: References, done: OnPoint): Promise<void> {
  for (const point of allInfluencePoints(bed.options.limits, bed.ratings))
    done(await runPoint(bed, references, point));
  if (bed.options.unit) for (const result of await temperature(bed)) done(result);
}

function excluded(bed: TestBed, group: Group): Excluded[] {
  const all = bed.options.limits.excluded.map(({ name, reason }) => ({ name, reason }));
  if (!bed.options.unit && group !== 'base') {
    all.push({ name: 'ambient temperature', reason: 'the ideal front end has none: run with --afe model' });
  }
  if (group === 'base') all.push({ name: 'influence quantities', reason: 'not asked for: --points all' });
  if (group === 'influence')
    all.push({ name: 'base maximum permissible error', reason: 'not asked for: --points all' });
  return all;
}

/** What the verdict always says about its limits. */
export function verdictOf(report: {
  class: string;
  pass: boolean;
  checked: boolean;
  failed: number;
}): string {
  const limits = `limits as in ${LIMITS_FILE}${report.checked ? '' : ', not checked against the official text'}`;
  const result = report.pass ? 'within the limits' : `outside the limits at ${report.failed} points`;
  return `${result} of class ${report.class}; ${limits}`;
}

/** What the caller knows about the run and the report repeats. */
export type RunFacts = Pick<
  TypetestReport,
  'target' | 'engine' | 'sensor' | 'seeds' | 'software' | 'adjustment' | 'notes'
>;

/** Runs the groups asked for. */
export async function runTypetest(
  bed: TestBed,
  groups: readonly Group[],
  facts: RunFacts,
  onPoint: OnPoint,
): Promise<TypetestReport> {
  const points: PointResult[] = [];
  const references = new References(bed);
  const done: OnPoint = (result) => {
    points.push(result);
    onPoint(result);
  };
  const base = groups.includes('base') || groups.includes('all');
  const influence = groups.includes('influence') || groups.includes('all');
  if (base) await baseGroup(bed, references, done);
  if (influence) await influenceGroup(bed, references, done);
  const { limits, ratings, rate_mHz, unit } = bed.options;
  const failed = points.filter((p) => !p.pass).length;
  const checked = limits.checkedAgainstOfficialText;
  return {
    class: ratings.class,
    service: ratings.service,
    points,
    pass: failed === 0,
    verdict: verdictOf({ class: ratings.class, pass: failed === 0, checked, failed }),
    limits_file: LIMITS_FILE,
    limits_checked: checked,
    front_end: unit ? unit.name : 'ideal',
    rate_Hz: rate_mHz / 1000,
    ratings: { ...ratings },
    times_s: timesOf(bed),
    excluded: excluded(bed, base && influence ? 'all' : base ? 'base' : 'influence'),
    virtual_s: bed.virtual_s,
    ...facts,
  };
}
