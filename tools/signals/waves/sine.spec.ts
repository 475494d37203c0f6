// The sine source: power, angles and sums of each service.
import { describe, expect, it } from 'vitest';
import { fed, fedEnergies_Ws } from './fixtures.ts';
import { SynthesisError } from './errors.ts';
import { SERVICES } from './services.ts';
import { sineSource } from './sine.ts';

describe('sineSource', () => {
  it('gives U·I·cos φ and a positive Q1 for an inductive load', () => {
    const truth = sineSource({ service: '1p2w', volts: 230, amps: 5, pf: 0.5 }).truth(4000);
    expect(truth.total.P_W).toBeCloseTo(575, 9);
    expect(truth.total.Q1_var).toBeCloseTo(1150 * Math.sqrt(0.75), 9);
    expect(truth.elements[0].pf).toBeCloseTo(0.5, 12);
    expect(truth.total.import_Ws).toBeCloseTo(575, 9);
    expect(truth.total.export_Ws).toBe(0);
  });

  it('turns Q1 negative for a leading load, by sign or by option', () => {
    for (const load of [{ pf: -0.8 }, { pf: 0.8, leading: true }]) {
      const truth = sineSource({ service: '1p2w', volts: 100, amps: 1, ...load }).truth(4000);
      expect(truth.total.P_W).toBeCloseTo(80, 9);
      expect(truth.total.Q1_var).toBeCloseTo(-60, 9);
    }
  });

  it('counts negative current as export', () => {
    const { total } = sineSource({ service: '3p4w', volts: 230, amps: -5 }).truth(8000);
    expect(total.import_Ws).toBe(0);
    expect(total.export_Ws).toBeCloseTo(2 * 3450, 6);
  });

  it('makes √3·U·I·cos φ out of the two elements of 3p3w', () => {
    const { total, elements } = sineSource({ service: '3p3w', volts: 400, amps: 5, pf: 0.5 }).truth(4000);
    expect(total.P_W).toBeCloseTo(Math.sqrt(3) * 400 * 5 * 0.5, 8);
    expect(total.pf).toBeCloseTo(0.5, 9);
    expect(elements.map((e) => e.phase)).toEqual([1, 3]);
    expect(elements[0].P_W).toBeCloseTo(0, 8);
  });

  it('has two legs of one winding in a split phase, and no neutral current where they are loaded alike', () => {
    const { total, elements, neutral_A, frequency_Hz } = sineSource({
      service: '2p3w',
      volts: 120,
      amps: 5,
    }).truth(4000);
    expect(frequency_Hz).toBe(60);
    expect(elements.map((e) => [e.phase, e.P_W])).toEqual([
      [1, expect.closeTo(600, 6)],
      [2, expect.closeTo(600, 6)],
    ]);
    expect(total.P_W).toBeCloseTo(1200, 6);
    expect(neutral_A).toBeCloseTo(0, 9);
  });

  it('makes √3·240 V·I·cos φ out of a delta about a neutral, with 208 V on L2', () => {
    const { total, elements, neutral_A } = sineSource({
      service: '3p4w-delta',
      volts: 120,
      amps: 5,
      pf: 0.5,
    }).truth(4000);
    expect(total.P_W).toBeCloseTo(Math.sqrt(3) * 240 * 5 * 0.5, 6);
    expect(elements.map((e) => Math.round(e.voltage_V))).toEqual([120, 208, 120]);
    // φ of 60 degrees stands at the legs as 30 and 90: L1 carries cos 30, L3 nothing.
    expect(elements[0].P_W).toBeCloseTo(600 * Math.cos(Math.PI / 6), 6);
    expect(elements[2].P_W).toBeCloseTo(0, 6);
    expect(neutral_A).toBeCloseTo(0, 9);
  });

  it('feeds what its truth says, parts of a cycle included', () => {
    for (const service of SERVICES) {
      const source = sineSource({ service, volts: 230, amps: 10, pf: 0.7, hz: 49.37 });
      const truth = source.truth(5017);
      fedEnergies_Ws(source, 0, 5017).forEach((energy, e) => {
        expect(Math.abs(energy / truth.elements[e].energy_Ws - 1)).toBeLessThan(1e-6);
      });
    }
  });

  it('is the same whichever way the calls divide the samples', () => {
    const source = sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 0.9, hz: 50.123 });
    const whole = fed(source, 0, 1500);
    const pieces: number[] = [];
    for (const [first, sets] of [
      [0, 1],
      [1, 700],
      [701, 256],
      [957, 543],
    ])
      pieces.push(...fed(source, first, sets));
    expect(pieces).toEqual([...whole]);
  });

  it('keeps the neutral the negative sum of the line currents, and the status word zero', () => {
    const counts = fed(sineSource({ service: '1p2w', volts: 230, amps: 5 }), 0, 100);
    for (let n = 0; n < 100; n++) {
      expect(Math.abs(counts[8 * n + 6] + counts[8 * n + 3])).toBeLessThanOrEqual(1);
      expect(counts[8 * n + 7]).toBe(0);
    }
  });

  it.each([{ pf: 1.01 }, { pf: NaN }, { volts: -1 }, { hz: 0 }, { hz: 2000 }, { amps: Infinity }])(
    'refuses %o',
    (wrong) => {
      expect(() => sineSource({ service: '1p2w', volts: 230, amps: 5, ...wrong })).toThrow(SynthesisError);
    },
  );
});
