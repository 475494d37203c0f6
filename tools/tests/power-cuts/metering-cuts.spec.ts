// The supply of a metering core goes at any byte it writes, in every way, and again while it starts behind that: what holds
// then. A sample each day; all places in `make fuzz`.
import { describe, expect, it } from 'vitest';
import { cutEverywhere, report } from './cutting.ts';
import { METERING_INVARIANTS } from './metering-invariants.ts';
import { liveThrough, meteringStart, SCENARIOS } from './metering-scenarios.ts';

/** Each so manieth place: 1 with TWINMETER_CUT_PLACES=all, or a number of its own. */
const { TWINMETER_CUT_PLACES } = process.env;
const STEP = TWINMETER_CUT_PLACES === 'all' ? 1 : Number(TWINMETER_CUT_PLACES) || 397;
const AGAIN = 2;
const LIMIT_ms = 6 * 3600_000;

describe('A metering core whose supply goes with any byte', () => {
  it.each(SCENARIOS)('holds what it promised: $name', { timeout: LIMIT_ms }, (scenario) => {
    const run = liveThrough(scenario);
    const cutting = {
      powerOn: meteringStart(),
      invariants: METERING_INVARIANTS,
      step: STEP,
      again: AGAIN,
      seed: 13,
    };
    const outcome = cutEverywhere(cutting, run);
    process.stdout.write(`${scenario.name}: ${report(outcome).join('\n')}\n`);
    expect(outcome.violations.slice(0, 12)).toEqual([]);
  });
});
