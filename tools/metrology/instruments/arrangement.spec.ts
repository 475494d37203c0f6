// What reaches the meters of a bench: all of it with open links, less from meter to meter with closed ones, isolated the same for all.
import { describe, expect, it } from 'vitest';
import type { SteadySignal } from '../../signals/afe/steady-signal.ts';
import { readLimits } from '../standard/limits.ts';
import { signalOf, type Load } from '../standard/load.ts';
import { admittance_S, terminalsOf, type ArrangementKind, type Consumption } from './arrangement.ts';
import { BANDS, IsolatingTransformer, largestBurden_Ohm, protectionAt } from './isolating-transformer.ts';
import { FIRST_CURRENT, rmsOf } from './lines.ts';
import { shownBy } from './modes.ts';

const METER: Consumption = { active_W: 1, apparent_VA: 5, currentCircuit_mOhm: 2, Unom_V: 230 };
const limits = readLimits();
const load = (changes: Partial<Load> = {}): SteadySignal =>
  signalOf(limits, { service: '1p2w', voltage_V: 230, hz: 50, current_A: 0.5, lag_deg: 0, ...changes }, 4000);
const at = (kind: ArrangementKind, position: number, signal = load()): SteadySignal =>
  terminalsOf(kind, { position, seed: position }, METER)(signal);
const power_W = ({ spectrum }: SteadySignal): number => shownBy('1p-active', spectrum);

describe('With links open', () => {
  it('every meter has what the source gives', () => {
    const signal = load();
    expect(at('open', 48, signal)).toBe(signal);
  });
});

describe('With links closed', () => {
  it('each position lacks the watts of all supplies up to it', () => {
    for (const position of [1, 2, 20]) expect(power_W(at('closed', position))).toBeCloseTo(115 - position, 9);
  });

  it('and the error is the larger the smaller the current', () => {
    const error = (current_A: number): number =>
      power_W(at('closed', 10, load({ current_A }))) / (230 * current_A) - 1;
    expect(error(5)).toBeCloseTo(-10 / 1150, 9);
    expect(error(0.5) / error(5)).toBeCloseTo(10, 6);
  });

  it('a meter without a load is given a load back: it exports', () => {
    expect(power_W(at('closed', 3, load({ current_A: 0 })))).toBeCloseTo(-3, 9);
  });

  it('a missing voltage feeds no supply', () => {
    const signal = load({ service: '3p4w', interrupted: [1] });
    const reached = at('closed', 2, signal);
    const rms = (of: SteadySignal, n: number): number => rmsOf(of.spectrum, FIRST_CURRENT + n);
    expect(rms(reached, 1)).toBeCloseTo(rms(signal, 1), 12);
    expect(rms(reached, 0)).not.toBeCloseTo(rms(signal, 0), 5);
  });

  it('the capacitor of the supplies takes more of harmonics', () => {
    expect(admittance_S(METER, 5).im / admittance_S(METER, 1).im).toBeCloseTo(5, 12);
    expect(admittance_S(METER, 5).re).toBe(admittance_S(METER, 1).re);
  });
});

describe('Behind isolating current transformers', () => {
  it('no position is further off than the ratio error, wherever it stands', () => {
    for (let position = 1; position <= 48; position++)
      expect(Math.abs(power_W(at('ict', position)) / 115 - 1)).toBeLessThanOrEqual(1.0e-4 + 1e-7);
  });

  it('no direct component comes through', () => {
    const half = load({ shape: 'half-wave', current_A: 10 });
    const direct = (of: SteadySignal): number => of.spectrum.re[FIRST_CURRENT * of.spectrum.orders.length];
    expect(half.spectrum.orders[0]).toBe(0);
    expect(Math.abs(direct(half))).toBeGreaterThan(1);
    expect(Math.abs(direct(at('ict', 1, half)))).toBe(0);
  });

  it('errors lie in the published bands, and below the smallest are no better', () => {
    for (let seed = 0; seed < 100; seed++)
      for (const { from_A, ratio_percent, phase_min } of BANDS) {
        const { re, im } = new IsolatingTransformer(seed).gainAt(from_A);
        expect(Math.abs(Math.hypot(re, im) - 1) * 100).toBeLessThanOrEqual(ratio_percent);
        expect((Math.abs(Math.atan2(im, re)) * 10_800) / Math.PI).toBeLessThanOrEqual(phase_min);
      }
    const one = new IsolatingTransformer(1);
    expect(one.gainAt(0.001)).toEqual(one.gainAt(0.01));
    expect(one.gainAt(0.1)).not.toEqual(one.gainAt(1));
  });

  it.each([
    [1.9, 0.2, undefined],
    [1.9, 0.21, 'burden too high'],
    [60, 0.7 / 60, undefined],
    [60, 0.012, 'burden too high'],
    [0.01, Infinity, 'open secondary'],
    [120.1, 0.001, 'current too high'],
  ])('at %d A a burden of %d Ohm is: %s', (current_A, burden_Ohm, protection) => {
    expect(protectionAt(current_A, burden_Ohm)).toBe(protection);
  });

  it('the burden they carry falls with the current from 2 A on', () => {
    expect([0.01, 1.99].map(largestBurden_Ohm)).toEqual([0.2, 0.2]);
    expect(largestBurden_Ohm(100)).toBeCloseTo(0.007, 12);
  });
});

describe('With a voltage of its own from a transformer', () => {
  it('a meter has the current of all, and a voltage within the transformer errors', () => {
    const signal = load();
    for (let position = 1; position <= 48; position++) {
      const reached = at('msvt', position, signal);
      expect(rmsOf(reached.spectrum, FIRST_CURRENT)).toBe(rmsOf(signal.spectrum, FIRST_CURRENT));
      expect(Math.abs(power_W(reached) / 115 - 1)).toBeLessThanOrEqual(2.1e-4);
    }
  });
});
