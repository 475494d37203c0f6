// Fundamental power, vector apparent power, direct current.
import { FIRST_CURRENT } from '../../../../shared-protocol/generated/assembly/protocol';
import { direct_uA, fundamentalPower_mW, vectorApparent_mVA } from '../power-quality';
import { quantities } from '../quantities';
import { freshMeter, ppm, setDirect, setHarmonic, setLag_deg, supply } from '../../__tests__/mains';

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

  test('joins P and Q to the vector apparent power', () => {
    setLag_deg(60);
    supply(6_000);
    expect(ppm(<f64>vectorApparent_mVA(1), 1_150_000)).toBeLessThan(20);
    expect(ppm(<f64>vectorApparent_mVA(0), 3_450_000)).toBeLessThan(20);
  });

  test('tells the direct component of a current', () => {
    setDirect(4_000);
    supply(6_000);
    expect(abs(direct_uA(FIRST_CURRENT + 1) - 100_000)).toBeLessThan(100);
  });
});
