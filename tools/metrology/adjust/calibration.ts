// Calibration: compares the adjusted meter with the source at other points, and changes nothing.
import type { LimitFactor, Limits } from '../standard/limits.ts';
import { limitsBeside } from '../standard/programme.ts';
import { baseLimit_percent, type Ratings } from '../standard/ratings.ts';
import { failureText, judge, type Judgement } from '../bench/judge.ts';
import { deviationsOf, type Deviation } from '../bench/measure.ts';
import { expectedOf, REGISTERS, type Flow, type Flows } from '../bench/registers.ts';
import { rawSums } from './raw-sums.ts';
import { inputsOf, lagAt_deg, type LoadPoint, type Site } from './site.ts';
import { elementsArePhases, SERVICE_TRAITS } from '../../signals/waves/services.ts';

const ANGLED: LimitFactor = '0.5 inductive to 0.8 capacitive';

export interface CalibrationPoint extends LoadPoint {
  readonly name: string;
  readonly limit_percent: number;
}

export interface CalibrationResult extends CalibrationPoint {
  readonly error_percent: number;
  /** Expanded (k = 2): that of the reference meter or source. */
  readonly uncertainty_percent: number;
  /** What the error was taken against, W. */
  readonly reference_W: number;
  /** Whose value that was. */
  readonly reference: 'source' | 'reference meter';
  /** Registers of the total and the phases that were judged, and what failed of them. */
  readonly judged: number;
  readonly failed: readonly string[];
  readonly pass: boolean;
}

export interface CalibrationOptions {
  readonly limits: Limits;
  readonly ratings: Ratings;
  readonly seconds: number;
  readonly uncertainty_percent: number;
  readonly onResult?: (result: CalibrationResult) => void;
}

/** Points that are no adjustment points: other currents, power factors and voltages; limits as in the type test. */
export function calibrationPoints(limits: Limits, ratings: Ratings): CalibrationPoint[] {
  const { Unom_V, fnom_Hz, Imin, Itr, Imax } = ratings;
  const point = (name: string, current_A: number, lag_deg: number, of_Unom = 1): CalibrationPoint => ({
    name,
    current_A,
    lag_deg,
    limit_percent: baseLimit_percent(limits, ratings, current_A, lag_deg === 0 ? '1' : ANGLED)!,
    voltage_V: Unom_V * of_Unom,
    hz: fnom_Hz,
  });
  return [
    point('Imin, PF 1', Imin, 0),
    point('Itr, PF 1', Itr, 0),
    point('Itr, PF 0.5 inductive', Itr, 60),
    point('10 Itr, PF 0.8 capacitive', 10 * Itr, -36.8698976),
    point('20 Itr, PF 1, 0.9 Unom', 20 * Itr, 0, 0.9),
    point('Imax, PF 1', Imax, 0),
    point('Imax, PF 0.5 inductive', Imax, 60),
  ];
}

/** What a load carries at each element, W, var and VA. */
function elementFlows(site: Site, load: LoadPoint): [number, Flow][] {
  return inputsOf(site.service).map((inputs) => {
    const angle = (lagAt_deg(load, inputs) * Math.PI) / 180;
    const apparent = load.voltage_V * inputs.voltageShare * load.current_A;
    return [
      inputs.voltage + 1,
      { active: apparent * Math.cos(angle), reactive: apparent * Math.sin(angle), apparent },
    ];
  });
}

/** Mean powers of a balanced load; a reference meter's reading of the total scales those of the set point. */
export function flowsOfLoad(site: Site, load: LoadPoint, reading_W?: number): Flows {
  const set = elementFlows(site, load);
  const sum = (quantity: keyof Flow): number => set.reduce((s, [, flow]) => s + flow[quantity], 0);
  const share = reading_W === undefined ? 1 : reading_W / sum('active');
  const scaled = (flow: Flow): Flow => ({ ...flow, active: flow.active * share });
  const arithmetic = SERVICE_TRAITS[site.service].apparentShare;
  return {
    total: scaled({
      active: sum('active'),
      reactive: sum('reactive'),
      apparent: sum('apparent') * arithmetic,
    }),
    phases: new Map(set.map(([phase, flow]) => [phase, scaled(flow)])),
  };
}

