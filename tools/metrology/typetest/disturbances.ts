// Disturbances a simulation can make: dips and interruptions of the voltage, and the current of a short circuit.
import type { Dip } from '../standard/limits.ts';
import type { Load } from '../standard/load.ts';
import { elementsOf } from '../standard/ratings.ts';
import { UNITY } from '../standard/programme.ts';
import { loadOf, withMeter } from './formula-times.ts';
import { judge, withinLimits } from '../bench/judge.ts';
import { difference, type Registers } from '../bench/registers.ts';
import type { PointResult } from './result.ts';
import { expanded_percent, failures, type References } from './run-points.ts';
import { StagedSource, type Stage } from './staged-source.ts';
import type { Task } from './task.ts';
import { LEAD_IN_s, runLength, type TestBed } from './test-bed.ts';

/** What a register may change by, kWh: m Unom Imax 1e-6 (R46-1, 3.3.6). */
export const criticalChange_kWh = (bed: TestBed): number =>
  elementsOf(bed.ratings.service) * bed.ratings.Unom_V * bed.ratings.Imax * 1e-6;

const Ws_PER_kWh = 3.6e6;
/** Direct components and windows settle, so that the dips are all that happens. */
const SETTLE_s = 4 * LEAD_IN_s;

/** The dips one after the other, with pauses, from a sample on. */
function dipStages(bed: TestBed, dip: Dip, load: Load, start: number): { stages: Stage[]; end: number } {
  const { pause_s } = bed.options.limits.disturbances;
  const [whole, low] = [bed.source(load), bed.source({ ...load, voltage_V: load.voltage_V * dip.level })];
  const rate_Hz = whole.trueRate_Hz;
  const long = Math.round((dip.cycles / load.hz) * rate_Hz);
  const pause = Math.round(pause_s * rate_Hz);
  const stages: Stage[] = [{ from: 0, source: whole }];
  for (let n = 0; n < dip.times; n++) {
    const from = start + n * (long + pause);
    stages.push({ from, source: low }, { from: from + long, source: whole });
  }
  return { stages, end: start + dip.times * (long + pause) };
}

const largest = (registers: Registers): number => Math.max(...registers.flat());

/** Without current no register may change by more than the critical change, and no output may light up. */
function dipsWithoutCurrent(bed: TestBed, dip: Dip): Promise<PointResult> {
  const start = SETTLE_s * (bed.options.rate_mHz / 1000);
  const { stages, end } = dipStages(bed, dip, loadOf(bed, 0), start);
  const source = new StagedSource(stages);
  return withMeter(bed, async (meter) => {
    await meter.feedUntil(source, start);
    const before = await meter.registers();
    const lit = meter.seen.active.length + meter.seen.reactive.length;
    await meter.feedUntil(source, end);
    const pulses = meter.seen.active.length + meter.seen.reactive.length - lit;
    const change_kWh = largest(difference(before, await meter.registers())) / Ws_PER_kWh;
    return changeResult(
      bed,
      `${dip.name}, no current`,
      0,
      change_kWh,
      pulses === 0,
      `${pulses} pulses of both outputs`,
    );
  });
}

/** With current the registers follow the energy that flows, dips and all. */
function dipsWithCurrent(bed: TestBed, dip: Dip): Promise<PointResult> {
  const current_A = 10 * bed.ratings.Itr;
  const start = SETTLE_s * (bed.options.rate_mHz / 1000);
  const { stages, end } = dipStages(bed, dip, loadOf(bed, current_A), start);
  const source = new StagedSource(stages);
  return withMeter(bed, async (meter) => {
    await meter.feedUntil(source, start);
    const before = await meter.registers();
    await meter.feedUntil(source, end);
    const [imported, exported] = difference(before, await meter.registers())[0];
    const change_kWh = (imported - source.energy_Ws(start, end)) / Ws_PER_kWh;
    const still = exported / Ws_PER_kWh;
    const worse = Math.abs(still) > Math.abs(change_kWh) ? still : change_kWh;
    return changeResult(bed, `${dip.name}, 10Itr`, current_A, worse, true, `${dip.times} times`);
  });
}

