// Urms(1/2): steady, and how soon it follows a loss.
import { halfCycleRms_mV, halfCycles } from '../half-cycle';
import { freshMeter, loseVoltage, ppm, setFrequency, supply } from '../../__tests__/mains';

describe('Urms(1/2)', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('is steady on all phases at off-nominal frequency', () => {
    setFrequency(47.3);
    supply(6_000);
    for (let k: i32 = 0; k < 40; k++) {
      supply(13);
      for (let input: i32 = 0; input < 3; input++) expect(ppm(<f64>halfCycleRms_mV(input), 230_000)).toBeLessThan(800);
    }
  });

  test('is renewed each half cycle', () => {
    supply(4_000);
    const before = halfCycles;
    supply(4_000);
    expect(halfCycles - before).toBe(100);
  });

  test('has fallen to nothing one and a half cycles after a loss', () => {
    supply(4_000);
    loseVoltage(2);
    supply(130);
    expect(halfCycleRms_mV(2)).toBeLessThan(1_000);
    expect(halfCycleRms_mV(1)).toBeGreaterThan(229_000);
  });
});
