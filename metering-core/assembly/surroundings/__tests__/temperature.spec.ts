// Temperature: what it makes of gains and leads, from which change on, and nothing while none was told.
import { parameters, gain_Q30, lead_udeg, useNominalParameters } from '../../parameters/parameters';
import { adoptTemperature, resetTemperature, temperatureMeasured, temperatureRise_mK } from '../temperature';

const ONE: i64 = 1 << 30;

describe('Temperature', () => {
  beforeEach(() => {
    resetTemperature();
    useNominalParameters();
    parameters().voltage_drift_ppb_per_K_0 = 50_000;
    parameters().current_drift_ppb_per_K_3 = -20_000;
    parameters().current_lead_udeg_1 = 4_500_000;
    parameters().lead_drift_ppm_per_K_1 = 1600;
  });

  test('changes nothing while none was told', () => {
    expect(adoptTemperature(23_000)).toBe(false);
    expect(gain_Q30(0)).toBe(ONE);
  });

  test('takes back from the gain what the reading grows: 50 ppm/K over 20 K is 1000 ppm', () => {
    temperatureMeasured(43_000);
    expect(adoptTemperature(23_000)).toBe(true);
    expect(abs(gain_Q30(0) - (ONE - ONE / 1000))).toBeLessThan(3);
    expect(abs(gain_Q30(6) - (ONE + (ONE * 4) / 10_000))).toBeLessThan(3);
    expect(gain_Q30(1)).toBe(ONE);
  });

  test('turns a transformer lead: 1600 ppm/K of 4.5 degrees over 20 K are 0.144 degrees', () => {
    temperatureMeasured(43_000);
    adoptTemperature(23_000);
    expect(lead_udeg(4)).toBe(4_644_000);
  });

  test('is adopted from a tenth of a kelvin on', () => {
    temperatureMeasured(23_099);
    expect(adoptTemperature(23_000)).toBe(false);
    temperatureMeasured(22_900);
    expect(adoptTemperature(23_000)).toBe(true);
    expect(temperatureRise_mK).toBe(-100);
  });
});
