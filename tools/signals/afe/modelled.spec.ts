// The wrapper: one interface for sources of every kind, and the filter of samples against the exact tones.
import { describe, expect, it } from 'vitest';
import { sineSource } from '../waves/sine.ts';
import type { SampleSource } from '../waves/source.ts';
import { magnitudeOf } from './complex.ts';
import { inputResponse } from './front-end.ts';
import { modelled } from './modelled.ts';
import { PeriodicSource } from './periodic-source.ts';
import { firTaps, RecordedThroughUnit } from './recorded.ts';
import { SENSORS } from './sensors.ts';
import { randomUnit, typicalUnit, type Unit } from './unit.ts';

const source = sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 0.8 });

/** The same samples without their tones. */
const recorded: SampleSource = {
  description: 'recorded',
  notes: [],
  service: source.service,
  rate_mHz: source.rate_mHz,
  fill: (destination, first, sets) => source.fill(destination, first, sets),
  truth: (sets, window) => source.truth(sets, window),
};

function column(from: SampleSource, word: number, first: number, sets: number): number[] {
  const destination = new Int32Array(sets * 8);
  from.fill(destination, first, sets);
  return [...destination].filter((_, n) => n % 8 === word);
}

describe('the equivalent filter', () => {
  it.each(SENSORS)('has the response of the %s input up to 0.45 of the sampling rate', (kind) => {
    const unit = typicalUnit(kind);
    const taps = firTaps(unit, 3, 4000);
    const reach = (taps.length - 1) / 2;
    for (const hz of [20, 50, 150, 500, 1000, 1800]) {
      const wanted = inputResponse(unit, 3, hz, 4000);
      let [re, im] = [-wanted.re, -wanted.im];
      taps.forEach((tap, n) => {
        const angle = (-2 * Math.PI * hz * (n - reach)) / 4000;
        re += tap * Math.cos(angle);
        im += tap * Math.sin(angle);
      });
      expect(Math.hypot(re, im) / magnitudeOf(wanted)).toBeLessThan(1e-3);
    }
  });
});

describe('a modelled source', () => {
  it('goes tone by tone where tones are known, and by a filter elsewhere', () => {
    expect(modelled(source, typicalUnit('shunt'))).toBeInstanceOf(PeriodicSource);
    expect(modelled(recorded, typicalUnit('shunt'))).toBeInstanceOf(RecordedThroughUnit);
  });

  it('keeps the truth of the source', () => {
    expect(modelled(recorded, randomUnit(1, 'shunt')).truth(8000)).toEqual(source.truth(8000));
    const P_W = modelled(source, typicalUnit('shunt')).truth(8000).total.P_W;
    expect(P_W).toBeCloseTo(source.truth(8000).total.P_W, 6);
  });

  it.each(SENSORS)('gives with a filter of samples what the exact tones give, behind a %s', (kind) => {
    const unit: Unit = { ...randomUnit(3, kind), noise: false, crystal_ppm: 0 };
    const exact = modelled(source, unit);
    const filtered = modelled(recorded, unit);
    for (const word of [0, 1, 3, 4]) {
      const wanted = column(exact, word, 4000, 160);
      const peak = Math.max(...wanted.map(Math.abs));
      column(filtered, word, 4000, 160).forEach((x, n) => {
        expect(Math.abs(x - wanted[n]) / peak).toBeLessThan(2e-3);
      });
    }
  });

  it('is the same however its samples are read', () => {
    const unit = randomUnit(2, 'rogowski');
    const whole = column(modelled(recorded, unit), 3, 0, 900);
    expect(column(modelled(recorded, unit), 3, 333, 400)).toEqual(whole.slice(333, 733));
  });
});
