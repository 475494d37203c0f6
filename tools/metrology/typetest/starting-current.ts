// Starting current: three pulses in time, their distance and the registers within the limit, the others at rest.
import type { Load } from '../standard/load.ts';
import type { Quantity } from '../standard/limits.ts';
import { failureText, judge, withinLimits } from '../bench/judge.ts';
import { limitAt, loadOf, timesOf, withMeter } from './formula-times.ts';
import type { TestOutput } from '../bench/meter-under-test.ts';
import type { PointResult } from './result.ts';
import { expanded_percent } from './run-points.ts';
import { runLength, type TestBed } from './test-bed.ts';

/** A direction in which a meter has to start. */
export interface Start {
  readonly name: string;
  readonly output: TestOutput;
  readonly lag_deg: number;
  readonly exporting: boolean;
}

export const STARTS: readonly Start[] = [
  { name: 'starting current', output: 'active', lag_deg: 0, exporting: false },
  { name: 'starting current, export', output: 'active', lag_deg: 0, exporting: true },
  { name: 'starting current, reactive', output: 'reactive', lag_deg: 90, exporting: false },
];

/** Pulses up to `count`, in seconds since power-on; fewer when the time runs out. */
export function pulseTimes(
  bed: TestBed,
  load: Load,
  output: TestOutput,
  longest_s: number,
): Promise<number[]> {
  const source = bed.source(load);
  const step = Math.round(source.rate_mHz / 1000);
  return withMeter(bed, async (meter) => {
    const seen = meter.seen[output];
    while (seen.length < PULSES && meter.samples < longest_s * step) {
      await meter.feedUntil(source, meter.samples + step);
    }
    return seen.slice(0, PULSES).map((p) => p / source.trueRate_Hz);
  });
}

const PULSES = 3;
/** Pulses come later than their energy, by the longest window and what is handed out ahead: 0.4 s at most. */
export const OUTPUT_DELAY_s = 0.4;
const signed = (x: number): string => `${x < 0 ? '' : '+'}${x.toFixed(3)} %`;

/** What the pulses miss, each condition by its name. */
export function pulseFailures(
  times: readonly number[],
  tau_s: number,
  limit: number,
  within: Within,
): string[] {
  const [first, second, third] = times;
  const found: string[] = [];
  const late = (which: string, took: number | undefined, most_s: number): void => {
    const seen = took === undefined ? 'did not come' : `took ${took.toFixed(2)} s`;
    if (took === undefined || took > most_s)
      found.push(`${which} pulse ${seen}, at most ${most_s.toFixed(2)} s`);
  };
  late('first', first, within.first * tau_s + OUTPUT_DELAY_s);
  if (first === undefined) return found;
  late('second', second === undefined ? undefined : second - first, within.second * tau_s);
  if (second === undefined) return found;
  const effective_s = second - first;
  // Two intervals of a meter within its limits differ by twice the limit at most.
  late('third', third === undefined ? undefined : third - second, effective_s * (1 + (2 * limit) / 100));
  if (third === undefined) return found;
  const error = ((2 * tau_s) / (third - first) - 1) * 100;
  if (!withinLimits(error, limit)) found.push(`the pulses show ${signed(error)}, limit ±${limit} %`);
  return found;
}

export interface Within {
  readonly first: number;
  readonly second: number;
}

/** R46 and the IEC give no limit of reactive error at the starting current: the meter has to start and go on. */
function limitsOf(quantity: Quantity, limit: number): Partial<Record<Quantity, number>> {
  return quantity === 'active' ? { active: limit } : {};
}

/**
 * First and second pulse each within 1.5 τ, a third within the time between them and what the limit of error lets two
 * intervals differ; then the error of registers and output over many windows, the opposite direction at rest.
 */
export async function startingCurrent(bed: TestBed, start: Start = STARTS[0]): Promise<PointResult> {
  const { limits, ratings } = bed.options;
  const { firstPulseWithin, secondPulseWithin, clause } = limits.startingCurrent;
  const within = { first: firstPulseWithin, second: secondPulseWithin };
  const tau_s = timesOf(bed).starting_s;
  const load = { ...loadOf(bed, ratings.Ist, start), exporting: start.exporting };
  const longest_s = (within.first + 2 * within.second) * tau_s + 2;
  const pulses = await pulseTimes(bed, load, start.output, longest_s);
  const limit_percent = limitAt(bed, ratings.Ist);
  const measured = await bed.measure(load, runLength(bed, load), undefined, start.output);
  const judgements = judge(measured.deviations, {
    quantity: start.output,
    limits: limitsOf(start.output, limit_percent),
    ...bed.stillness,
  });
  const failed = [
    ...pulseFailures(pulses, tau_s, limit_percent, within),
    ...judgements.filter((j) => !j.pass).map(failureText),
  ];
  const seen = pulses.map((p) => `${p.toFixed(2)} s`).join(', ') || 'none';
  const timed = `expected ${tau_s.toFixed(2)} s between pulses; pulses at ${seen}`;
  return {
    name: start.name,
    group: start.output === 'active' ? 'base' : 'reactive',
    test: 'starting current',
    clause,
    quantity: start.output,
    current_A: ratings.Ist,
    power_factor: start.output === 'active' ? 1 : 0,
    limit_percent,
    error_percent: measured.error_percent,
    stddev_percent: measured.stddev_percent,
    uncertainty_percent: expanded_percent(measured),
    detail: [timed, ...failed].join('; '),
    judged: judgements.length + PULSES,
    pass: failed.length === 0,
  };
}
