// The frequency over ten seconds of the clock.
import { NOT_MEASURED } from '../../../../shared-protocol/generated/assembly/protocol';
import { freshMeter, loseMains, setFrequency, setRamp, supply } from '../../__tests__/mains';
import { tenSecondFrequency_mHz, tenSeconds } from '../ten-seconds';

describe('The frequency over ten seconds', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('is not measured over the first ones, which began without a crossing known', () => {
    supply(44_000);
    expect(tenSeconds).toBe(1);
    expect(tenSecondFrequency_mHz).toBe(NOT_MEASURED);
  });

  test('is that of the mains to a mHz, of 42.5 Hz and of 57.5 Hz', () => {
    const tried: f64[] = [42.5, 49.987, 57.5];
    for (let i: i32 = 0; i < tried.length; i++) {
      freshMeter();
      setFrequency(tried[i]);
      supply(84_000);
      expect(tenSeconds).toBe(2);
      expect(abs(<i32>tenSecondFrequency_mHz - <i32>Math.round(tried[i] * 1000))).toBeLessThan(2);
    }
  });

  test('is the mean of one that rises', () => {
    setRamp(0.01);
    supply(125_000);
    expect(tenSeconds).toBe(3);
    // Without an RTC the first second is told a second late: from 21 to 31 s it goes from 50.21 to 50.31 Hz.
    expect(abs(<i32>tenSecondFrequency_mHz - 50_260)).toBeLessThan(2);
  });

  test('is not measured where the mains was lost in between, and again over the ten seconds behind', () => {
    supply(50_000);
    loseMains();
    supply(4_000);
    loseMains(false);
    supply(30_000);
    expect(tenSeconds).toBe(2);
    expect(tenSecondFrequency_mHz).toBe(NOT_MEASURED);
    supply(40_000);
    expect(tenSecondFrequency_mHz).toBe(50_000);
  });
});