function changeResult(
  bed: TestBed,
  name: string,
  current_A: number,
  change_kWh: number,
  quiet: boolean,
  detail: string,
): PointResult {
  const limit = Number(criticalChange_kWh(bed).toPrecision(6));
  return {
    name,
    group: 'disturbance',
    test: 'voltage dips and interruptions',
    clause: bed.options.limits.disturbances.clause,
    quantity: 'active',
    current_A,
    power_factor: 1,
    limit_percent: limit,
    error_percent: change_kWh,
    stddev_percent: 0,
    unit: 'kWh',
    detail,
    pass: quiet && withinLimits(change_kWh, limit),
  };
}

/** The supply goes as well: the core starts anew from its storage, as after a power cut. */
async function supplyInterrupted(bed: TestBed): Promise<PointResult> {
  const current_A = 10 * bed.ratings.Itr;
  const source = bed.source(loadOf(bed, current_A));
  const rate_Hz = bed.options.rate_mHz / 1000;
  const fram = bed.freshFram();
  // The hot record is written each second: just before the next one most is lost.
  const sets = Math.round((SETTLE_s + 0.95) * rate_Hz);
  const before = await withMeter(
    bed,
    async (meter) => {
      await meter.feedUntil(source, sets);
      return (await meter.registers())[0][0];
    },
    fram,
  );
  const after = await withMeter(bed, async (meter) => (await meter.registers())[0][0], fram);
  const change_kWh = (after - before) / Ws_PER_kWh;
  return changeResult(
    bed,
    'interruption of the supply, 10Itr',
    current_A,
    change_kWh,
    true,
    'cut without warning: what was not saved is at most a second',
  );
}

/** Half a cycle (direct) or half a second (CT) of many times Imax; some seconds later the error is what it was. */
async function overcurrent(bed: TestBed, references: References): Promise<PointResult> {
  const { limits, ratings } = bed.options;
  const { clause, wait_s, shift_percent, [ratings.connection]: kind } = limits.disturbances.overcurrent;
  const load = loadOf(bed, 10 * ratings.Itr);
  const steady = bed.source(load);
  const rate_Hz = steady.trueRate_Hz;
  const from = Math.round(LEAD_IN_s * rate_Hz);
  const surge = bed.source({ ...load, current_A: kind.timesImax * ratings.Imax });
  const until = from + Math.round((kind.cycles / load.hz) * rate_Hz);
  const feed = new StagedSource([
    { from: 0, source: steady },
    { from, source: surge },
    { from: until, source: steady },
  ]);
  const run = { ...runLength(bed, load), leadIn_s: LEAD_IN_s + wait_s };
  const measured = await bed.measureOn(steady, run, feed);
  const reference = await references.of(load);
  const limit_percent = shift_percent[ratings.class];
  const judgements = judge(measured.deviations, {
    quantity: 'active',
    limits: { active: limit_percent },
    reference,
    ...bed.stillness,
  });
  const failed = failures(judgements);
  const amount = `${kind.timesImax} Imax for ${kind.cycles} ${kind.cycles === 1 ? 'cycle' : 'cycles'}`;
  return {
    name: `short-time overcurrent, ${amount}`,
    group: 'disturbance',
    test: 'short-time overcurrent',
    clause,
    quantity: 'active',
    current_A: load.current_A,
    power_factor: UNITY.value,
    limit_percent,
    error_percent: measured.error_percent - reference.error_percent,
    stddev_percent: Math.hypot(measured.stddev_percent, reference.stddev_percent),
    uncertainty_percent: expanded_percent(measured, reference),
    detail: [...failed, `the shift ${wait_s} s later; the converter was at full scale`].join('; '),
    judged: judgements.length,
    pass: failed.length === 0,
  };
}

/** Each disturbance by its name. */
export function disturbanceTasks(bed: TestBed, references: References): Task[] {
  const { dips } = bed.options.limits.disturbances;
  return [
    ...dips.flatMap((dip) => [
      { name: `${dip.name}, no current`, run: () => dipsWithoutCurrent(bed, dip) },
      { name: `${dip.name}, 10Itr`, run: () => dipsWithCurrent(bed, dip) },
    ]),
    { name: 'interruption of the supply, 10Itr', run: () => supplyInterrupted(bed) },
    {
      name: 'short-time overcurrent',
      needs: [{ load: loadOf(bed, 10 * bed.ratings.Itr), quantity: 'active' }],
      run: () => overcurrent(bed, references),
    },
  ];
}
