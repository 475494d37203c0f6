// A signal through the front end: counts as the parts say, the truth untouched, every draw repeatable.
import { describe, expect, it } from 'vitest';
import { HarmonicSource } from '../waves/harmonic.ts';
import { addTone, makeSpectrum } from '../waves/oscillator.ts';
import { magnitudeOf } from './complex.ts';
import { idealFrontEnd, inputResponse, throughUnit } from './front-end.ts';
import type { SteadySignal } from './steady-signal.ts';
import { atTemperature, clockRatio, noise_counts, randomUnit, typicalUnit, withNoiseSeed } from './unit.ts';

const RATE_mHz = 4_000_000;

/** 1p2w: 230 V, 5 A with a third harmonic, lagging by 60 degrees. */
function load(amps = 5, hz = 50): SteadySignal {
  const spectrum = makeSpectrum([1, 3]);
  addTone(spectrum, 0, 1, 230, 0);
  addTone(spectrum, 0, 3, 10, 1);
  addTone(spectrum, 3, 1, amps, -Math.PI / 3);
  addTone(spectrum, 3, 3, amps / 5, 0.4);
  return { service: '1p2w', description: 'load', base_Hz: hz, fundamental_Hz: hz, spectrum };
}

function words(
  source: { fill(d: Int32Array, first: number, sets: number): void },
  first: number,
  sets: number,
): number[] {
  const destination = new Int32Array(sets * 8);
  source.fill(destination, first, sets);
  return [...destination];
}

const column = (sets: number[], word: number): number[] => sets.filter((_, n) => n % 8 === word);
const rms = (values: number[]): number => Math.sqrt(values.reduce((s, x) => s + x * x, 0) / values.length);

describe('the ideal front end', () => {
  it('feeds the same words as the harmonic source and tells the same energy over whole periods', () => {
    const tones = [
      { input: 'V1' as const, order: 1, rms: 230, phase_deg: 0 },
      { input: 'I1' as const, order: 1, rms: 5, phase_deg: -60 },
    ];
    const reference = new HarmonicSource({ service: '1p2w', tones, hz: 50 });
    const spectrum = makeSpectrum([1]);
    addTone(spectrum, 0, 1, 230, 0);
    addTone(spectrum, 3, 1, 5, -Math.PI / 3);
    const source = idealFrontEnd({ ...load(), spectrum }, RATE_mHz);
    expect(column(words(source, 900, 300), 0)).toEqual(column(words(reference, 900, 300), 0));
    expect(source.energy_Ws(80, 4080)).toBeCloseTo(575, 9);
    expect(source.truth(4000).total.energy_Ws).toBeCloseTo(reference.truth(4000).total.energy_Ws, 9);
  });

  it.each([50, 49.37, 62.5])(
    'gives a stretch at %s Hz as a source that never gave another one, and counts what clips in it again',
    (hz) => {
      const long = idealFrontEnd(load(400, hz), RATE_mHz);
      let clipped = 0;
      for (let stretch = 0; stretch < 400; stretch++) {
        const alone = idealFrontEnd(load(400, hz), RATE_mHz);
        expect(words(long, stretch * 256, 256)).toEqual(words(alone, stretch * 256, 256));
        clipped += alone.saturated;
        expect(long.saturated).toBe(clipped);
      }
      expect(clipped).toBeGreaterThan(0);
    },
  );

  it('leaves out what lies at or above half the sampling rate', () => {
    const spectrum = makeSpectrum([1, 40]);
    addTone(spectrum, 0, 1, 100, 0);
    addTone(spectrum, 0, 40, 100, 0.3);
    const source = idealFrontEnd({ ...load(), spectrum }, RATE_mHz);
    expect(rms(column(words(source, 0, 80), 0))).toBeCloseTo(100 * 12_500, 0);
  });
});

describe('the truth', () => {
  it('is the integral of v·i in continuous time, also over parts of a period', () => {
    const source = idealFrontEnd(load(), RATE_mHz);
    const power = (t: number): number => {
      const v = Math.SQRT2 * (230 * Math.sin(314.159265358979 * t) + 10 * Math.sin(942.477796076938 * t + 1));
      const i =
        Math.SQRT2 *
        (5 * Math.sin(314.159265358979 * t - Math.PI / 3) + Math.sin(942.477796076938 * t + 0.4));
      return v * i;
    };
    let sum = 0;
    const steps = 200_000;
    const [from, to] = [99.5 / 4000, 232.5 / 4000];
    for (let n = 0; n < steps; n++) sum += power(from + ((n + 0.5) * (to - from)) / steps);
    expect(source.energy_Ws(100, 233)).toBeCloseTo((sum * (to - from)) / steps, 6);
  });

  it('does not change behind a front end, and goes by the time of its true clock', () => {
    const unit = { ...randomUnit(3, 'shunt'), crystal_ppm: 2500 };
    expect(clockRatio(unit)).toBe(1.0025);
    const through = throughUnit(load(), unit, RATE_mHz);
    const ideal = idealFrontEnd(load(), RATE_mHz);
    // 401,000 samples at 4010 Hz are the same 100 s.
    expect(through.energy_Ws(0, 401_000)).toBeCloseTo(ideal.energy_Ws(0, 400_000), 3);
    expect(through.truth(4000).elements[0].voltage_V).toBeCloseTo(
      ideal.truth(4000).elements[0].voltage_V,
      12,
    );
  });
});

