// The truth about distortion, fundamentals and unbalance of a synthetic signal, against figures worked out by hand.
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../shared-protocol/generated/ts/catalogue.ts';
import { HarmonicSource, type Tone } from '../signals/waves/harmonic.ts';
import { HouseholdDay } from '../signals/waves/household-day.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { truthQuality } from './truth-quality.ts';

const tone = (input: Tone['input'], order: number, rms: number, phase_deg = 0): Tone => ({
  input,
  order,
  rms,
  phase_deg,
});
const SETS = 8000;
const of = (source: Parameters<typeof truthQuality>[0], highest = 31) =>
  truthQuality(source, source.truth(SETS), highest)!;

describe('The truth about the finer quantities', () => {
  const source = new HarmonicSource({
    service: '1p2w',
    hz: 50,
    tones: [
      tone('V1', 1, 200),
      tone('V1', 3, 6),
      tone('V1', 35, 8),
      tone('I1', 1, 10, -60),
      tone('I1', 3, 2),
      tone('I1', 0, -0.5),
    ],
  });

  it('counts harmonics up to the highest order the meter measures', () => {
    expect(of(source)['1-0:32.7.124.255']).toEqual({ value: expect.closeTo(3, 9), unit: '%' });
    expect(of(source, 63)['1-0:32.7.124.255'].value).toBeCloseTo(5, 9);
    expect(of(source)['1-0:31.7.124.255'].value).toBeCloseTo(20, 9);
  });

  it('keeps the power of the third out of the fundamental, and in the vector sum', () => {
    expect(of(source)['1-0:36.7.1.255'].value).toBeCloseTo(1000, 6);
    const [active, reactive] = [1000 + 6 * 2, 200 * 10 * Math.sqrt(0.75)];
    expect(of(source)['1-0:29.7.128.255'].value).toBeCloseTo(Math.hypot(active, reactive), 3);
  });

  it('tells a direct component with its sign', () => {
    expect(of(source)['1-0:31.7.130.255'].value).toBe(-0.5);
  });

  it('has no unbalance with one phase, and none told of phases that are not there', () => {
    expect(Object.keys(of(source)).filter((obis) => /^1-0:(1[12]|5\d|7\d)\./.test(obis))).toEqual([]);
  });

  it('tells of legs about a middle neutral how far that has moved, and of a delta the unbalance of its sides', () => {
    const legs = [tone('V1', 1, 150), tone('V2', 1, 90, 180), tone('I1', 1, 5)];
    const split = of(new HarmonicSource({ service: '2p3w', hz: 60, tones: legs }));
    expect(split['1-0:12.7.132.255'].value).toBeCloseTo(25, 6);
    expect(split['1-0:11.7.132.255'].value).toBeCloseTo(100, 6);
    expect(split['1-0:12.7.131.255']).toBeUndefined();
    const delta = of(sineSource({ service: '3p4w-delta', volts: 120, amps: 5 }));
    for (const obis of ['1-0:12.7.131.255', '1-0:12.7.132.255', '1-0:11.7.131.255'])
      expect(delta[obis].value).toBeCloseTo(0, 6);
  });

  it('finds a reversed sequence all negative, a lost current one third of each', () => {
    const tones = (['V1', 'V2', 'V3'] as const).map((v, i) => tone(v, 1, 230, 120 * i));
    const reversed = new HarmonicSource({ service: '3p4w', hz: 50, tones: [...tones, tone('I1', 1, 5)] });
    // Nothing positive to tell it against.
    expect(of(reversed)['1-0:12.7.131.255'].value).toBe(0);
    expect(of(reversed)['1-0:11.7.131.255'].value).toBeCloseTo(100, 6);
    expect(of(reversed)['1-0:11.7.132.255'].value).toBeCloseTo(100, 6);
  });

  it('derives the third side of three wires: a balanced load has no unbalance', () => {
    const values = of(sineSource({ service: '3p3w', volts: 400, amps: 5, pf: 0.8 }));
    for (const c of [11, 12]) {
      expect(values[`1-0:${c}.7.131.255`].value).toBeCloseTo(0, 9);
      expect(values[`1-0:${c}.7.132.255`].value).toBeCloseTo(0, 9);
    }
  });

  it('uses codes and units of the catalogue only', () => {
    for (const [obis, { unit }] of Object.entries(of(sineSource({ service: '3p4w', volts: 230, amps: 5 }))))
      expect(CATALOGUE.find((object) => object.obis === obis)).toMatchObject({ unit });
  });

  it('is not claimed for a source whose spectrum is not known', () => {
    const day = new HouseholdDay();
    expect(truthQuality(day, day.truth(SETS), 31)).toBeUndefined();
  });
});
