// The oscillator over a long window, and its look ahead and back.
import {
  backCosine_Q24, backSine_Q24, cosineAhead_Q24, cosine_Q24, sineAhead_Q24, sine_Q24, startOscillator, stepOscillator,
} from '../oscillator';

const ONE: f64 = 16777216;

describe('The oscillator', () => {
  test('keeps length and angle over 9600 samples', () => {
    startOscillator(50_000, 32_000_000);
    for (let n = 0; n < 9600; n++) stepOscillator();
    const c = <f64>cosine_Q24() / ONE;
    const s = <f64>sine_Q24() / ONE;
    expect(Math.abs(c * c + s * s - 1)).toBeLessThan(1e-5);
    expect(Math.abs(s - Math.sin((2 * Math.PI * 50 * 9600) / 32000))).toBeLessThan(2e-4);
  });

  test('tells the angles of one and two steps', () => {
    startOscillator(50_000, 4_000_000);
    const step = (2 * Math.PI * 50) / 4000;
    for (let k: i32 = 1; k <= 2; k++) {
      expect(Math.abs(<f64>cosineAhead_Q24(k) / ONE - Math.cos(step * <f64>k))).toBeLessThan(2e-7);
      expect(Math.abs(<f64>sineAhead_Q24(k) / ONE - Math.sin(step * <f64>k))).toBeLessThan(2e-7);
    }
  });

  test('turns back to where it was', () => {
    startOscillator(52_000, 4_000_000);
    for (let n = 0; n < 10; n++) stepOscillator();
    const c = cosine_Q24();
    const s = sine_Q24();
    stepOscillator();
    stepOscillator();
    expect(abs(backCosine_Q24(2) - c)).toBeLessThan(4);
    expect(abs(backSine_Q24(2) - s)).toBeLessThan(4);
  });
});
