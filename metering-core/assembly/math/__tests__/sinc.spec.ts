// sin(pi x) / (pi x) and its powers against floating point.
import { sincPower_Q30, sinc_Q30 } from '../sinc';

const ONE: f64 = 1073741824;

function reference(x: f64): f64 {
  return Math.sin(Math.PI * x) / (Math.PI * x);
}

describe('sinc', () => {
  test('is one at zero and right below a half', () => {
    expect(sinc_Q30(0)).toBe(1 << 30);
    for (let k: u32 = 1; k < 50; k++) {
      const x = k * 40_000_000;
      const wanted = reference(<f64>x / 4294967296);
      expect(Math.abs(<f64>sinc_Q30(x) / ONE - wanted)).toBeLessThan(1e-7);
    }
  });

  test('has powers from minus one to four', () => {
    const x: u32 = 1 << 30;
    const wanted = reference(0.25);
    expect(Math.abs(<f64>sincPower_Q30(x, 4) / ONE - wanted ** 4)).toBeLessThan(1e-7);
    expect(Math.abs(<f64>sincPower_Q30(x, -1) / ONE - 1 / wanted)).toBeLessThan(1e-7);
    expect(sincPower_Q30(x, 0)).toBe(1 << 30);
  });
});
