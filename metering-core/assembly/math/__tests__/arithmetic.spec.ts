// Integer helpers against exact results.
import { divideRounded, gainProduct, scale, squareRoot } from '../arithmetic';

describe('Integer arithmetic', () => {
  test('takes the largest root that is not too large', () => {
    expect(squareRoot(0)).toBe(0);
    expect(squareRoot(1)).toBe(1);
    for (let root: u64 = 2; root < 3_000_000_000; root = root * 7 + 3) {
      expect(squareRoot(root * root)).toBe(root);
      expect(squareRoot(root * root - 1)).toBe(root - 1);
      expect(squareRoot(root * root + 2 * root)).toBe(root);
    }
  });

  test('scales by one without a change, and by a half to the half', () => {
    expect(scale(0x0fff_ffff_ffff_ffff, 1 << 30)).toBe(0x0fff_ffff_ffff_ffff);
    expect(scale(-12345678901234567, 1 << 30)).toBe(-12345678901234567);
    expect(scale(1 << 60, 1 << 29)).toBe(1 << 59);
  });

  test('rounds quotients to the nearest, both ways from zero', () => {
    expect(divideRounded(7, 2)).toBe(4);
    expect(divideRounded(-7, 2)).toBe(-4);
    expect(divideRounded(6, 4)).toBe(2);
    expect(divideRounded(5, 4)).toBe(1);
  });

  test('multiplies gains', () => {
    expect(gainProduct(1 << 30, 1 << 30)).toBe(1 << 30);
    expect(gainProduct(3 << 29, 1 << 31)).toBe(3 << 30);
  });
});
