// The voltage that keeps the time, and its stand-ins.
import { referenceInput } from '../reference-voltage';
import { frequency_mHz } from '../window';
import { quantities } from '../../quantities/quantities';
import { freshMeter, loseVoltage, ppm, setFrequency, setHarmonic, supply } from '../../__tests__/mains';

describe('The reference voltage', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('is V1 while it is there', () => {
    supply(4_000);
    expect(referenceInput).toBe(0);
  });

  test('is V2 when V1 is lost, within a second, and the quantities stay exact', () => {
    setFrequency(51.7);
    supply(4_000);
    loseVoltage(0);
    supply(6_000);
    expect(referenceInput).toBe(1);
    expect(abs(<i32>frequency_mHz - 51_700)).toBeLessThan(2);
    expect(ppm(<f64>quantities(2).voltage_mV, 230_000)).toBeLessThan(20);
    loseVoltage(-1);
    supply(4_000);
    expect(referenceInput).toBe(0);
  });

  test('keeps the frequency under a harmonic of a third', () => {
    setHarmonic(3, 0.33);
    supply(6_000);
    expect(abs(<i32>frequency_mHz - 50_000)).toBeLessThan(2);
  });
});
