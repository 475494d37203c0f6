// The accuracy figures with modelled front ends: one unit after the other adjusted, then measured at other points.
import { randomUnit, withNoiseSeed, withTransformerErrors } from '../signals/afe/unit.ts';
import { mixSeed } from '../signals/afe/random.ts';
import type { SensorKind } from '../signals/afe/sensors.ts';
import { adjustByProcedure } from '../metrology/typetest/procedure.ts';
import {
  allInfluencePoints,
  basePoints,
  INDUCTIVE,
  UNITY,
  type Point,
} from '../metrology/standard/programme.ts';
import type { Load } from '../metrology/standard/load.ts';
import type { Quantity } from '../metrology/standard/limits.ts';
import { apparentPoints, reactivePoints } from '../metrology/standard/other-energies.ts';
import { programmeOf } from '../metrology/typetest/index.ts';
import { leadIn_s, SharedSignals, type TestBed } from '../metrology/typetest/test-bed.ts';
import { ELEMENTS, type Service } from '../signals/waves/source.ts';
import { noise_counts } from '../signals/afe/unit.ts';
import { CURRENT_uA_PER_COUNT } from '../signals/waves/afe-scale.ts';
import { bedFor, limits, PLACE } from '../metrology/typetest/usual-beds.ts';
import { Rows } from './accuracy-table.ts';

/** What must hold: a third of the class's limit. */
const PART_OF_LIMIT = 1 / 3;

/** One unit of one kind, adjusted once and measured with each of these noises. */
export interface UnitTask {
  readonly service: Service;
  readonly sensor: SensorKind;
  readonly unit: number;
  readonly noises: readonly number[];
  /** Every point of the programme, or the short list. */
  readonly whole: boolean;
}

/** Influences of the short list: the others repeat them with less in the current. */
const SHORT = new Set([
  'frequency variation',
  'harmonics in voltage and current',
  'odd harmonics (phase-fired at 90 degrees)',
  'direct current and even harmonics (half-wave rectified)',
  'reversed phase sequence',
]);

/** Share of the limit that three sigma of noise may take in a run, which decides how long it lasts. */
const NOISE_PART = 0.06;
/** White noise behind a sinc3 is 1.35 times as dense at the mains frequency as its variance says. */
const DENSITY = 1.35;

/** Seconds a run needs so that noise stays small against the limit: between 2 and 12. */
function window_s(bed: TestBed, load: Load, limit_percent: number): number {
  const noise_A =
    noise_counts(bed.options.unit!, 3, bed.options.rate_mHz / 1000) * CURRENT_uA_PER_COUNT * 1e-6;
  const elements = ELEMENTS[load.service].length;
  const factor = Math.cos((load.lag_deg * Math.PI) / 180);
  const relative = (DENSITY * noise_A) / (load.current_A * factor * Math.sqrt(elements));
  const samples = ((3 * relative * 100) / (NOISE_PART * limit_percent)) ** 2;
  return Math.min(12, Math.max(2, samples / (bed.options.rate_mHz / 1000)));
}

async function errorAt(
  bed: TestBed,
  load: Load,
  limit_percent: number,
  temperature_C?: number,
  quantity: Quantity = 'active',
): Promise<number> {
  const run = { leadIn_s: leadIn_s(bed, load), windows: 1, window_s: window_s(bed, load, limit_percent) };
  return (await bed.measure(load, run, temperature_C, quantity)).error_percent;
}

/** An adjusted unit with one noise; errors at the loads that others are compared with are measured once. */
interface NoisyBed {
  readonly bed: TestBed;
  readonly where: string;
  readonly references: Map<string, number>;
}

/** The error, or its shift against the same load at reference conditions. */
async function pointError({ bed, references }: NoisyBed, point: Point): Promise<number> {
  const { load, limit_percent, quantity } = point;
  const error = await errorAt(bed, load, limit_percent, undefined, quantity);
  if (!point.against) return error;
  const key = JSON.stringify([point.against, quantity]);
  const reference =
    references.get(key) ?? (await errorAt(bed, point.against, limit_percent, undefined, quantity));
  references.set(key, reference);
  return error - reference;
}

function pointsOf(bed: TestBed, whole: boolean): Point[] {
  const influences = allInfluencePoints(limits, bed.ratings);
  const base = basePoints(limits, bed.ratings);
  const other = [...reactivePoints(limits, bed.ratings), ...apparentPoints(limits, bed.ratings)];
  return [...base, ...(whole ? [...influences, ...other] : influences.filter((p) => SHORT.has(p.test)))];
}

