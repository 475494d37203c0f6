// The verdict of the type test is tested: meters wrong at one kind of point fail there. All of them: verdicts-run.ts.
import { describe, expect, it } from 'vitest';
import { VERDICT_MUTANTS } from './verdict-mutants.ts';
import { findMutant } from './verdicts.ts';

/** One of each kind, quick to find; the long form runs every one through its points and those of others. */
const SHORT: readonly (readonly [what: string, points: RegExp])[] = [
  ['export alone', /^10Itr, PF 1(, export)?$/],
  ['import 10 % high, export running at 10 % of the load', /^10Itr, PF 1$/],
  ['register of phase 2', /^Imax, PF 1$/],
  ['voltage', /^voltage variation, 110 .*PF 1$/],
  ['pulses of active energy', /^Itr, PF 1$/],
  ['register of reactive QIII', /^reactive, 10Itr, sin 0.5, QIII$/],
  ['register of apparent import', /^apparent, 10Itr, PF 1$/],
  ['a meter that creeps', /^no load$/],
];

describe('A meter that is wrong by 1.2 limits', () => {
  it('comes in at least thirty kinds, no two alike', () => {
    expect(new Set(VERDICT_MUTANTS.map((m) => m.what)).size).toBe(VERDICT_MUTANTS.length);
    expect(VERDICT_MUTANTS.length).toBeGreaterThanOrEqual(30);
  });

  it.each(SHORT)(
    'fails at its own point: %s',
    async (what, points) => {
      const wrong = VERDICT_MUTANTS.find((m) => m.what === what)!;
      const { caught, failed } = await findMutant(wrong, points);
      expect(failed.map((r) => r.name)).not.toEqual([]);
      expect(caught).toBe(true);
    },
    180_000,
  );
});