/** Registers of closed windows of each scope, and the sample each stands at, by the legal port. */
async function registersNow(site: Site): Promise<{ values: number[]; sample: number }[]> {
  const scopes = [];
  for (let scope = 0; scope < 4; scope++) {
    const reply = await site.ask!('read_registers', { scope, moment: 0 });
    scopes.push({
      values: REGISTERS.map((name) => Number(reply[name]) / 1000),
      sample: Number(reply.sample_index),
    });
  }
  return scopes;
}

/** Mean powers by the registers: closed windows are whole cycles, so the cycles between two reads are a whole number. */
async function registeredPowers(site: Site, load: LoadPoint, seconds: number): Promise<number[][]> {
  const { sampling_rate_mHz } = await site.ask!('identify');
  const from = await registersNow(site);
  await site.wait(seconds);
  const to = await registersNow(site);
  return to.map(({ values, sample }, scope) => {
    const sets = sample - from[scope].sample;
    const cycles = Math.round((sets / (Number(sampling_rate_mHz) / 1000)) * load.hz);
    return values.map((value, n) => ((value - from[scope].values[n]) * load.hz) / cycles);
  });
}

/** Where no legal port can be asked the mean products must do: no register is seen. */
async function summedDeviations(site: Site, flows: Flows, seconds: number): Promise<Deviation[]> {
  const { power_W } = await rawSums(site, seconds);
  const sum = inputsOf(site.service).reduce((total, { voltage }) => total + power_W[voltage], 0);
  const percent = (sum / flows.total.active - 1) * 100;
  return [{ what: 'active power', quantity: 'active', scope: 0, percent, role: 'shows' }];
}

/** With a reading of active power alone the other quantities have no truth better than the set point. */
function judged(
  point: CalibrationPoint,
  found: readonly Deviation[],
  options: CalibrationOptions,
  read: boolean,
): Judgement[] {
  const { limits, ratings } = options;
  const { current_A, lag_deg, hz, voltage_V } = point;
  const beside = read
    ? {}
    : limitsBeside(limits, ratings, { service: ratings.service, current_A, lag_deg, hz, voltage_V });
  return judge(found, {
    quantity: 'active',
    limits: { ...beside, active: point.limit_percent },
    stillPart: limits.testOutputs.stillPart,
    restLimit_percent: baseLimit_percent(limits, ratings, ratings.Imin, '1')!,
  });
}

async function calibratePoint(
  site: Site,
  point: CalibrationPoint,
  options: CalibrationOptions,
): Promise<CalibrationResult> {
  await site.setLoad(point);
  const reading_W = await site.reference?.(point);
  const flows = flowsOfLoad(site, point, reading_W);
  const expected = expectedOf(
    flows,
    elementsArePhases(site.service),
    options.ratings.Unom_V * options.ratings.Imin,
  );
  const found = site.ask
    ? deviationsOf(await registeredPowers(site, point, options.seconds), expected)
    : await summedDeviations(site, flows, options.seconds);
  const judgements = judged(point, found, options, reading_W !== undefined);
  return {
    ...point,
    error_percent: judgements[0].error_percent,
    uncertainty_percent: options.uncertainty_percent,
    reference_W: flows.total.active,
    reference: reading_W === undefined ? 'source' : 'reference meter',
    judged: judgements.length,
    failed: judgements.filter((j) => !j.pass).map(failureText),
    pass: judgements.every((j) => j.pass),
  };
}

/** Measures all points in turn. */
export async function calibrateMeter(
  site: Site,
  points: readonly CalibrationPoint[],
  options: CalibrationOptions,
): Promise<CalibrationResult[]> {
  const results: CalibrationResult[] = [];
  for (const point of points) {
    const result = await calibratePoint(site, point, options);
    results.push(result);
    options.onResult?.(result);
  }
  return results;
}

/** Two of the points once more where the adjustment found its drifts: at the second temperature. */
export const warmPoints = (points: readonly CalibrationPoint[]): CalibrationPoint[] =>
  points
    .filter((p) => p.name.startsWith('Itr, ') || p.name === 'Imax, PF 1')
    .map((p) => ({ ...p, name: `${p.name}, warm` }));
