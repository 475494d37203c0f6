// Runs the type test on mutants: which points failed, and whether those are the ones that had to.
import { randomUnit, typicalUnit } from '../../signals/afe/unit.ts';
import { bedFor, PLACE } from '../../metrology/typetest/usual-beds.ts';
import { adjustByProcedure } from '../../metrology/typetest/procedure.ts';
import { programmeOf, type Group, type PointResult, type Task } from '../../metrology/typetest/index.ts';
import type { TestBed } from '../../metrology/typetest/test-bed.ts';
import type { Service } from '../../signals/waves/source.ts';
import { mutant, type Mutation } from './mutant.ts';
import type { VerdictMutant } from './verdict-changes.ts';

/** What the type test made of a mutant. */
export interface Found {
  readonly caught: boolean;
  readonly failed: readonly PointResult[];
  /** Failed points that the mutant has no part in. */
  readonly astray: readonly PointResult[];
  readonly points: number;
}

/** Points of some groups whose names match. */
export async function runNamed(
  bed: TestBed,
  groups: readonly Group[],
  names: RegExp,
): Promise<PointResult[]> {
  const results: PointResult[] = [];
  for (const task of programmeOf(bed, groups)) if (names.test(task.name)) results.push(await task.run());
  return results;
}

const ALL = /./;

/** Points of every kind that a mutant of another kind has to pass. */
const CONTROL = new RegExp(
  [
    '^(Itr|10Itr), PF (1|0.5 inductive)(, export)?$',
    '^(voltage|frequency) variation.*PF 1$',
    'reactive, 10Itr, sin 1, import$',
    'apparent, 10Itr, PF 1(, export)?$',
  ].join('|'),
);

/** Points asked of a mutant: the whole programme, its own kind and points of the others, or those of these names. */
export type Extent = 'whole' | 'own and others' | RegExp;

function tasksFor(tasks: readonly Task[], wrong: VerdictMutant, extent: Extent): Task[] {
  if (extent instanceof RegExp) return tasks.filter((task) => extent.test(task.name));
  return tasks.filter((t) => extent === 'whole' || wrong.at.test(t.name) || CONTROL.test(t.name));
}

/** Runs points of the programme on a mutant. */
export async function findMutant(wrong: VerdictMutant, extent: Extent): Promise<Found> {
  const module = await mutant('metering', ...wrong.mutations);
  const unit = wrong.modelled ? { ...typicalUnit('shunt'), noise: false } : undefined;
  const bed = bedFor('3p4w', unit, undefined, module);
  if (unit) await adjustByProcedure(bed, PLACE);
  const groups: readonly Group[] = unit ? ['influence'] : ['all'];
  const results: PointResult[] = [];
  for (const task of tasksFor(programmeOf(bed, groups), wrong, extent)) results.push(await task.run());
  const failed = results.filter((r) => !r.pass);
  const right = failed.filter(
    (r) => wrong.at.test(r.name) && (wrong.names ?? ALL).test(`${r.name}; ${r.detail ?? ''}`),
  );
  const astray = failed.filter((r) => !wrong.at.test(r.name));
  return { caught: right.length > 0, failed, astray, points: results.length };
}

/** A meter behind a random unit, adjusted with the sound module, as it comes off the line. */
export async function unitBed(
  mutations: readonly Mutation[],
  service: Service,
  seed: number,
): Promise<TestBed> {
  const unit = randomUnit(seed, 'shunt');
  const sound = bedFor(service, unit);
  const bed = bedFor(service, unit, undefined, await mutant('metering', ...mutations));
  bed.adjustment = await adjustByProcedure(sound, PLACE);
  return bed;
}