/** The coefficient over one interval above the temperature of adjustment. */
async function temperatureRows(beds: readonly NoisyBed[], rows: Rows): Promise<void> {
  const { interval_K, limits: rowsOfLimits } = limits.temperatureCoefficient;
  for (const limit of rowsOfLimits) {
    const factor = limit.powerFactor === '1' ? UNITY : INDUCTIVE;
    for (const { bed, where } of beds) {
      const { service, Unom_V, fnom_Hz, Itr } = bed.ratings;
      const load = { service, voltage_V: Unom_V, hz: fnom_Hz, current_A: 10 * Itr, lag_deg: factor.lag_deg };
      const bound = limit.percent_per_K[bed.ratings.class];
      const noiseLimit = bound * interval_K;
      const low = await errorAt(bed, load, noiseLimit, 15);
      const high = await errorAt(bed, load, noiseLimit, 15 + interval_K);
      const coefficient = (high - low) / interval_K;
      rows.add(`temperature coefficient, ${factor.name}`, bound * PART_OF_LIMIT, coefficient, where, '%/K');
    }
  }
}

/** Tests of the programme that are no single error; each has a limit of its own, and no part of it is kept free. */
const SPECIAL =
  /^(starting current|no load|meter constant|repeatability|dip |interruption|short-time|load on)/;

async function specialRows(beds: readonly NoisyBed[], rows: Rows): Promise<void> {
  for (const { bed, where } of beds) {
    for (const task of programmeOf(bed, ['all']).filter(({ name }) => SPECIAL.test(name))) {
      const { name, limit_percent, error_percent, unit, pass } = await task.run();
      // A test can fail by another condition than its error: then it counts as far outside.
      rows.add(name, limit_percent, pass ? error_percent : Infinity, where, unit);
    }
  }
}

/** Adjusts the unit, then gives a bed for each noise; all of them share the signals. */
async function noisyBeds({ service, sensor, unit, noises }: UnitTask): Promise<NoisyBed[]> {
  const offTheLine = randomUnit(unit, sensor);
  const adjustment = await adjustByProcedure(bedFor(service, offTheLine), PLACE);
  const signals = new SharedSignals();
  return noises.map((noise) => {
    const bed = bedFor(service, withNoiseSeed(offTheLine, mixSeed(noise)), signals);
    bed.adjustment = adjustment;
    return { bed, where: `${service}, unit ${unit}, noise ${noise}`, references: new Map() };
  });
}

/** Adjusts one unit and measures it at every point, with every noise. */
export async function unitRows(task: UnitTask): Promise<Rows> {
  const rows = new Rows();
  const beds = await noisyBeds(task);
  // Point by point, so that a signal is computed once for all noises.
  for (const point of pointsOf(beds[0].bed, task.whole)) {
    const name =
      point.group === 'base' || point.quantity !== 'active'
        ? point.name
        : `${point.test}${point.powerFactor === 1 ? '' : ', PF 0.5'}`;
    for (const noisy of beds)
      rows.add(name, point.limit_percent * PART_OF_LIMIT, await pointError(noisy, point), noisy.where);
  }
  await temperatureRows(beds, rows);
  if (task.whole) await specialRows(beds, rows);
  return rows;
}

/** Half of class 0.2S, as a core's magnetising current errs: too small a ratio, and a lead. */
const HALF_OF_02S = { rated_A: 60, ratio_percent: -0.375, phase_min: 15 };

/** Transformers whose errors change with current, adjusted with the table over current: the base points. */
export async function transformerTableRows(): Promise<Rows> {
  const rows = new Rows();
  const bed = bedFor('3p4w', withTransformerErrors(randomUnit(1, 'ct'), HALF_OF_02S));
  await adjustByProcedure(bed, PLACE);
  const noisy = { bed, where: bed.options.unit!.name, references: new Map<string, number>() };
  for (const point of basePoints(limits, bed.ratings)) {
    rows.add(point.name, point.limit_percent * PART_OF_LIMIT, await pointError(noisy, point), noisy.where);
  }
  return rows;
}

/** A plain current transformer under the half-wave test: its error shift, in percent. */
export async function plainTransformerShift(): Promise<{ shift_percent: number; limit_percent: number }> {
  const bed = bedFor('1p2w', randomUnit(1, 'ct'));
  await adjustByProcedure(bed, PLACE);
  const point = allInfluencePoints(limits, bed.ratings).find((p) => p.load.shape === 'half-wave')!;
  const shift_percent = await pointError({ bed, where: '', references: new Map() }, point);
  return { shift_percent, limit_percent: point.limit_percent };
}
