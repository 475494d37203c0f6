// The type test as a whole: the work of its agenda done in a laboratory, and the report over it.
import { LIMITS_FILE } from '../standard/limits.ts';
import { Agenda, asked, EACH, type Group } from './agenda.ts';
import { combinedError } from './combined-error.ts';
import { timesOf } from './formula-times.ts';
import { conditionsOf, type Identification } from './identification.ts';
import type { Excluded, PointResult, TypetestReport } from './result.ts';
import type { TestBed } from './test-bed.ts';

/** Called after each point, for progress. */
export type OnPoint = (result: PointResult) => void;

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

/** Where the work of an agenda is done: it measures all of it and takes it up there. */
export type Laboratory = (agenda: Agenda, onPoint: OnPoint) => Promise<void>;

/** Here, one test after the other. */
export const here: Laboratory = async (agenda, onPoint) => {
  for (let n = 0; n < agenda.shared.length; n++) agenda.takeShared(n, await agenda.measureShared(n));
  for (let n = 0; n < agenda.tasks.length; n++) onPoint(agenda.takePoint(await agenda.runTask(n)));
};

/** Runs the groups asked for; what is found does not depend on the laboratory. */
export async function runTypetest(
  bed: TestBed,
  groups: readonly Group[],
  facts: RunFacts,
  onPoint: OnPoint,
  laboratory: Laboratory = here,
): Promise<TypetestReport> {
  const agenda = new Agenda(bed, groups);
  await laboratory(agenda, onPoint);
  const { points, virtual_s } = agenda;
  const combined = combinedError(bed, points);
  if (combined) {
    points.push(combined);
    onPoint(combined);
  }
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
    excluded: excluded(bed, asked(groups)),
    virtual_s,
    temperature: agenda.curves(),
    ...facts,
    identification: { ...facts.identification, ...conditionsOf(bed) },
  };
}
