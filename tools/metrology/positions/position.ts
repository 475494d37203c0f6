// One position of the bench: a unit of its own, adjusted first where it is a modelled one, through the whole programme.
import { builtFile } from '../../build/paths.ts';
import { TARGETS } from '../../meter/targets/targets.ts';
import { randomUnit } from '../../signals/afe/unit.ts';
import { terminalsOf, type ArrangementKind, type BenchSignals } from '../instruments/arrangement.ts';
import { powerBudget } from '../instruments/budget.ts';
import type { Light } from '../instruments/optical-head.ts';
import { ReferenceStandard, USUAL as CIRCUMSTANCES } from '../instruments/reference-standard.ts';
import type { AccuracyClass } from '../standard/limits.ts';
import { bedOf } from '../typetest/bed-plan.ts';
import { combinedError } from '../typetest/combined-error.ts';
import { adjustByProcedure } from '../typetest/procedure.ts';
import type { PointResult } from '../typetest/result.ts';
import { References } from '../typetest/run-points.ts';
import type { Task } from '../typetest/task.ts';
import type { TestBed } from '../typetest/test-bed.ts';
import { leftByAdjustment } from './left-by-adjustment.ts';
import type { FrontEnd } from './marking.ts';
import type { Begun, Found, PositionReport, Seat } from './position-report.ts';
import { programmeOf, type Programme } from './programme.ts';

/** What all positions have in common, as plain data for any thread. */
export interface Batch {
  /** The programme's file and its text. */
  readonly file: string;
  readonly text: string;
  /** Class in place of the file's. */
  readonly class?: AccuracyClass;
  readonly frontEnd: FrontEnd;
  /** The metering module under test. */
  readonly metering: Uint8Array;
  /** How the meters are connected; links open without it. */
  readonly links?: ArrangementKind;
  /** Seed of the reference standard at the source; without it errors are against the analytic energy. */
  readonly reference?: number;
  /** Where the scanning heads hang; without it they see every edge as it is. */
  readonly light?: Light;
}

const RATE_mHz = 4_000_000;
const WASM = TARGETS.find(({ name }) => name === 'wasm')!;

/** What the bench makes of the source's signal at a seat. */
function signalsAt(
  { links = 'open', reference }: Batch,
  { consumption }: Programme,
  seat: Seat,
): BenchSignals {
  const standard = new ReferenceStandard(reference);
  return {
    terminals: terminalsOf(links, seat, consumption),
    reference: (signal) => standard.shows(signal),
  };
}

/** The bed of a position, of a modelled unit before any adjustment. */
export function bedAt(batch: Batch, programme: Programme, seat: Seat): TestBed {
  const { seed } = seat;
  const { ratings } = programme;
  const { frontEnd, metering } = batch;
  const unit = frontEnd === 'ideal' ? undefined : randomUnit(seed, frontEnd);
  const [engine] = WASM.engines;
  const adjustment = unit ? undefined : leftByAdjustment(seed);
  const plan = { ratings, rate_mHz: RATE_mHz, target: WASM.name, engine, metering, unit, adjustment };
  const heads = batch.light && { light: batch.light, seed };
  return bedOf(plan, { bench: signalsAt(batch, programme, seat), heads });
}

/** Every test of a programme on a bed, in its order, each with noise that depends on its place and name alone. */
export function testsOf(bed: TestBed, { steps }: Programme): Task[] {
  const references = new References(bed);
  return steps
    .flatMap((step) => step.tests(bed, references))
    .map((task, n) => ({ ...task, run: () => bed.withNoiseOf(`${n} ${task.name}`, task.run) }));
}

async function adjust(bed: TestBed, metering: Uint8Array): Promise<void> {
  const modules = { metering, management: builtFile('management-core.wasm') };
  await adjustByProcedure(bed, { target: WASM, engine: WASM.engines[0], modules });
}

/** Of what was judged at a point, only what failed goes along: the rest is said by its count. */
const slim = (point: PointResult): PointResult =>
  point.registers ? { ...point, registers: point.registers.filter(({ pass }) => !pass) } : point;

/** With the uncertainty of the reference standard in that of the error. */
function withReference(point: PointResult, { reference }: Batch): PointResult {
  const { uncertainty_percent, current_A, power_factor, quantity } = point;
  if (reference === undefined || uncertainty_percent === undefined || current_A === 0) return point;
  const factor = quantity === 'active' ? power_factor : 1;
  const { expanded_percent } = powerBudget(current_A, factor, CIRCUMSTANCES);
  return { ...point, uncertainty_percent: Math.hypot(uncertainty_percent, expanded_percent) };
}

/** With what each test found, and the seconds metered by then. */
export type OnTest = (point: PointResult, virtual_s: number) => void;

const NOTHING: Found = { points: [], virtual_s: 0 };

/** Tests one meter, from the first test on that was not done yet. */
export async function testPosition(
  batch: Batch,
  { found = NOTHING, ...seat }: Begun,
  onTest: OnTest,
): Promise<PositionReport> {
  const programme = programmeOf(batch.file, batch.text, batch.class);
  const bed = bedAt(batch, programme, seat);
  if (bed.options.unit) await adjust(bed, batch.metering);
  const points = [...found.points];
  const metered_s = () => found.virtual_s + bed.virtual_s;
  for (const { run } of testsOf(bed, programme).slice(points.length)) {
    const point = withReference(slim(await run()), batch);
    points.push(point);
    onTest(point, metered_s());
  }
  const combined = combinedError(bed, points);
  if (combined) points.push(combined);
  const failed = points.filter(({ pass }) => !pass).map(({ name }) => name);
  return {
    ...seat,
    unit: bed.options.unit?.name ?? `meter ${seat.seed}, ideal front end`,
    points,
    failed,
    pass: failed.length === 0,
    virtual_s: metered_s(),
  };
}
