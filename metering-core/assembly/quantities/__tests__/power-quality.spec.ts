// Fundamental power, vector apparent power, direct current.
import { PowerQuality } from '../../../../shared-protocol/generated/assembly/layouts';
import { NOT_MEASURED } from '../../../../shared-protocol/generated/assembly/protocol';
import { fundamentalPower_mW, vectorApparent_mVA, writePowerQuality } from '../power-quality';
import { quantities } from '../quantities';
import { freshMeter, ppm, setDirect, setHarmonic, setLag_deg, supply } from '../../__tests__/mains';

const RECORD = memory.data(64, 8);

describe('Power quality', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('takes the power of harmonics out of the fundamental power', () => {
    setHarmonic(5, 0.2);
    supply(6_000);
    expect(ppm(<f64>quantities(1).active_power_mW, 1_150_000 * 1.04)).toBeLessThan(30);
    expect(ppm(<f64>fundamentalPower_mW(1), 1_150_000)).toBeLessThan(20);
    expect(ppm(<f64>fundamentalPower_mW(0), 3_450_000)).toBeLessThan(20);
  });

  test('says of a distortion that its input had no turn yet, and gives it from then on', () => {
    supply(2_000);
    writePowerQuality(1, RECORD);
    expect(changetype<PowerQuality>(RECORD).voltage_thd_ppm).toBe(NOT_MEASURED);
    expect(changetype<PowerQuality>(RECORD).current_thd_ppm).toBe(NOT_MEASURED);
    supply(6_000);
    writePowerQuality(1, RECORD);
    expect(changetype<PowerQuality>(RECORD).voltage_thd_ppm).toBeLessThan(100);
    expect(changetype<PowerQuality>(RECORD).current_thd_ppm).toBe(NOT_MEASURED);
    supply(32_000);
    writePowerQuality(1, RECORD);
    expect(changetype<PowerQuality>(RECORD).current_thd_ppm).toBeLessThan(100);
    writePowerQuality(0, RECORD);
    expect(changetype<PowerQuality>(RECORD).voltage_thd_ppm).toBe(0);
  });

  test('joins P and Q to the vector apparent power', () => {
    setLag_deg(60);
    supply(6_000);
    expect(ppm(<f64>vectorApparent_mVA(1), 1_150_000)).toBeLessThan(20);
    expect(ppm(<f64>vectorApparent_mVA(0), 3_450_000)).toBeLessThan(20);
  });

  test('tells the direct component of a current', () => {
    setDirect(4_000);
    supply(6_000);
    writePowerQuality(2, RECORD);
    expect(abs(changetype<PowerQuality>(RECORD).direct_current_uA - 100_000)).toBeLessThan(100);
    expect(changetype<PowerQuality>(RECORD).scope).toBe(2);
  });
});
