// What each sensor does to a tone, and a transformer whose core saturates.
import { describe, expect, it } from 'vitest';
import { angleOf_deg, magnitudeOf } from './complex.ts';
import { uniform } from './random.ts';
import { magnetisingPeak_A, saturatedTones, type CurrentTone } from './saturation.ts';
import { leakRate_per_s, randomSensor, sensorResponse, TYPICAL } from './sensors.ts';

const at = (kind: keyof typeof TYPICAL, hz: number) => sensorResponse(TYPICAL[kind], hz, 0);

describe('the sensors', () => {
  it('a shunt leads by the angle of its inductance', () => {
    expect(angleOf_deg(at('shunt', 50))).toBeCloseTo(0.099, 3);
    expect(magnitudeOf(at('shunt', 50))).toBeCloseTo(1, 5);
  });

  it('a DC-tolerant transformer leads by 4.5 degrees at 50 Hz, less at 60 Hz, and passes no direct current', () => {
    expect(angleOf_deg(at('dc-tolerant-ct', 50))).toBeCloseTo(4.5, 9);
    const at60 = (Math.atan((Math.tan((4.5 * Math.PI) / 180) * 50) / 60) * 180) / Math.PI;
    expect(angleOf_deg(at('dc-tolerant-ct', 60))).toBeCloseTo(at60, 9);
    expect(magnitudeOf(at('dc-tolerant-ct', 0))).toBe(0);
  });

  it('a Rogowski coil gives the derivative: a quarter turn ahead, in proportion to frequency', () => {
    expect(angleOf_deg(at('rogowski', 50))).toBeCloseTo(90, 12);
    expect(magnitudeOf(at('rogowski', 50))).toBeCloseTo(1, 12);
    expect(magnitudeOf(at('rogowski', 650))).toBeCloseTo(13, 12);
  });

  it('drifts with temperature: gain, and the lead of a transformer', () => {
    const sensor = { ...TYPICAL['dc-tolerant-ct'], gainDrift_ppm_per_K: 100 };
    expect(leakRate_per_s(sensor, 10) / leakRate_per_s(sensor, 0)).toBeCloseTo(1.016, 9);
    expect(magnitudeOf(sensorResponse({ ...sensor, lead_deg: 0 }, 50, 10))).toBeCloseTo(1.001, 9);
  });

  it('stays within the tolerances of its kind when drawn', () => {
    const next = uniform(5);
    for (let n = 0; n < 200; n++) {
      const { gain, lead_deg } = randomSensor('dc-tolerant-ct', next);
      expect(Math.abs(gain - 1)).toBeLessThanOrEqual(0.005);
      expect(Math.abs(lead_deg - 4.5)).toBeLessThanOrEqual(0.27);
    }
  });
});

describe('a saturating core', () => {
  const sine: CurrentTone[] = [{ order: 1, re: 0, im: -10 }];
  const core = { leak_per_s: leakRate_per_s(TYPICAL['dc-tolerant-ct'], 0), saturation_A: 5 };

  it('is the linear transformer as long as it does not saturate', () => {
    const [tone] = saturatedTones(sine, 50, 1, core, [1]);
    const linear = at('dc-tolerant-ct', 50);
    expect(Math.hypot(tone.re, tone.im) / 10).toBeCloseTo(magnitudeOf(linear), 6);
    expect(angleOf_deg(tone) + 90).toBeCloseTo(4.5, 3);
  });

  it('knows beforehand whether it may saturate: direct current counts whole', () => {
    expect(magnetisingPeak_A(sine, 50, core)).toBeCloseTo(10 * Math.tan((4.5 * Math.PI) / 180), 6);
    expect(magnetisingPeak_A([{ order: 0, re: 3, im: 0 }], 50, core)).toBe(3);
  });

  it('loses most of a half wave when its knee lies far below the direct component', () => {
    const halfWave: CurrentTone[] = [
      { order: 0, re: 38, im: 0 },
      { order: 1, re: 0, im: -60 },
    ];
    const plain = { leak_per_s: leakRate_per_s(TYPICAL.ct, 0), saturation_A: 0.6 };
    const [direct, fundamental] = saturatedTones(halfWave, 50, 1, plain, [0, 1]);
    expect(Math.hypot(fundamental.re, fundamental.im)).toBeLessThan(30);
    expect(Math.abs(direct.re)).toBeLessThan(0.05);
  });
});
