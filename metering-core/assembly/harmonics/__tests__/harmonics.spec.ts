// Harmonics and THD of a known spectrum, and what is cut off.
import {
  crestFactor_ppm, harmonicAmplitude, harmonicAngle_mdeg, harmonicsCount, harmonicsHighest, harmonicsThd_ppm,
  kFactor_ppm, peak_u,
} from '../harmonics';
import { NOT_MEASURED } from '../../../../shared-protocol/generated/assembly/protocol';
import { freshMeter, loseVoltage, ppm, setFrequency, setHarmonic, supply } from '../../__tests__/mains';

describe('Harmonics', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('of all inputs are measured within nine seconds', () => {
    setHarmonic(7, 0.03);
    supply(38_000);
    for (let input: i32 = 0; input < 7; input++) expect(harmonicsCount(input)).toBeGreaterThan(0);
    expect(harmonicsHighest(0)).toBe(31);
  });

  test('have the amplitudes and the THD that were fed in', () => {
    for (let order: i32 = 2; order <= 31; order += 7) {
      freshMeter();
      setHarmonic(order, 0.05);
      supply(8_000);
      expect(ppm(<f64>harmonicAmplitude(0, 1), 230_000_000)).toBeLessThan(100);
      expect(Math.abs(<f64>harmonicAmplitude(0, order) / 230_000_000 - 0.05)).toBeLessThan(1e-4);
      expect(Math.abs(<f64>harmonicsThd_ppm(0) / 1_000_000 - 0.05)).toBeLessThan(1.5e-4);
    }
  });

  test('have their angles at the zero crossing of the fundamental', () => {
    setHarmonic(5, 0.1);
    supply(8_000);
    const angle_mdeg = harmonicAngle_mdeg(0, 5);
    expect(min(angle_mdeg, 360_000 - angle_mdeg)).toBeLessThan(100);
  });

  test('come with the peak, and with a K factor of one for a sine', () => {
    expect(peak_u(3)).toBe(NOT_MEASURED);
    expect(kFactor_ppm(3)).toBe(NOT_MEASURED);
    supply(38_000);
    expect(ppm(<f64>peak_u(0), 230_000_000 * Math.SQRT2)).toBeLessThan(900);
    expect(ppm(<f64>peak_u(3), 5_000_000 * Math.SQRT2)).toBeLessThan(900);
    expect(ppm(<f64>kFactor_ppm(3), 1_000_000)).toBeLessThan(50);
  });

  test('come with a K factor that weights them by the square of their order', () => {
    setHarmonic(7, 0.3);
    supply(38_000);
    expect(ppm(<f64>kFactor_ppm(3), 1_000_000 * (1 + 49 * 0.09) / 1.09)).toBeLessThan(100);
  });

  test('come with the crest factor: root of two for a sine, more for one with a third harmonic in phase', () => {
    expect(crestFactor_ppm(0)).toBe(NOT_MEASURED);
    supply(8_000);
    expect(ppm(<f64>crestFactor_ppm(0), 1_414_214)).toBeLessThan(900);
    freshMeter();
    setHarmonic(3, 0.2);
    supply(8_000);
    // sin x + 0.2 sin 3x has a peak of 0.8709 and an rms of 0.7211.
    expect(ppm(<f64>crestFactor_ppm(0), 1_207_762)).toBeLessThan(900);
  });

  test('end below 0.45 of the sampling rate', () => {
    setFrequency(65);
    supply(8_000);
    expect(harmonicsHighest(0)).toBe(27);
    expect(harmonicAmplitude(0, 28)).toBe(0);
  });

  test('give no THD of a voltage that is not there', () => {
    loseVoltage(1);
    supply(38_000);
    expect(harmonicsCount(1)).toBeGreaterThan(0);
    expect(harmonicsThd_ppm(1)).toBe(NOT_MEASURED);
    expect(harmonicsThd_ppm(2)).toBeLessThan(100);
  });
});
