// The meter constant: each test output against its register, in every direction.
import { power_W, reactiveLimit_percent, rounded, type Ratings } from '../standard/ratings.ts';
import type { Limits } from '../standard/limits.ts';
import { limitAt, loadOf, withMeter } from './formula-times.ts';
import type { MeterUnderTest, TestOutput } from '../bench/meter-under-test.ts';
import { withinLimits } from '../bench/judge.ts';
import { difference, type Registers } from '../bench/registers.ts';
import type { PointResult } from './result.ts';
import { meanInterval, pulseEnergy_Ws } from '../bench/scanning-head.ts';
import { LEAD_IN_s, type TestBed } from './test-bed.ts';

/** A register, or two that count together, and the load that moves it. */
export interface Constant {
  readonly name: string;
  readonly output: TestOutput;
  readonly registers: readonly number[];
  readonly lag_deg: number;
  readonly exporting: boolean;
}

export const CONSTANTS: readonly Constant[] = [
  { name: 'active import', output: 'active', registers: [0], lag_deg: 0, exporting: false },
  { name: 'active export', output: 'active', registers: [1], lag_deg: 0, exporting: true },
  { name: 'reactive import', output: 'reactive', registers: [2, 3], lag_deg: 90, exporting: false },
  { name: 'reactive export', output: 'reactive', registers: [4, 5], lag_deg: -90, exporting: false },
];

function baseLimit(bed: TestBed, limits: Limits, ratings: Ratings, output: TestOutput): number {
  if (output === 'active') return limitAt(bed, ratings.Imax);
  return reactiveLimit_percent(limits, ratings, ratings.Imax, 1)!;
}

/** Mean power that the pulses show, W; 0 when none came. */
function pulsePower_W(
  meter: MeterUnderTest,
  output: TestOutput,
  start: number,
  each_Ws: number,
  rate_Hz: number,
): number {
  const instants = meter.seen[output].filter((p) => p >= start && p < meter.samples);
  return instants.length < 2 ? 0 : (each_Ws * rate_Hz) / meanInterval(instants);
}

/** Register against test output over at least 1000 R / b Wh at Imax. */
export function meterConstant(bed: TestBed, constant: Constant = CONSTANTS[0]): Promise<PointResult> {
  const { limits, ratings } = bed.options;
  const { clause, partOfBaseError, registerResolution_Wh } = limits.meterConstant;
  const { output, registers, exporting } = constant;
  const base_percent = baseLimit(bed, limits, ratings, output);
  const least_Wh = (1000 * registerResolution_Wh) / base_percent;
  const source = bed.source({ ...loadOf(bed, ratings.Imax, constant), exporting });
  const rate_Hz = source.trueRate_Hz;
  const sets = Math.ceil((least_Wh * 3600 * rate_Hz) / power_W(ratings, ratings.Imax));
  const each_Ws = pulseEnergy_Ws(bed.markings[output]);
  const shown = (moved: Registers): number => registers.reduce((sum, n) => sum + moved[0][n], 0);
  return withMeter(bed, async (meter) => {
    await meter.feedUntil(source, Math.round((LEAD_IN_s * source.rate_mHz) / 1000));
    const [start, opening] = [meter.samples, await meter.registers()];
    await meter.feedUntil(source, start + sets);
    const register_Ws = shown(difference(opening, await meter.registers()));
    const pulsed_W = pulsePower_W(meter, output, start, each_Ws, rate_Hz);
    const error_percent = ((pulsed_W * sets) / rate_Hz / register_Ws - 1) * 100;
    const limit_percent = rounded(base_percent * partOfBaseError);
    const pulses = meter.seen[output].filter((p) => p >= start).length;
    return {
      name: `meter constant, ${constant.name}`,
      group: output === 'active' ? 'base' : 'reactive',
      test: 'meter constant',
      clause,
      quantity: output,
      current_A: ratings.Imax,
      power_factor: output === 'active' ? 1 : 0,
      limit_percent,
      error_percent,
      stddev_percent: 0,
      detail: `${pulses} pulses against ${(register_Ws / 3600).toFixed(3)} Wh of the register`,
      pass: withinLimits(error_percent, limit_percent),
    };
  });
}
