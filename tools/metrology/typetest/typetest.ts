// The type test as a whole: groups of points in order, and the report over them.
import { LIMITS_FILE } from '../standard/limits.ts';
import { apparentPoints, reactivePoints } from '../standard/other-energies.ts';
import { allInfluencePoints, basePoints, INDUCTIVE, UNITY, type Point } from '../standard/programme.ts';
import { changingTasks } from './changing-loads.ts';
import { combinedError } from './combined-error.ts';
import { disturbanceTasks } from './disturbances.ts';
import { selfHeatingTasks } from './self-heating.ts';
import { timesOf } from './formula-times.ts';
import { CONSTANTS, meterConstant } from './meter-constant.ts';
import { conditionsOf, type Identification } from './identification.ts';
import { noLoad } from './no-load.ts';
import { repeatability } from './repeatability.ts';
import type { Excluded, PointResult, TypetestReport } from './result.ts';
import { References, runPoint } from './run-points.ts';
import { startingCurrent, STARTS } from './starting-current.ts';
import { climatesOf, type Climate } from './temperature.ts';
import type { TestOutput } from '../bench/meter-under-test.ts';
import type { TestBed } from './test-bed.ts';

export const GROUPS = ['base', 'influence', 'reactive', 'apparent', 'disturbance', 'all'] as const;
export type Group = (typeof GROUPS)[number];
/** Groups by themselves, in the order they run. */
const EACH: readonly Group[] = GROUPS.filter((group) => group !== 'all');

/** Called after each point, for progress. */
export type OnPoint = (result: PointResult) => void;

/** One test of the programme, not run yet. */
export interface Task {
  readonly name: string;
  readonly run: () => Promise<PointResult>;
}

/** What the tests of one run share. */
interface Run {
  readonly bed: TestBed;
  readonly references: References;
  readonly climates: readonly Climate[];
}

const pointTasks = ({ bed, references }: Run, points: readonly Point[]): Task[] =>
  points
    .filter((point) => !point.needsModel || bed.options.unit)
    .map((point) => ({ name: point.name, run: () => runPoint(bed, references, point) }));

function startTasks({ bed }: Run, output: TestOutput): Task[] {
  const starts = STARTS.filter((s) => s.output === output);
  return starts.map((start) => ({ name: start.name, run: () => startingCurrent(bed, start) }));
}

function constantTasks({ bed }: Run, output: TestOutput): Task[] {
  const constants = CONSTANTS.filter((c) => c.output === output);
  return constants.map((c) => ({ name: `meter constant, ${c.name}`, run: () => meterConstant(bed, c) }));
}

function baseTasks(run: Run): Task[] {
  const { bed } = run;
  return [
    ...pointTasks(run, basePoints(bed.options.limits, bed.ratings)),
    ...startTasks(run, 'active'),
    { name: 'no load', run: () => noLoad(bed) },
    ...constantTasks(run, 'active'),
    ...[UNITY, INDUCTIVE].map((factor) => ({
      name: `repeatability, ${factor.name}`,
      run: () => repeatability(bed, factor),
    })),
  ];
}

const reactiveTasks = (run: Run): Task[] => [
  ...pointTasks(run, reactivePoints(run.bed.options.limits, run.bed.ratings)),
  ...startTasks(run, 'reactive'),
  ...constantTasks(run, 'reactive'),
];

const influenceTasks = (run: Run): Task[] => [
  ...pointTasks(run, allInfluencePoints(run.bed.options.limits, run.bed.ratings)),
  ...changingTasks(run.bed, run.references),
  ...selfHeatingTasks(run.bed),
  ...run.climates.flatMap((climate) => climate.tasks()),
];

const TASKS: Record<Exclude<Group, 'all'>, (run: Run) => Task[]> = {
  base: baseTasks,
  influence: influenceTasks,
  reactive: reactiveTasks,
  apparent: (run) => pointTasks(run, apparentPoints(run.bed.options.limits, run.bed.ratings)),
  disturbance: (run) => disturbanceTasks(run.bed, run.references),
};

function startRun(bed: TestBed): Run {
  return { bed, references: new References(bed), climates: bed.options.unit ? climatesOf(bed) : [] };
}

const tasksOf = (run: Run, groups: ReadonlySet<Group>): Task[] =>
  EACH.filter((group) => groups.has(group)).flatMap((group) => TASKS[group as keyof typeof TASKS](run));

/** Every test of some groups by its name, to run them one by one. */
export const programmeOf = (bed: TestBed, groups: readonly Group[]): Task[] =>
  tasksOf(startRun(bed), new Set(groups.includes('all') ? EACH : groups));

const WHAT: Record<Exclude<Group, 'all'>, string> = {
  base: 'base maximum permissible error',
  influence: 'influence quantities',
  reactive: 'reactive energy',
  apparent: 'apparent energy',
  disturbance: 'voltage dips, interruptions, short-time overcurrent',
};

function excluded(bed: TestBed, groups: ReadonlySet<Group>): Excluded[] {
  const all = bed.options.limits.excluded.map(({ name, reason }) => ({ name, reason }));
  if (!bed.options.unit && groups.has('influence')) {
    const reason = 'the ideal front end has none: run with --afe model';
    all.push({ name: 'ambient temperature', reason });
    all.push({ name: 'self-heating', reason: 'the ideal front end has no sensors to warm: --afe model' });
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
> & { readonly identification: Omit<Identification, keyof ReturnType<typeof conditionsOf>> };

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
  const run = startRun(bed);
  for (const task of tasksOf(run, asked)) done(await task.run());
  const combined = combinedError(bed, points);
  if (combined) done(combined);
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
    temperature: run.climates.map((climate) => climate.curve()).filter((curve) => curve.points.length > 0),
    ...facts,
    identification: { ...facts.identification, ...conditionsOf(bed) },
  };
}
