// One meter under several loads in turn, never switched off: its error under each.
import type { Load } from '../standard/load.ts';
import { difference, type Registers } from '../bench/registers.ts';
import { withMeter } from '../typetest/formula-times.ts';
import { StagedSource } from '../typetest/staged-source.ts';
import { leadIn_s, type TestBed } from '../typetest/test-bed.ts';

/** A load, how long it stands before it is measured, and how long it is measured, s. */
export interface Turn {
  readonly load: Load;
  readonly before_s: number;
  readonly measured_s: number;
}

/** What the meter showed under a load, and what it had to: Ws, import minus export. */
export interface Shown {
  readonly error_percent: number;
  readonly moved: Registers;
}

/** Active energy of a scope, import minus export. */
export const active_Ws = (moved: Registers, scope = 0): number => moved[scope][0] - moved[scope][1];

/** Every load in turn, after what a meter needs to settle in the beginning. */
export function inTurn(bed: TestBed, turns: readonly Turn[]): Promise<Shown[]> {
  const rate_Hz = bed.options.rate_mHz / 1000;
  const sets = (seconds: number): number => Math.round(seconds * rate_Hz);
  const lead = sets(leadIn_s(bed, turns[0].load));
  const sources = turns.map(({ load }) => bed.source(load));
  let from = 0;
  const stages = turns.map(({ before_s, measured_s }, n) => {
    const begins = from;
    const measuredFrom = Math.max(begins, n === 0 ? lead : 0) + sets(before_s);
    from = measuredFrom + sets(measured_s);
    return { from: begins, source: sources[n], measuredFrom, to: from };
  });
  const feed = new StagedSource(stages);
  return withMeter(bed, async (meter) => {
    const shown: Shown[] = [];
    for (const { source, measuredFrom, to } of stages) {
      await meter.feedUntil(feed, measuredFrom);
      const before = await meter.registers();
      await meter.feedUntil(feed, to);
      const moved = difference(before, await meter.registers());
      const truth_Ws = source.energy_Ws(measuredFrom, to);
      shown.push({ error_percent: (active_Ws(moved) / truth_Ws - 1) * 100, moved });
    }
    return shown;
  });
}
