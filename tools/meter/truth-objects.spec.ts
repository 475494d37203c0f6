// The truth of a source by the meter's own codes.
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../shared-protocol/generated/ts/catalogue.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { referenceFor, truthInstantaneous, truthRegisters } from './truth-objects.ts';

const SETS = 8000;
const load = sineSource({ service: '3p4w', volts: 230, amps: 10, pf: 0.5 });
const generator = sineSource({ service: '1p2w', volts: 230, amps: -10 });

describe('The truth of a load', () => {
  it('has quantities under the codes of their phases', () => {
    const values = truthInstantaneous(load.truth(SETS));
    expect(values['1-0:32.7.0.255']).toEqual({ value: expect.closeTo(230, 6), unit: 'V' });
    expect(values['1-0:51.7.0.255']).toEqual({ value: expect.closeTo(10, 6), unit: 'A' });
    expect(values['1-0:61.7.0.255']).toEqual({ value: expect.closeTo(1150, 4), unit: 'W' });
    expect(values['1-0:16.7.0.255'].value).toBeCloseTo(3450, 4);
    expect(values['1-0:3.7.0.255'].value).toBeCloseTo(3 * 2300 * Math.sqrt(0.75), 3);
    expect(values['1-0:4.7.0.255'].value).toBe(0);
    expect(values['1-0:13.7.0.255'].value).toBeCloseTo(0.5, 6);
    expect(values['1-0:14.7.0.255'].value).toBeCloseTo(50, 6);
  });

  it('has energies in Wh: watts times the fed seconds by 3600', () => {
    const values = truthRegisters(load.truth(SETS));
    expect(values['1-0:1.8.0.255']).toEqual({ value: expect.closeTo((3450 * 2) / 3600, 6), unit: 'Wh' });
    expect(values['1-0:21.8.0.255'].value).toBeCloseTo((1150 * 2) / 3600, 6);
    expect(values['1-0:2.8.0.255'].value).toBe(0);
  });

  it('uses codes and units of the catalogue only', () => {
    const truth = load.truth(SETS);
    for (const [obis, { unit }] of Object.entries({
      ...truthInstantaneous(truth),
      ...truthRegisters(truth),
    })) {
      expect(CATALOGUE.find((object) => object.obis === obis)).toMatchObject({ unit });
    }
  });
});

describe('The truth of a generator', () => {
  it('is export in power and energy, and negative only in the signed power', () => {
    const truth = generator.truth(SETS);
    const values = { ...truthInstantaneous(truth), ...truthRegisters(truth) };
    expect(values['1-0:22.7.0.255'].value).toBeCloseTo(2300, 4);
    expect(values['1-0:21.7.0.255'].value).toBe(0);
    expect(values['1-0:36.7.0.255'].value).toBeCloseTo(-2300, 4);
    expect(values['1-0:22.8.0.255'].value).toBeCloseTo((2300 * 2) / 3600, 6);
    expect(values['1-0:1.8.0.255'].value).toBe(0);
  });

  it('says nothing of phases that are not there', () => {
    expect(truthInstantaneous(generator.truth(SETS))['1-0:52.7.0.255']).toBeUndefined();
  });
});

describe('The reference of a report', () => {
  it("has registers over all samples and quantities over the meter's last window", () => {
    const calls: (number | undefined)[][] = [];
    const source = {
      ...load,
      truth: (sets: number, window?: number) => (calls.push([sets, window]), load.truth(sets, window)),
    };
    const reference = referenceFor(source, SETS, { end: 7200, sets: 800 }, 31);
    expect(calls).toEqual([
      [SETS, undefined],
      [7200, 800],
    ]);
    expect(reference.duration_s).toBe(2);
    expect(reference.registers['1-0:1.8.0.255'].value).toBeGreaterThan(0);
  });

  it('falls back to all samples before the first window closed', () => {
    expect(
      referenceFor(load, 800, { end: 0, sets: 0 }, 31).instantaneous['1-0:32.7.0.255'].value,
    ).toBeCloseTo(230, 6);
  });
});
