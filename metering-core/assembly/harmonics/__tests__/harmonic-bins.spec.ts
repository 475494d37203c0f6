// Folding onto 256 points: a constant stays one, and a harmonic keeps its place.
import { bin, foldBins, foldSamples, openBins, POINTS } from '../harmonic-bins';

const VALUES = memory.data(1024, 8);

describe('The folded cycle', () => {
  test('spreads a constant evenly', () => {
    openBins(<u32>(4294967296 / 80), 0, 0, 0, 0);
    for (let k: i32 = 0; k < 80; k++) store<i32>(VALUES + (k << 2), 1_000_000);
    for (let cycle = 0; cycle < 10; cycle++) foldSamples(VALUES, 80);
    foldBins(800);
    let sum: i64 = bin(0) + bin(POINTS / 2);
    for (let k: i32 = 1; k < POINTS / 2; k++) sum += bin(k);
    // 800 samples x 10^6 x 120 x 2^16, shifted by 10 + 9.
    expect(Math.abs(<f64>sum / ((800.0 * 1e6 * 7864320) / 524288) - 1)).toBeLessThan(1e-4);
  });
});
