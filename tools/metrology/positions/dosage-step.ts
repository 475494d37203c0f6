// Dosage: the source gives a set amount of energy and ends; what the register moved by is held against it. No pulse is needed.
import { power_W, type Ratings } from '../standard/ratings.ts';
import { difference } from '../bench/registers.ts';
import { withMeter } from '../typetest/formula-times.ts';
import type { PointResult } from '../typetest/result.ts';
import { StagedSource } from '../typetest/staged-source.ts';
import { leadIn_s, type TestBed } from '../typetest/test-bed.ts';
import type { Fields } from './fields.ts';
import { active_Ws } from './in-turn.ts';
import type { NamedCurrent } from './point-step.ts';
import { activeResult, askedIn, loadOf, type Asked } from './production-steps.ts';
import type { Step } from './step.ts';

export const DOSAGE_KEYS = ['energy_Wh', 'power_factor', 'limit_percent', 'clause'];

/** What a meter takes to have counted all of a load that ended, s. */
const SETTLE_s = 2;
const SHORTEST_s = 1;
const LONGEST_s = 24 * 3600;

interface Dose extends Asked {
  readonly energy_Wh: number;
}

const takes_s = ({ ratings, angle, energy_Wh }: Dose, current_A: number): number =>
  (energy_Wh * 3600) / (power_W(ratings, current_A) * Math.abs(angle.factor));

/** Voltage alone, the load until the source has given the dose, voltage alone. */
async function dosage(bed: TestBed, dose: Dose, current: NamedCurrent): Promise<PointResult> {
  const load = loadOf(dose, current);
  const [source, idle] = [bed.source(load), bed.source({ ...load, current_A: 0 })];
  const rate_Hz = bed.options.rate_mHz / 1000;
  const from = Math.round(leadIn_s(bed, load) * rate_Hz);
  const to = from + Math.ceil(takes_s(dose, current.current_A) * rate_Hz);
  const feed = new StagedSource([
    { from: 0, source: idle },
    { from, source },
    { from: to, source: idle },
  ]);
  const moved = await withMeter(bed, async (meter) => {
    await meter.feedUntil(feed, from);
    const before = await meter.registers();
    await meter.feedUntil(feed, to + SETTLE_s * rate_Hz);
    return difference(before, await meter.registers());
  });
  const [counted_Ws, given_Ws] = [active_Ws(moved), feed.energy_Ws(from, to)];
  const detail = `${(counted_Ws / 3600).toFixed(6)} Wh of ${(given_Ws / 3600).toFixed(6)} Wh`;
  return activeResult(dose, current, 'dosage', (counted_Ws / given_Ws - 1) * 100, detail);
}

/** Reads a step `dosage`: currents, and the energy of each. Throws ProgrammeError. */
export function dosageIn(step: Fields, ratings: Ratings): Step {
  const dose = {
    ...askedIn(step, ratings, 'dosage', 0),
    energy_Wh: step.number('energy_Wh', 0.001, 1_000_000),
  };
  for (const { name, current_A } of dose.currents) {
    const seconds = takes_s(dose, current_A);
    if (seconds < SHORTEST_s || seconds > LONGEST_s)
      step.refuse('energy_Wh', `${name}: takes ${seconds.toFixed(1)} s, expected 1 s to 24 h`);
  }
  return {
    tests: (bed) =>
      dose.currents.map((current) => ({
        name: `dosage, ${current.name}, ${dose.angle.name}`,
        run: () => dosage(bed, dose, current),
      })),
  };
}
