// What a laboratory's scanning head makes of a test output: pulses counted and timed, and the error they show.
import type { PeriodicSource } from '../../signals/afe/periodic-source.ts';
import { power_W, type Load } from '../standard/load.ts';
import type { TestOutput } from './meter-under-test.ts';
import { LEAST_FACTOR, type Flow, type Role } from './registers.ts';

export const Ws_PER_kWh = 3.6e6;

/** What the head saw while a known energy flowed. */
export interface PulseReading {
  readonly what: string;
  readonly quantity: TestOutput;
  readonly percent: number;
  readonly role: Role;
}

/** Mean distance of the pulses in samples, by least squares: a window's own ripple weighs less than at the two ends. */
export function meanInterval(instants: readonly number[]): number {
  const middle = (instants.length - 1) / 2;
  const mean = instants.reduce((a, b) => a + b, 0) / instants.length;
  let [products, squares] = [0, 0];
  instants.forEach((instant, n) => {
    products += (n - middle) * (instant - mean);
    squares += (n - middle) ** 2;
  });
  return products / squares;
}

/** Fewer pulses than these are expected in a run: it is too short to tell anything by its pulses. */
const MIN_EXPECTED = 2.5;

/** Energy of one pulse, Ws or vars. */
export const pulseEnergy_Ws = (constant: number): number => Ws_PER_kWh / constant;

/** How long so many whole intervals between pulses take under a steady load, and one more that is under way, s. */
export const pulsesTake_s = (
  load: Load,
  quantity: TestOutput,
  constant_imp_per_kWh: number,
  pulses: number,
): number => ((pulses + 1) * pulseEnergy_Ws(constant_imp_per_kWh)) / power_W(load, quantity);

/** Pulses of one test output over a span of samples, while a steady power flowed. */
export interface Span {
  readonly instants: readonly number[];
  readonly sets: number;
  readonly source: PeriodicSource;
  readonly flow: Flow;
  readonly constant: number;
}

/** Undefined where the energy gives too few pulses to judge by. */
export function readPulses(quantity: TestOutput, span: Span): PulseReading | undefined {
  const { instants, sets, source, flow, constant } = span;
  const amount = Math.abs(flow[quantity]);
  const each = pulseEnergy_Ws(constant);
  const what = `test output, ${quantity}`;
  const least = LEAST_FACTOR * flow.apparent;
  if (amount < 0.999 * least) {
    // It may give the pulses of the little that flows; one more may have been about to come.
    const over = Math.max(0, (instants.length - 1) * each - amount);
    return { what, quantity, percent: (over / least) * 100, role: 'shows' };
  }
  if (amount / each < MIN_EXPECTED) return undefined;
  if (instants.length < 2) return { what, quantity, percent: -100, role: 'shows' };
  const power = (each * source.trueRate_Hz) / meanInterval(instants);
  const truth = (amount * source.trueRate_Hz) / sets;
  return { what, quantity, percent: (power / truth - 1) * 100, role: 'shows' };
}
