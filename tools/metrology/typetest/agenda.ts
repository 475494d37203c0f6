// The programme as work to be done: the groups of its tests, each test as a task, and the agenda of a run.
import { apparentPoints, reactivePoints } from '../standard/other-energies.ts';
import { allInfluencePoints, basePoints, INDUCTIVE, UNITY, type Point } from '../standard/programme.ts';
import type { Measurement } from '../bench/measure.ts';
import type { TestOutput } from '../bench/meter-under-test.ts';
import { changingTasks } from './changing-loads.ts';
import { disturbanceTasks } from './disturbances.ts';
import { selfHeatingTasks } from './self-heating.ts';
import { CONSTANTS, meterConstant } from './meter-constant.ts';
import { noLoad } from './no-load.ts';
import { repeatability } from './repeatability.ts';
import type { PointResult } from './result.ts';
import { References, runPoint } from './run-points.ts';
import { startingCurrent, STARTS } from './starting-current.ts';
import { sharedKey, type Shared, type Task } from './task.ts';
import { climatesOf, type Climate } from './temperature.ts';
import type { TemperatureCurve } from './temperature-curve.ts';
import type { TestBed } from './test-bed.ts';

export const GROUPS = ['base', 'influence', 'reactive', 'apparent', 'disturbance', 'all'] as const;
export type Group = (typeof GROUPS)[number];
/** Groups by themselves, in the order they run. */
export const EACH: readonly Group[] = GROUPS.filter((group) => group !== 'all');

/** The groups that a list names. */
export const asked = (groups: readonly Group[]): ReadonlySet<Group> =>
  new Set(groups.includes('all') ? EACH : groups);

/** What the tests of one run share. */
interface Run {
  readonly bed: TestBed;
  readonly references: References;
  readonly climates: readonly Climate[];
}

const pointTasks = ({ bed, references }: Run, points: readonly Point[]): Task[] =>
  points
    .filter((point) => !point.needsModel || bed.options.unit)
    .map((point) => ({
      name: point.name,
      point,
      needs: point.against ? [{ load: point.against, quantity: point.quantity }] : [],
      run: () => runPoint(bed, references, point),
    }));

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
  const references = new References(bed);
  return { bed, references, climates: bed.options.unit ? climatesOf(bed, references) : [] };
}

/** Each with noise of its own, so that it finds the same alone, among others and on any thread. */
const withOwnNoise = (bed: TestBed, task: Task, number: number): Task => ({
  ...task,
  run: () => bed.withNoiseOf(`${number} ${task.name}`, task.run),
});

const tasksOf = (run: Run, groups: readonly Group[]): Task[] =>
  EACH.flatMap((group) => {
    const tasks = asked(groups).has(group) ? TASKS[group as keyof typeof TASKS](run) : [];
    return tasks.map((task, n) => withOwnNoise(run.bed, task, n));
  });

/** Every test of some groups by its name, to run them one by one. */
export const programmeOf = (bed: TestBed, groups: readonly Group[]): Task[] => tasksOf(startRun(bed), groups);

/** What was measured, and the virtual time it took. */
export interface Done<T> {
  readonly value: T;
  readonly virtual_s: number;
}

/**
 * The work of one run as two numbered lists: what several tests share, then the tests. Every thread makes the same
 * lists from the same bed, so a number says what to do.
 */
export class Agenda {
  readonly shared: readonly Shared[];
  readonly tasks: readonly Task[];
  readonly points: PointResult[] = [];
  /** Of everything that was taken up. */
  virtual_s = 0;
  readonly #run: Run;

  constructor(bed: TestBed, groups: readonly Group[]) {
    this.#run = startRun(bed);
    this.tasks = tasksOf(this.#run, groups);
    const needs = this.tasks.flatMap((task) => task.needs ?? []);
    this.shared = [...new Map(needs.map((shared) => [sharedKey(shared), shared])).values()];
  }

  measureShared(number: number): Promise<Done<Measurement>> {
    return this.#timed(() => this.#run.references.measured(this.shared[number]));
  }

  runTask(number: number): Promise<Done<PointResult>> {
    return this.#timed(() => this.tasks[number].run());
  }

  /** Takes up a shared measurement, made here or elsewhere. */
  takeShared(number: number, { value, virtual_s }: Done<Measurement>): void {
    this.know([[number, value]]);
    this.virtual_s += virtual_s;
  }

  /** Takes up the result of the next task. */
  takePoint({ value, virtual_s }: Done<PointResult>): PointResult {
    this.points.push(value);
    this.virtual_s += virtual_s;
    return value;
  }

  /** The shared measurements that a task compares with. */
  knownFor(number: number): Known[] {
    const keys = new Set((this.tasks[number].needs ?? []).map(sharedKey));
    return this.shared.flatMap((shared, n): Known[] =>
      keys.has(sharedKey(shared)) ? [[n, this.#run.references.find(shared)!]] : [],
    );
  }

  know(known: readonly Known[]): void {
    for (const [number, measurement] of known) this.#run.references.take(this.shared[number], measurement);
  }

  /** Errors over temperature, as far as they were measured. */
  curves(): TemperatureCurve[] {
    return this.#run.climates.map((climate) => climate.curve()).filter((curve) => curve.points.length > 0);
  }

  async #timed<T>(work: () => Promise<T>): Promise<Done<T>> {
    const { bed } = this.#run;
    bed.virtual_s = 0;
    return { value: await work(), virtual_s: bed.virtual_s };
  }
}

/** A shared measurement by its number. */
export type Known = readonly [number, Measurement];
