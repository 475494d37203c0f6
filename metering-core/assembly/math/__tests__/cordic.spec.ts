// Sine, cosine and angle against floating point.
import { angle, cosine_Q30, millidegrees, rotate, sine_Q30 } from '../cordic';

const ONE: f64 = 1073741824;

describe('CORDIC', () => {
  test('gives sine and cosine to 2^-26 all round', () => {
    for (let k: u32 = 0; k < 64; k++) {
      const turns = k * 67_108_864 + 12_345;
      rotate(turns);
      const radians = (<f64>turns * 2 * Math.PI) / 4294967296;
      expect(Math.abs(<f64>cosine_Q30 / ONE - Math.cos(radians))).toBeLessThan(1.5e-8);
      expect(Math.abs(<f64>sine_Q30 / ONE - Math.sin(radians))).toBeLessThan(1.5e-8);
    }
  });

  test('finds the angle that was turned by', () => {
    for (let k: u32 = 0; k < 64; k++) {
      const turns = k * 67_108_864 + 999;
      rotate(turns);
      const difference = <i32>(angle(cosine_Q30 << 20, sine_Q30 << 20) - turns);
      expect(abs(difference)).toBeLessThan(64);
    }
  });

  test('gives the null vector the angle zero', () => {
    expect(angle(0, 0)).toBe(0);
  });

  test('tells angles in millidegrees below a full turn', () => {
    expect(millidegrees(0x40000000)).toBe(90_000);
    expect(millidegrees(0xffffffff)).toBe(0);
  });
});
