// A current transformer whose errors change with current, at half the limits of class 0.2S: outside before, inside after its table.
import { describe, expect, it } from 'vitest';
import { CLASS_02S, errorsAt } from '../../signals/afe/sensors.ts';
import { randomUnit, withTransformerErrors } from '../../signals/afe/unit.ts';
import { basePoints } from '../standard/programme.ts';
import { adjustByProcedure } from './procedure.ts';
import { bedFor, limits, PLACE } from './usual-beds.ts';

const HALF_02S = { rated_A: 60, ratio_percent: 0.375, phase_min: 15 };
const PART = 1 / 3;

describe('Errors over current at half of class 0.2S', () => {
  it('reach half the limit at 1 % and at 5 %, and never leave it above', () => {
    for (const { share, ratio_percent, phase_min } of CLASS_02S) {
      const { ratio, lead_deg } = errorsAt(HALF_02S, share * HALF_02S.rated_A);
      expect(100 * ratio).toBeLessThanOrEqual(ratio_percent / 2 + 1e-9);
      expect(60 * lead_deg).toBeLessThanOrEqual(phase_min / 2 + 1e-9);
      if (share > 0.05) continue;
      expect(100 * ratio).toBeCloseTo(ratio_percent / 2, 6);
      expect(60 * lead_deg).toBeCloseTo(phase_min / 2, 6);
    }
  });
});

/** Of ratio and phase error; a core's magnetising current makes a small ratio and a lead: the first. */
type Signs = readonly [ratio: number, phase: number];

/** The largest share of a third of class D over the programme's base points. */
async function worstShare(signs: Signs, withTable: boolean): Promise<number> {
  const [ratio, phase] = signs;
  const errors = {
    ...HALF_02S,
    ratio_percent: ratio * HALF_02S.ratio_percent,
    phase_min: phase * HALF_02S.phase_min,
  };
  const bed = bedFor('3p4w', withTransformerErrors(randomUnit(1, 'ct'), errors));
  await adjustByProcedure(bed, PLACE);
  if (!withTable)
    bed.adjustment = {
      ...bed.adjustment,
      correctionCurrent_uA: [],
      correctionGain_ppm: [],
      correctionDelay_ns: [],
    };
  let worst = 0;
  for (const { load, limit_percent } of basePoints(limits, bed.ratings)) {
    const window_s = Math.min(12, Math.max(2, 1 / load.current_A));
    const { error_percent } = await bed.measure(load, { leadIn_s: 4, windows: 1, window_s });
    worst = Math.max(worst, Math.abs(error_percent) / (PART * limit_percent));
  }
  return worst;
}

describe('A unit with such transformers, adjusted as prescribed', () => {
  const signs: Signs[] = [
    [-1, 1],
    [1, 1],
    [1, -1],
  ];
  it.each(signs)(
    'is within a third of class D at every base point with its table (ratio %i, phase %i)',
    async (...of) => {
      expect(await worstShare(of, true)).toBeLessThan(1);
    },
  );

  it('is outside class D without it', async () => {
    expect(await worstShare([-1, 1], false)).toBeGreaterThan(1 / PART);
  });
});
