// The household day: it feeds what its truth says, loops without a seam, and contains what it promises.
import { describe, expect, it } from 'vitest';
import { fed, fedEnergies_Ws } from './fixtures.ts';
import { HouseholdDay } from './household-day.ts';

const day = new HouseholdDay();
const at = (hours: number): number => Math.round(hours * 3600 * 4000);

describe('HouseholdDay', () => {
  it('sums exactly what it feeds, block borders and parts of blocks included', () => {
    for (const first of [0, at(10.2) + 17, at(18.3) + 3999]) {
      const sets = 9001;
      const energies = fedEnergies_Ws(day, first, sets);
      const [a, b] = [day.truth(first), day.truth(first + sets)];
      energies.forEach((energy, e) => {
        const truth = b.elements[e].energy_Ws - a.elements[e].energy_Ws;
        expect(Math.abs(energy - truth)).toBeLessThan(1e-5 * Math.abs(truth) + 0.01);
      });
    }
  });

  it('exports on phase 1 at midday and imports in the evening', () => {
    expect(day.truth(at(13), 4000).elements[0].P_W).toBeLessThan(-1000);
    expect(day.truth(at(13), 4000).total.P_W).toBeLessThan(0);
    expect(day.truth(at(18.1), 4000).total.P_W).toBeGreaterThan(3000);
  });

  it('keeps import minus export equal to the net energy', () => {
    const { total, elements } = day.truth(at(14));
    expect(total.import_Ws - total.export_Ws).toBeCloseTo(total.energy_Ws, 3);
    expect(total.export_Ws).toBeGreaterThan(1e6);
    expect(elements[1].export_Ws).toBe(0);
  });

  it('wanders about 50 Hz and makes whole turns a day', () => {
    const hz = [1, 5, 9, 14, 20].map((h) => day.truth(at(h), 4000).frequency_Hz);
    for (const f of hz) expect(Math.abs(f - 50)).toBeLessThan(0.05);
    expect(Math.max(...hz) - Math.min(...hz)).toBeGreaterThan(0.005);
  });

  it('wanders as much about another nominal voltage and frequency', () => {
    const abroad = new HouseholdDay({ volts: 115, hz: 60 });
    expect(abroad.description).toContain('3 x 115 V, 60 Hz');
    const [here, there] = [day, abroad].map((source) => source.truth(at(9), 4000));
    expect(there.frequency_Hz - here.frequency_Hz).toBeCloseTo(10, 4);
    there.elements.forEach(({ voltage_V }, e) =>
      expect(voltage_V / here.elements[e].voltage_V).toBeCloseTo(0.5, 3),
    );
    expect([...fed(abroad, at(24), 300)]).toEqual([...fed(abroad, 0, 300)]);
  });

  it('has no step in the voltage from the last sample of the day to the first', () => {
    const counts = fed(day, at(24) - 2, 4);
    const v = [0, 1, 2, 3].map((n) => counts[8 * n]);
    const bend = v[3] - 3 * v[2] + 3 * v[1] - v[0];
    expect(Math.abs(bend)).toBeLessThan(0.02 * 325 * 12500);
    expect([...fed(day, at(24), 300)]).toEqual([...fed(day, 0, 300)]);
  });

  it('draws a distorted current where electronics run', () => {
    const { elements } = day.truth(at(9), 4000);
    const phase3 = elements[2];
    expect(phase3.S_VA).toBeGreaterThan(1.15 * Math.hypot(phase3.P_W, phase3.Q1_var));
  });

  it('starts at any second of the day, with the same hour there, and tells what it is', () => {
    const noon = new HouseholdDay({ start_s: 12 * 3600 });
    const whole = new HouseholdDay();
    const power = (day: HouseholdDay, second: number) =>
      day.truth((second + 1) * 4000, 4000).elements.map(({ P_W }) => P_W);
    power(noon, 3).forEach((P_W, p) => expect(P_W).toBeCloseTo(power(whole, 12 * 3600 + 3)[p], -1));
    expect(noon.scene(4000)).toMatch(/^12:00:01 {2}base load.*solar inverter$/);
    expect(new HouseholdDay({ start_s: 86_399 }).scene(4000)).toMatch(/^00:00:00 /);
  });
});