describe('a modelled front end', () => {
  it('gives the same words for the same unit however it is read, and others for another noise seed', () => {
    const unit = randomUnit(1, 'rogowski');
    const whole = words(throughUnit(load(), unit, RATE_mHz), 0, 700);
    const source = throughUnit(load(), unit, RATE_mHz);
    expect(words(source, 300, 400)).toEqual(whole.slice(300 * 8));
    expect(words(source, 17, 100)).toEqual(whole.slice(17 * 8, 117 * 8));
    expect(words(throughUnit(load(), withNoiseSeed(unit, 99), RATE_mHz), 0, 700)).not.toEqual(whole);
  });

  it('shows an amplitude of gain, filter, sensor and sinc3 together', () => {
    const unit = typicalUnit('rogowski');
    const spectrum = makeSpectrum([1]);
    addTone(spectrum, 3, 1, 5, 0);
    const source = throughUnit({ ...load(), spectrum }, unit, RATE_mHz);
    const expected = 5 * 40_000 * magnitudeOf(inputResponse(unit, 3, 50, 4000));
    expect(rms(column(words(source, 0, 80), 3))).toBeCloseTo(expected, 0);
  });

  it('has the noise of the data sheet: 47 counts at gain 1, 298 at the shunt gain of 32', () => {
    const unit = randomUnit(2, 'shunt');
    expect(noise_counts(unit, 0, 4000)).toBeCloseTo(47.1, 1);
    expect(noise_counts(unit, 3, 4000)).toBeCloseTo(297.5, 1);
    const silent = throughUnit({ ...load(), spectrum: makeSpectrum([1]) }, unit, RATE_mHz);
    const sets = words(silent, 0, 8000);
    const mean = column(sets, 3).reduce((a, b) => a + b, 0) / 8000;
    expect(rms(column(sets, 3).map((x) => x - mean)) / 297.5).toBeCloseTo(1, 1);
  });

  it('saturates at full scale instead of wrapping', () => {
    const sets = column(words(throughUnit(load(400), typicalUnit('shunt'), RATE_mHz), 0, 80), 3);
    expect(Math.max(...sets)).toBe(8_388_607);
    expect(Math.min(...sets)).toBe(-8_388_607);
  });

  it('drifts with temperature through the shared reference: both channels alike', () => {
    const unit = { ...typicalUnit('shunt'), referenceDrift_ppm_per_K: 10 };
    const warm = atTemperature(unit, 43);
    for (const word of [0, 3]) {
      const ratio =
        magnitudeOf(inputResponse(warm, word, 50, 4000)) / magnitudeOf(inputResponse(unit, word, 50, 4000));
      expect(ratio).toBeCloseTo(1 / (1 + 200e-6), 12);
    }
  });

  it('draws the same unit from the same seed', () => {
    expect(randomUnit(4, 'ct')).toEqual(randomUnit(4, 'ct'));
    expect(randomUnit(4, 'ct').channels[0].gain).not.toBe(randomUnit(5, 'ct').channels[0].gain);
  });
});

describe('a signal with other noise', () => {
  it('is word for word what the unit with that seed gives, shared or not, in any order', () => {
    const unit = randomUnit(5, 'dc-tolerant-ct');
    const shared = throughUnit(load(), unit, RATE_mHz);
    for (const seed of [11, 12, 11]) {
      const wanted = throughUnit(load(), withNoiseSeed(unit, seed), RATE_mHz);
      const found = shared.withNoise(seed);
      for (const first of [0, 700, 100]) expect(words(found, first, 300)).toEqual(words(wanted, first, 300));
      expect(found.energy_Ws(100, 900)).toBe(wanted.energy_Ws(100, 900));
    }
    expect(words(shared.withNoise(11), 0, 300)).not.toEqual(words(shared.withNoise(12), 0, 300));
  });
});
