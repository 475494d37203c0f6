// No load: voltage without current; at most one pulse of each test output, and no register may move.
import { power_W } from '../standard/ratings.ts';
import { baseError_percent, loadOf, timesOf, withMeter } from './formula-times.ts';
import type { TestOutput } from '../bench/meter-under-test.ts';
import { REGISTERS, SCOPES, type Registers } from '../bench/registers.ts';
import type { PointResult } from './result.ts';
import type { TestBed } from './test-bed.ts';

const OUTPUTS: readonly TestOutput[] = ['active', 'reactive'];

interface Taken {
  readonly name: string;
  readonly share_percent: number;
  readonly limit_percent: number;
}

/** What each register took of the energy at Imin in the same time. */
function taken(registers: Registers, atImin_Ws: number, limits: (register: string) => number): Taken[] {
  return registers.flatMap((values, scope) =>
    values.map((amount, n) => {
      const name = REGISTERS[n].replace(/_m(Ws|vars|VAs)$/, '').replaceAll('_', ' ');
      return {
        name: scope === 0 ? name : `L${scope} ${name}`,
        share_percent: (amount / atImin_Ws) * 100,
        limit_percent: limits(name),
      };
    }),
  );
}

const worst = (all: readonly Taken[]): Taken =>
  all.reduce((a, b) => (b.share_percent / b.limit_percent > a.share_percent / a.limit_percent ? b : a));

/** How long, at which voltage, and by which standard; R46's test without it. */
export interface NoLoadTest {
  readonly name: string;
  readonly clause: string;
  readonly duration_s: number;
  readonly voltage_V: number;
}

const ofR46 = (bed: TestBed): NoLoadTest => ({
  name: 'no load',
  clause: bed.options.limits.noLoad.clause,
  duration_s: timesOf(bed).noLoadR46_s,
  voltage_V: bed.ratings.Unom_V,
});

/**
 * At most one pulse, and no register more than b %, in the time that b % of the power at Imin needs for one pulse.
 * Apparent energy, for which no standard says anything, is the product of RMS values, noise and all: its registers may
 * take what half the starting current would give, below which a meter counts a phase as without load.
 */
export function noLoad(bed: TestBed, test = ofR46(bed)): Promise<PointResult> {
  const { limits, ratings } = bed.options;
  const b = baseError_percent(bed);
  const apparent = (50 * ratings.Ist) / ratings.Imin;
  const { name, clause, duration_s, voltage_V } = test;
  const source = bed.source({ ...loadOf(bed, 0), voltage_V });
  return withMeter(bed, async (meter) => {
    await meter.feedUntil(source, Math.ceil((duration_s * source.rate_mHz) / 1000));
    const atImin_Ws = power_W(ratings, ratings.Imin) * duration_s;
    const limitOf = (name: string): number => (name.startsWith('apparent') ? apparent : b);
    const most = worst(taken(await meter.registers(), atImin_Ws, limitOf));
    const pulses = OUTPUTS.map((output) => meter.seen[output].length);
    const counted = OUTPUTS.map(
      (output, n) => `${pulses[n]} ${pulses[n] === 1 ? 'pulse' : 'pulses'} ${output}`,
    );
    const moved = most.share_percent > 0 ? `; most in ${most.name}` : '';
    const quiet = pulses.every((count) => count <= limits.noLoad.pulsesAtMost);
    return {
      name,
      group: 'base',
      test: 'no load',
      clause,
      current_A: 0,
      power_factor: 1,
      limit_percent: most.limit_percent,
      error_percent: most.share_percent,
      stddev_percent: 0,
      detail: `${counted.join(', ')} in ${duration_s.toFixed(0)} s; the error is the energy against that at Imin${moved}`,
      judged: REGISTERS.length * SCOPES + OUTPUTS.length,
      pass: quiet && most.share_percent <= most.limit_percent,
    };
  });
}
