// The reference standard: its published constants and ranges, its modes against each other, its errors within what is published.
import { describe, expect, it } from 'vitest';
import { addTone, makeSpectrum, type Spectrum } from '../../signals/waves/oscillator.ts';
import type { SteadySignal } from '../../signals/afe/steady-signal.ts';
import { budgetOf, contribution, powerBudget } from './budget.ts';
import { MODES, shownBy, type Mode } from './modes.ts';
import {
  autoRange,
  constantOf_imp_per_kWh,
  CURRENT_RANGES_A,
  outputFrequency_Hz,
  VOLTAGE_RANGES_V,
} from './ranges.ts';
import { PUBLISHED, ReferenceStandard, USUAL, WARM_UP, type Circumstances } from './reference-standard.ts';

/** imp/kWh by current range, then voltage range, as its maker's page has them. */
const PUBLISHED_CONSTANTS: readonly (readonly [range_A: number, ...constants: number[]])[] = [
  [0.01, 2e9, 2e9, 2e9, 2e9],
  [0.02, 2e9, 2e9, 2e9, 2e9],
  [0.05, 2e9, 2e9, 2e9, 2e9],
  [0.1, 2e9, 2e9, 2e9, 2e9],
  [0.2, 2e9, 2e9, 2e9, 2e9],
  [0.5, 2e9, 2e9, 1.6e9, 8e8],
  [1, 2e9, 1.6e9, 8e8, 4e8],
  [2, 1.6e9, 8e8, 4e8, 2e8],
  [5, 6.4e8, 3.2e8, 1.6e8, 8e7],
  [10, 3.2e8, 1.6e8, 8e7, 4e7],
  [20, 1.6e8, 8e7, 4e7, 2e7],
  [50, 6.4e7, 3.2e7, 1.6e7, 8e6],
  [100, 3.2e7, 1.6e7, 8e6, 4e6],
];

const RADIANS = Math.PI / 180;

/** Three phases; `asymmetry` lowers the second voltage and current, `third` adds a harmonic to all voltages and currents. */
function star(
  volts: number,
  amps: number,
  lag_deg: number,
  change: { asymmetry?: number; third?: number } = {},
): Spectrum {
  const { asymmetry = 0, third = 0 } = change;
  const spectrum = makeSpectrum([1, 3]);
  [0, -120, 120].forEach((angle, n) => {
    addTone(spectrum, n, 1, volts * (n === 1 ? 1 - asymmetry : 1), angle * RADIANS);
    addTone(spectrum, 3 + n, 1, amps * (n === 1 ? 1 - asymmetry : 1), (angle - lag_deg) * RADIANS);
    addTone(spectrum, n, 3, volts * third, 0);
    addTone(spectrum, 3 + n, 3, amps * third, 0);
  });
  return spectrum;
}

const signalOf = (spectrum: Spectrum): SteadySignal => ({
  ...{ service: '3p4w', description: '', base_Hz: 50, fundamental_Hz: 50 },
  spectrum,
});

describe('The meter constants of the reference standard', () => {
  it('are the published ones in each range', () => {
    const made = CURRENT_RANGES_A.map((range_A) => [
      range_A,
      ...VOLTAGE_RANGES_V.map((range_V) => Number(constantOf_imp_per_kWh(range_V, range_A).toPrecision(9))),
    ]);
    expect(made).toEqual(PUBLISHED_CONSTANTS);
  });

  it('give 160 kHz at three times the power of a range', () => {
    for (const [range_V, range_A] of [
      [480, 100],
      [240, 5],
      [60, 2],
    ])
      expect(outputFrequency_Hz(constantOf_imp_per_kWh(range_V, range_A), 3 * range_V * range_A)).toBeCloseTo(
        160_000,
        6,
      );
  });
});

describe('A range is taken by itself', () => {
  it.each([
    [30, 60],
    [72, 60],
    [72.1, 120],
    [230, 240],
    [288.1, 480],
    [576, 480],
  ])('%d V: that of %d V', (volts, range) => {
    expect(VOLTAGE_RANGES_V[autoRange(VOLTAGE_RANGES_V, volts)]).toBe(range);
  });

  it.each([
    [0.001, 0.01],
    [0.013, 0.02],
    [5.9, 5],
    [6.1, 10],
    [120, 100],
  ])('%d A: that of %d A', (amps, range) => {
    expect(CURRENT_RANGES_A[autoRange(CURRENT_RANGES_A, amps)]).toBe(range);
  });
});

