// No load: voltage without current; at most one pulse of each test output, and no register may move.
import { power_W } from '../standard/ratings.ts';
import { baseError_percent, loadOf, timesOf, withMeter } from './formula-times.ts';
import type { TestOutput } from './bench.ts';
import { REGISTERS } from './registers.ts';
import type { PointResult } from './result.ts';
import type { TestBed } from './test-bed.ts';

const OUTPUTS: readonly TestOutput[] = ['active', 'reactive'];

/** The register that took most, of all scopes. */
function largest(registers: readonly (readonly number[])[]): { name: string; amount: number } {
  const all = registers.flatMap((values, scope) =>
    values.map((amount, n) => ({
      name: `${scope === 0 ? '' : `L${scope} `}${REGISTERS[n].replace(/_m(Ws|vars|VAs)$/, '').replaceAll('_', ' ')}`,
      amount,
    })),
  );
  return all.reduce((a, b) => (b.amount > a.amount ? b : a));
}

/** At most one pulse, and no register more than b %, in the time that b % of the power at Imin needs for one pulse. */
export function noLoad(bed: TestBed): Promise<PointResult> {
  const { limits, ratings } = bed.options;
  const b = baseError_percent(bed);
  const duration_s = timesOf(bed).noLoadR46_s;
  const source = bed.source(loadOf(bed, 0));
  return withMeter(bed, async (meter) => {
    await meter.feedUntil(source, Math.ceil((duration_s * source.rate_mHz) / 1000));
    const most = largest(await meter.registers());
    const share_percent = (most.amount / (power_W(ratings, ratings.Imin) * duration_s)) * 100;
    const counted = OUTPUTS.map((output) => `${meter.seen[output].length} pulses ${output}`).join(', ');
    const moved = most.amount > 0 ? `; most in ${most.name}` : '';
    const quiet = OUTPUTS.every((output) => meter.seen[output].length <= limits.noLoad.pulsesAtMost);
    return {
      name: 'no load',
      group: 'base',
      test: 'no load',
      clause: limits.noLoad.clause,
      current_A: 0,
      power_factor: 1,
      limit_percent: b,
      error_percent: share_percent,
      stddev_percent: 0,
      detail: `${counted} in ${duration_s.toFixed(0)} s; the error is the energy against that at Imin${moved}`,
      judged: REGISTERS.length * 4 + OUTPUTS.length,
      pass: quiet && share_percent <= b,
    };
  });
}
