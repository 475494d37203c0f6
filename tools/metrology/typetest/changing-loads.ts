// Influences that change while the meter runs: a sweep of high-order harmonics, and a load that is switched on and off.
import type { Load } from '../standard/load.ts';
import { loadOf, withMeter } from './formula-times.ts';
import { withinLimits } from '../bench/judge.ts';
import { difference } from '../bench/registers.ts';
import type { PointResult } from './result.ts';
import type { References } from './run-points.ts';
import { StagedSource } from './staged-source.ts';
import type { Shared, Task } from './task.ts';
import { leadIn_s, type TestBed } from './test-bed.ts';

type ToneKind = 'voltage' | 'current';

const STEP_s = 1;
/** Of each step this much passes before its energy counts. */
const SETTLE_s = 0.4;

/** Loads with the tone at each step of the sweep. */
function sweepLoads(bed: TestBed, kind: ToneKind): Load[] {
  const { from, to, step, voltageTone, currentTone } = bed.options.limits.sweep;
  const { Unom_V, Itr } = bed.ratings;
  const rms = kind === 'voltage' ? voltageTone * Unom_V : currentTone * Itr;
  const steps = Math.round((to - from) / step) + 1;
  return Array.from({ length: steps }, (_, n) => ({
    ...loadOf(bed, Itr),
    tone: { kind, multiple: Number((from + n * step).toFixed(1)), rms },
  }));
}

interface Step {
  readonly multiple: number;
  readonly shift_percent: number;
}

/** Error shift at each step, on one meter. */
function sweepSteps(bed: TestBed, loads: readonly Load[], reference_percent: number): Promise<Step[]> {
  const sources = loads.map((load) => bed.source(load));
  const rate_Hz = bed.options.rate_mHz / 1000;
  const lead = Math.round(leadIn_s(bed, loads[0]) * rate_Hz);
  const long = Math.round(STEP_s * rate_Hz);
  const feed = new StagedSource(
    sources.map((source, n) => ({ from: n === 0 ? 0 : lead + n * long, source })),
  );
  return withMeter(bed, async (meter) => {
    const found: Step[] = [];
    for (let n = 0; n < loads.length; n++) {
      const from = lead + n * long + Math.round(SETTLE_s * rate_Hz);
      await meter.feedUntil(feed, from);
      const before = await meter.registers();
      await meter.feedUntil(feed, lead + (n + 1) * long);
      const moved = difference(before, await meter.registers())[0][0];
      const error = (moved / sources[n].energy_Ws(from, meter.samples) - 1) * 100;
      found.push({ multiple: loads[n].tone!.multiple, shift_percent: error - reference_percent });
    }
    return found;
  });
}

/** High-order harmonics swept over the whole range; the worst step is judged. */
async function sweep(bed: TestBed, references: References, kind: ToneKind): Promise<PointResult> {
  const { clause, shift_percent } = bed.options.limits.sweep;
  const loads = sweepLoads(bed, kind);
  const { error_percent } = await references.of(loadOf(bed, bed.ratings.Itr));
  const steps = await sweepSteps(bed, loads, error_percent);
  const worst = steps.reduce((a, b) => (Math.abs(b.shift_percent) > Math.abs(a.shift_percent) ? b : a));
  const limit_percent = shift_percent[bed.ratings.class];
  return {
    name: sweepName(bed, kind),
    group: 'influence',
    test: 'sweep of high-order harmonics',
    clause,
    quantity: 'active',
    current_A: bed.ratings.Itr,
    power_factor: 1,
    limit_percent,
    error_percent: worst.shift_percent,
    stddev_percent: 0,
    detail: `${steps.length} steps; worst at ${worst.multiple} fnom`,
    curve: { axis: 'fnom', points: steps.map((s) => [s.multiple, s.shift_percent]) },
    pass: withinLimits(worst.shift_percent, limit_percent),
  };
}

const sweepName = (bed: TestBed, kind: ToneKind): string => {
  const { from, to } = bed.options.limits.sweep;
  return `sweep from ${from} to ${to} fnom in ${kind}, Itr, PF 1`;
};

/** A load that goes on and off again and again: what is registered against what flowed while it was on. */
async function fastLoad(
  bed: TestBed,
  references: References,
  on_s: number,
  off_s: number,
): Promise<PointResult> {
  const { clause, minutes, shift_percent } = bed.options.limits.fastLoad;
  const load = loadOf(bed, 10 * bed.ratings.Itr);
  const [on, off] = [bed.source(load), bed.source({ ...load, current_A: 0 })];
  const rate_Hz = bed.options.rate_mHz / 1000;
  const turns = Math.ceil((minutes * 60) / (on_s + off_s));
  const start = Math.round(leadIn_s(bed, load) * rate_Hz);
  const turn = Math.round((on_s + off_s) * rate_Hz);
  const stages = Array.from({ length: turns }, (_, n) => [
    { from: start + n * turn, source: on },
    { from: start + n * turn + Math.round(on_s * rate_Hz), source: off },
  ]);
  const feed = new StagedSource([{ from: 0, source: off }, ...stages.flat()]);
  const reference = await references.of(load);
  const limit_percent = shift_percent[bed.ratings.class];
  const error_percent = await withMeter(bed, async (meter) => {
    await meter.feedUntil(feed, start);
    const before = await meter.registers();
    await meter.feedUntil(feed, start + turns * turn);
    const moved = difference(before, await meter.registers())[0][0];
    return (moved / feed.energy_Ws(start, start + turns * turn) - 1) * 100 - reference.error_percent;
  });
  return {
    name: fastName(on_s, off_s),
    group: 'influence',
    test: 'fast load current variations',
    clause,
    quantity: 'active',
    current_A: load.current_A,
    power_factor: 1,
    limit_percent,
    error_percent,
    stddev_percent: 0,
    detail: `${turns} turns`,
    pass: withinLimits(error_percent, limit_percent),
  };
}

const fastName = (on_s: number, off_s: number): string =>
  `load on for ${on_s} s and off for ${off_s} s, 10Itr, PF 1`;

/** Each test by its name. */
export function changingTasks(bed: TestBed, references: References): Task[] {
  const kinds: readonly ToneKind[] = ['voltage', 'current'];
  const steadyAt = (current_A: number): Shared[] => [{ load: loadOf(bed, current_A), quantity: 'active' }];
  return [
    ...kinds.map((kind) => ({
      name: sweepName(bed, kind),
      needs: steadyAt(bed.ratings.Itr),
      run: () => sweep(bed, references, kind),
    })),
    ...bed.options.limits.fastLoad.patterns_s.map(([on_s, off_s]) => ({
      name: fastName(on_s, off_s),
      needs: steadyAt(10 * bed.ratings.Itr),
      run: () => fastLoad(bed, references, on_s, off_s),
    })),
  ];
}
