// The type test as a whole: groups of points in order, and the report over them.
import { LIMITS_FILE } from '../standard/limits.ts';
import { apparentPoints, reactivePoints } from '../standard/other-energies.ts';
import { allInfluencePoints, basePoints, INDUCTIVE, UNITY, type Point } from '../standard/programme.ts';
import { timesOf } from './formula-times.ts';
import { CONSTANTS, meterConstant } from './meter-constant.ts';
import { noLoad } from './no-load.ts';
import { repeatability } from './repeatability.ts';
import type { Excluded, PointResult, TypetestReport } from './result.ts';
import { References, runPoint } from './run-points.ts';
import { startingCurrent, STARTS } from './starting-current.ts';
import { temperature } from './temperature.ts';
import type { TestBed } from './test-bed.ts';

export const GROUPS = ['base', 'influence', 'reactive', 'apparent', 'all'] as const;
export type Group = (typeof GROUPS)[number];
/** Groups by themselves, in the order they run. */
const EACH: readonly Group[] = GROUPS.filter((group) => group !== 'all');

/** Called after each point, for progress. */
export type OnPoint = (result: PointResult) => void;

/** What a group needs and leaves. */
interface Run {
  readonly bed: TestBed;
  readonly references: References;
  readonly done: OnPoint;
  curves: TypetestReport['temperature'];
}

async function each({ bed, references, done }: Run, points: readonly Point[]): Promise<void> {
  for (const point of points) {
    if (!point.needsModel || bed.options.unit) done(await runPoint(bed, references, point));
  }
}

const isReactive = ({ output }: { readonly output: string }): boolean => output === 'reactive';

async function baseGroup(run: Run): Promise<void> {
  const { bed, done } = run;
  await each(run, basePoints(bed.options.limits, bed.ratings));
  for (const start of STARTS.filter((s) => !isReactive(s))) done(await startingCurrent(bed, start));
  done(await noLoad(bed));
  for (const constant of CONSTANTS.filter((c) => !isReactive(c))) done(await meterConstant(bed, constant));
  done(await repeatability(bed, UNITY));
  done(await repeatability(bed, INDUCTIVE));
}

async function reactiveGroup(run: Run): Promise<void> {
  const { bed, done } = run;
  await each(run, reactivePoints(bed.options.limits, bed.ratings));
  for (const start of STARTS.filter(isReactive)) done(await startingCurrent(bed, start));
  for (const constant of CONSTANTS.filter(isReactive)) done(await meterConstant(bed, constant));
}

async function influenceGroup(run: Run): Promise<void> {
  const { bed, done } = run;
  await each(run, allInfluencePoints(bed.options.limits, bed.ratings));
  if (!bed.options.unit) return;
  const { points, curves } = await temperature(bed);
  points.forEach(done);
  run.curves = curves;
}

const RUNS: Record<Exclude<Group, 'all'>, (run: Run) => Promise<void>> = {
  base: baseGroup,
  influence: influenceGroup,
  reactive: reactiveGroup,
  apparent: (run) => each(run, apparentPoints(run.bed.options.limits, run.bed.ratings)),
};

const WHAT: Record<Exclude<Group, 'all'>, string> = {
  base: 'base maximum permissible error',
  influence: 'influence quantities',
  reactive: 'reactive energy',
  apparent: 'apparent energy',
};

function excluded(bed: TestBed, groups: ReadonlySet<Group>): Excluded[] {
  const all = bed.options.limits.excluded.map(({ name, reason }) => ({ name, reason }));
  if (!bed.options.unit && groups.has('influence')) {
    const reason = 'the ideal front end has none: run with --afe model';
    all.push({ name: 'ambient temperature', reason });
    for (const { name, needsModel } of bed.options.limits.influences)
      if (needsModel)
        all.push({ name, reason: 'nothing above half its rate enters the ideal front end: --afe model' });
  }
  for (const { name, connections } of bed.options.limits.influences) {
    if (connections && !connections.includes(bed.ratings.connection))
      all.push({ name, reason: `asked of meters connected ${connections.join(', ')} only` });
  }
  for (const group of EACH) {
    if (!groups.has(group))
      all.push({ name: WHAT[group as keyof typeof WHAT], reason: 'not asked for: --points all' });
  }
  return all;
}

/** What the verdict always says about its limits. */
export function verdictOf(report: { class: string; checked: boolean; failed: readonly string[] }): string {
  const limits = `limits as in ${LIMITS_FILE}${report.checked ? '' : ', not checked against the official text'}`;
  const { failed } = report;
  const named =
    failed.slice(0, NAMED).join('; ') + (failed.length > NAMED ? `; and ${failed.length - NAMED} more` : '');
  const result =
    failed.length === 0
      ? 'within the limits'
      : `outside the limits at ${failed.length} ${failed.length === 1 ? 'point' : 'points'}`;
  return `${result} of class ${report.class}${failed.length > 0 ? ` (${named})` : ''}; ${limits}`;
}

/** Failed points that the verdict calls by name. */
const NAMED = 5;

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
  const asked = new Set(groups.includes('all') ? EACH : groups);
  const done: OnPoint = (result) => {
    points.push(result);
    onPoint(result);
  };
  const run: Run = { bed, references: new References(bed), done, curves: undefined };
  for (const group of EACH) if (asked.has(group)) await RUNS[group as keyof typeof RUNS](run);
  const { limits, ratings, rate_mHz, unit } = bed.options;
  const failed = points.filter((p) => !p.pass).map((p) => p.name);
  const checked = limits.checkedAgainstOfficialText;
  return {
    class: ratings.class,
    service: ratings.service,
    points,
    pass: failed.length === 0,
    verdict: verdictOf({ class: ratings.class, checked, failed }),
    failed,
    limits_file: LIMITS_FILE,
    limits_checked: checked,
    front_end: unit ? unit.name : 'ideal',
    rate_Hz: rate_mHz / 1000,
    ratings: { ...ratings },
    times_s: timesOf(bed),
    excluded: excluded(bed, asked),
    virtual_s: bed.virtual_s,
    ...(run.curves ? { temperature: run.curves } : {}),
    ...facts,
  };
}
