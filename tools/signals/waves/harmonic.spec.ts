// Sums of harmonics: analytic power against what is fed, and signals that cannot be sampled.
import { expect, it } from 'vitest';
import { SynthesisError } from './errors.ts';
import { fedEnergies_Ws } from './fixtures.ts';
import { HarmonicSource, type Tone } from './harmonic.ts';

const fundamental: Tone[] = [
  { input: 'V1', order: 1, rms: 230, phase_deg: 0 },
  { input: 'I1', order: 1, rms: 10, phase_deg: 0 },
];

it('has 1.04 times the fundamental power with 10 % U5 and 40 % I5 in phase', () => {
  const fifth: Tone[] = [
    { input: 'V1', order: 5, rms: 23, phase_deg: 0 },
    { input: 'I1', order: 5, rms: 4, phase_deg: 0 },
  ];
  const source = new HarmonicSource({ service: '1p2w', hz: 50, tones: [...fundamental, ...fifth] });
  expect(source.truth(4000).total.P_W).toBeCloseTo(2300 * 1.04, 8);
  expect(source.truth(4000).total.Q1_var).toBeCloseTo(0, 8);
  const [fed_Ws] = fedEnergies_Ws(source, 0, 4033);
  expect(Math.abs(fed_Ws / source.truth(4033).total.energy_Ws - 1)).toBeLessThan(1e-6);
});

it('counts DC of voltage and current as power, and DC in the current alone as none', () => {
  const dc: Tone = { input: 'I1', order: 0, rms: 2, phase_deg: 0 };
  const tones = [...fundamental, dc];
  expect(new HarmonicSource({ service: '1p2w', hz: 50, tones }).truth(4000).total.P_W).toBeCloseTo(2300, 8);
  const both = [...tones, { ...dc, input: 'V1' as const }];
  expect(new HarmonicSource({ service: '1p2w', hz: 50, tones: both }).truth(4000).total.P_W).toBeCloseTo(
    2304,
    8,
  );
});

it.each([{ order: 40 }, { order: 1.5 }, { order: -1 }, { rms: NaN }])('refuses a tone with %o', (wrong) => {
  const tones = [{ ...fundamental[0], ...wrong }];
  expect(() => new HarmonicSource({ service: '1p2w', hz: 50, tones })).toThrow(SynthesisError);
});
