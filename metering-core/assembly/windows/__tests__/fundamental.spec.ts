// Phasors of a window.
import { channel } from '../../inputs/channel';
import { active1_Q13, fundamentalAngle, halfImaginary_Q7, halfReal_Q7, reactive1_Q13 } from '../fundamental';
import { freshMeter, setFrequency, setLag_deg, supply } from '../../__tests__/mains';

describe('The fundamental', () => {
  test('has the length, the angle and the powers that were fed in', () => {
    freshMeter();
    setFrequency(48.9);
    setLag_deg(30);
    supply(6_000);
    const v = channel(0);
    const i = channel(3);
    const re = <f64>halfReal_Q7(v) / 64;
    const im = <f64>halfImaginary_Q7(v) / 64;
    expect(Math.abs(Math.sqrt(re * re + im * im) / (2_875_000.0 * Math.SQRT2) - 1)).toBeLessThan(1e-5);
    const lag = <f64>(fundamentalAngle(v) - fundamentalAngle(i)) / 4294967296;
    expect(Math.abs(lag * 360 - 30)).toBeLessThan(0.001);
    const p = <f64>active1_Q13(v, i);
    const q = <f64>reactive1_Q13(v, i);
    expect(Math.abs(q / p - Math.tan(Math.PI / 6))).toBeLessThan(1e-5);
  });
});
