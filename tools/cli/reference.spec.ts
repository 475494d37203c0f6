// The command reference: modes against each other, a reversed current, ranges, and the budget that grows with circumstances.
import { describe, expect, it } from 'vitest';
import { twinmeter } from './testing.ts';

interface Reading {
  readonly value: number;
  readonly unit: string;
  readonly error_percent: number;
  readonly range_A: number;
  readonly constant_imp_per_kWh: number;
  readonly output_Hz: number;
  readonly angles_deg: Record<string, number>;
  readonly budget: { readonly expanded_percent: number };
}

async function reading(...words: string[]): Promise<Reading> {
  const { code, out, err } = await twinmeter('reference', ...words, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Reading;
}

describe('the command reference', () => {
  it('shows a load in its mode, within class 0.02, and the frequency that goes with it', async () => {
    const { value, unit, error_percent, range_A, constant_imp_per_kWh, output_Hz } = await reading(
      '--pf',
      '0.5',
    );
    expect({ unit, range_A, constant_imp_per_kWh }).toEqual({
      unit: 'W',
      range_A: 5,
      constant_imp_per_kWh: 1.6e8,
    });
    expect(value).toBeCloseTo(3 * 230 * 5 * 0.5, -1);
    expect(Math.abs(error_percent)).toBeLessThan(0.051);
    expect(output_Hz).toBeCloseTo((value * 1.6e8) / 3.6e6, 6);
  });

  it('shows reactive power in three ways', async () => {
    const shown = await Promise.all(
      ['3p4w-reactive', 'Q390', 'Q260'].map((mode) => reading('--pf', '0.5', '--mode', mode)),
    );
    for (const { value, unit } of shown) {
      expect(unit).toBe('var');
      expect(value / (3 * 230 * 5 * Math.sqrt(0.75))).toBeCloseTo(1, 3);
    }
  });

  it('with one current reversed shows a third', async () => {
    const [whole, reversed] = [await reading(), await reading('--phase', '2')];
    expect(reversed.value / whole.value).toBeCloseTo(1 / 3, 3);
  });

  it('has angles with the first voltage at 90 degrees or the first current at 0, and a reversed current opposite', async () => {
    const angles = async (...words: string[]): Promise<Record<string, number>> =>
      (await reading(...words)).angles_deg;
    const upright = await angles('--pf', '0.5');
    for (const [name, angle] of Object.entries({ U1: 90, U2: -30, U3: -150, I1: 30, I2: -90, I3: 150 }))
      expect(upright[name]).toBeCloseTo(angle, 1);
    const flat = await angles('--pf', '0.5', '--origin', 'current', '--phase', '2');
    for (const [name, angle] of Object.entries({ U1: 60, I1: 0, I2: 60, I3: 120 }))
      expect(flat[name]).toBeCloseTo(angle, 1);
  });

  it('is less sure with years, heat and a cold start', async () => {
    const usual = (await reading()).budget.expanded_percent;
    for (const words of [
      ['--years', '2'],
      ['--temperature', '40'],
      ['--minutes', '2'],
      ['--amps', '0.01'],
    ])
      expect((await reading(...words)).budget.expanded_percent).toBeGreaterThan(usual);
  });

  it.each([
    [['--amps', '121'], '--amps 121: expected a number from 0.001 to 120'],
    [['--phase', '1.5'], '--phase 1.5: expected 1, 2 or 3'],
    [['--mode', 'Q3'], '--mode Q3: expected one of'],
  ])('%j ends with 2', async (words, said) => {
    const { code, err } = await twinmeter('reference', ...words);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});