describe('The measuring modes', () => {
  const [U, I, lag] = [230, 5, 37];
  const of = (mode: Mode, change = {}): number => shownBy(mode, star(U, I, lag, change));
  const [P, Q, S] = [3 * U * I * Math.cos(lag * RADIANS), 3 * U * I * Math.sin(lag * RADIANS), 3 * U * I];

  it.each([
    ['active', P],
    ['reactive', Q],
    ['apparent', S],
  ])('with three and with two elements agree in a symmetrical system: %s', (quantity, value) => {
    expect(of(`3p4w-${quantity}` as Mode)).toBeCloseTo(value, 8);
    expect(of(`3p3w-${quantity}` as Mode)).toBeCloseTo(value, 8);
    expect(of(`1p-${quantity}` as Mode)).toBeCloseTo(value / 3, 8);
  });

  it.each(['Q390', 'Q290', 'Q260'] as const)(
    '%s shows the reactive power of a symmetrical system',
    (mode) => {
      expect(of(mode)).toBeCloseTo(Q, 8);
    },
  );

  it('cross-connected show something else of an asymmetrical system, as such connections do', () => {
    const asymmetry = { asymmetry: 0.3 };
    const true_var = of('3p4w-reactive', asymmetry);
    for (const mode of ['Q390', 'Q290', 'Q260'] as const)
      expect(Math.abs(of(mode, asymmetry) / true_var - 1)).toBeGreaterThan(0.01);
  });

  it('without a neutral do not see third harmonics in phase: with one they do', () => {
    const third = { third: 0.1 };
    expect(of('3p4w-active', third)).toBeCloseTo(P + 3 * U * I * 0.01, 8);
    expect(of('3p3w-active', third)).toBeCloseTo(P, 8);
  });

  it('are twelve', () => {
    expect(new Set(MODES).size).toBe(12);
  });
});

describe('One instrument', () => {
  const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);
  const error_percent = (
    seed: number,
    amps: number,
    lag_deg: number,
    where: Circumstances = USUAL,
  ): number => {
    const spectrum = star(230, amps, lag_deg);
    const shown = new ReferenceStandard(seed, where).shows(signalOf(spectrum)).spectrum;
    return (shownBy('3p4w-active', shown) / shownBy('3p4w-active', spectrum) - 1) * 100;
  };
  const worst = (amps: number, lag_deg: number, where?: Circumstances): number =>
    Math.max(...SEEDS.map((seed) => Math.abs(error_percent(seed, amps, lag_deg, where))));

  it('is within class 0.02 at 25 mA and above, and not far below it', () => {
    expect(worst(5, 0)).toBeLessThanOrEqual(PUBLISHED.power_percent);
    expect(worst(5, 0)).toBeGreaterThan(PUBLISHED.power_percent / 4);
    expect(worst(0.012, 0)).toBeGreaterThan(worst(5, 0));
  });

  it('is another one with another seed, and in another range', () => {
    expect(error_percent(1, 5, 0)).not.toBe(error_percent(2, 5, 0));
    expect(error_percent(1, 5, 0)).not.toBe(error_percent(1, 50, 0));
  });

  it('adds its angle error where the power factor is low', () => {
    expect(worst(5, 60)).toBeGreaterThan(worst(5, 0));
    expect(worst(5, 60)).toBeLessThanOrEqual(
      PUBLISHED.power_percent + PUBLISHED.angle_deg * RADIANS * Math.tan(60 * RADIANS) * 100 + 1e-6,
    );
  });

  it('drifts with the years and the temperature, and settles after it was switched on', () => {
    const usual = error_percent(3, 5, 0);
    const moved = (change: Partial<Circumstances>): number =>
      Math.abs(error_percent(3, 5, 0, { ...USUAL, ...change }) - usual);
    expect(moved({ years: 1 })).toBeLessThanOrEqual(PUBLISHED.powerDrift_ppm_per_year / 1e4 + 1e-9);
    expect(moved({ years: 2 })).toBeCloseTo(2 * moved({ years: 1 }), 6);
    expect(moved({ temperature_C: 33 })).toBeLessThanOrEqual(
      (10 * PUBLISHED.powerDrift_ppm_per_K) / 1e4 + 1e-9,
    );
    expect(moved({ temperature_C: 33 })).toBeGreaterThan(0);
    expect(moved({ minutes: 1 })).toBeGreaterThan(0);
    expect(moved({ minutes: 15 })).toBe(0);
    expect(WARM_UP.percent).toBeLessThanOrEqual(PUBLISHED.power_percent);
  });

  it('has none of it without a seed', () => {
    const signal = signalOf(star(230, 5, 30));
    expect(new ReferenceStandard(undefined).shows(signal)).toBe(signal);
  });
});

describe('The error budget', () => {
  it('adds contributions as squares, each a rectangle', () => {
    const { standard_percent, expanded_percent } = budgetOf([contribution('a', 3), contribution('b', 4)]);
    expect(standard_percent).toBeCloseTo(5 / Math.sqrt(3), 12);
    expect(expanded_percent).toBeCloseTo(10 / Math.sqrt(3), 12);
  });

  it('has the class alone at PF 1 under usual circumstances, more elsewhere', () => {
    expect(powerBudget(5, 1, USUAL).contributions.map(({ name }) => name)).toEqual(['power, as published']);
    const names = powerBudget(5, -0.5, { temperature_C: 30, years: 1, minutes: 5 }).contributions.map(
      ({ name }) => name,
    );
    expect(names).toEqual([
      'power, as published',
      'phase angle',
      'drift since adjustment',
      'temperature',
      'warming up',
    ]);
    expect(powerBudget(0.01, 1, USUAL).expanded_percent).toBeCloseTo(
      2 * powerBudget(5, 1, USUAL).expanded_percent,
      12,
    );
  });
});
