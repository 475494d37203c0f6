// One measurement: lead-in, then windows of whole periods; every register and test output against the analytic energy.
import type { PeriodicSource } from '../../signals/afe/periodic-source.ts';
import { elementsArePhases } from '../../signals/waves/services.ts';
import type { Quantity } from '../standard/limits.ts';
import type { Feed, MeterUnderTest, TestOutput } from './meter-under-test.ts';
import { difference, expectedOf, flowsOf, type Expected, type Registers, type Role } from './registers.ts';
import { readPulses } from './scanning-head.ts';

/** How long to measure. */
export interface RunLength {
  /** Seconds that pass before anything counts: filters settle. */
  readonly leadIn_s: number;
  /** Windows measured one after the other; their spread gives the standard deviation. */
  readonly windows: number;
  readonly window_s: number;
}

/** How far one register or test output was from what it had to do. */
export interface Deviation {
  readonly what: string;
  readonly quantity: Quantity;
  readonly scope: number;
  readonly percent: number;
  readonly role: Role;
}

export interface Measurement {
  /** Of the total's register that had to move. */
  readonly error_percent: number;
  /** Sample standard deviation of the windows' errors. */
  readonly stddev_percent: number;
  readonly windowErrors_percent: readonly number[];
  readonly meter_Ws: number;
  readonly reference_Ws: number;
  /** Samples at full scale: the converter was driven beyond its range. */
  readonly saturated: number;
  /** Error of the quantity's test output; undefined where too few pulses came to tell, or it has none. */
  readonly pulseError_percent: number | undefined;
  /** Every register of every scope, then the test outputs. */
  readonly deviations: readonly Deviation[];
}

/** What is marked on the meter and counts here: pulses of a kWh and of a kvarh, and one element's power at Imin. */
export interface Markings {
  readonly active: number;
  readonly reactive: number;
  readonly atImin_W: number;
}

/** What is asked of a measurement. */
export interface Question {
  readonly markings: Markings;
  /** Whose register gives the error. */
  readonly quantity: Quantity;
  /** What the meter is fed, where that is not the source itself: other loads before the windows. */
  readonly feed?: Feed;
}

/** Length in samples, near the wanted one, that comes closest to whole periods of the signal's base. */
export function wholePeriods(wanted: number, cyclesPerSample: number): number {
  const period = 1 / cyclesPerSample;
  const least = Math.max(1, Math.round(wanted / period));
  let best = Math.round(least * period);
  let distance = Infinity;
  for (let periods = least; periods < least + 40 && periods * period < wanted * 1.2 + period; periods++) {
    const sets = Math.round(periods * period);
    const off = Math.abs(sets - periods * period);
    if (off < distance - 1e-9) [best, distance] = [sets, off];
  }
  return best;
}

export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((s, x) => s + (x - mean) ** 2, 0) / (values.length - 1));
}

/** Samples of one window of a run. */
export function windowSets(source: PeriodicSource, window_s: number): number {
  const rate_Hz = source.rate_mHz / 1000;
  return wholePeriods(window_s * rate_Hz, source.signal.base_Hz / rate_Hz);
}

const shown = (registers: Registers, { scope, registers: which }: Expected): number =>
  which.reduce((sum, n) => sum + registers[scope][n], 0);

/** How far registers that moved by these amounts are from what they had to do. */
export function deviationsOf(moved: Registers, expected: readonly Expected[]): Deviation[] {
  return expected.map((e) => ({
    what: e.what,
    quantity: e.quantity,
    scope: e.scope,
    percent: ((shown(moved, e) - e.truth) / e.reference) * 100,
    role: e.role,
  }));
}

/** The total's register that has to move, and what must be shown: what the error of a point is taken from. */
function leading(expected: readonly Expected[], quantity: Quantity): Expected {
  const own = expected.filter((e) => e.scope === 0 && e.quantity === quantity);
  return own.reduce((a, b) => (b.truth > a.truth ? b : a));
}

/** Registers at the end of each window, and before the first. */
async function readings(
  meter: MeterUnderTest,
  source: Feed,
  start: number,
  windows: number,
  sets: number,
): Promise<Registers[]> {
  await meter.feedUntil(source, start);
  const found = [await meter.registers()];
  for (let k = 1; k <= windows; k++) {
    await meter.feedUntil(source, start + k * sets);
    found.push(await meter.registers());
  }
  return found;
}

const OUTPUTS: readonly TestOutput[] = ['active', 'reactive'];

/** Measures a fresh meter on a source. */
export async function measure(
  meter: MeterUnderTest,
  source: PeriodicSource,
  run: RunLength,
  { markings, quantity, feed = source }: Question,
): Promise<Measurement> {
  const start = Math.round((run.leadIn_s * source.rate_mHz) / 1000);
  const sets = windowSets(source, run.window_s);
  const end = start + run.windows * sets;
  const read = await readings(meter, feed, start, run.windows, sets);
  const flows = flowsOf(source, start, end);
  const atImin_Ws = (markings.atImin_W * (end - start)) / source.trueRate_Hz;
  const expected = expectedOf(flows, elementsArePhases(source.service), atImin_Ws);
  const main = leading(expected, quantity);
  const errors = read.slice(1).map((registers, k) => {
    const truth = flowsOf(source, start + k * sets, start + (k + 1) * sets).total[quantity];
    return (shown(difference(read[k], registers), main) / Math.abs(truth) - 1) * 100;
  });
  const moved = difference(read[0], read[run.windows]);
  const pulses = OUTPUTS.flatMap((output) => {
    const instants = meter.seen[output].filter((p) => p >= start && p < end);
    const constant = markings[output];
    const reading = readPulses(output, { instants, sets: end - start, source, flow: flows.total, constant });
    return reading ? [{ ...reading, scope: 0 }] : [];
  });
  const meter_Ws = shown(moved, main);
  const steady = pulses.find((p) => p.quantity === quantity);
  return {
    error_percent: (meter_Ws / main.truth - 1) * 100,
    stddev_percent: deviation(errors),
    windowErrors_percent: errors,
    meter_Ws,
    reference_Ws: main.truth,
    saturated: source.saturated,
    pulseError_percent: steady?.percent,
    deviations: [...deviationsOf(moved, expected), ...pulses],
  };
}
