// The classifier: classes without gaps, Pst of known distributions, nothing lost while it counts out.
import {
  beginPst, classEdge_Q18, classifyFlicker, continuePst, flickerClass, flickerInstant, followPeak, resetFlickerClasses,
  shortFlicker_ppm, takePeak_ppm,
} from '../flicker-classes';

const ONE: f64 = 262_144;

function classify(sensation: f64, times: i32): void {
  for (let i: i32 = 0; i < times; i++) {
    classifyFlicker(0, <i64>(sensation * ONE));
    flickerInstant();
  }
}

/** Pst of what was classified. */
function pst(): f64 {
  beginPst();
  while (!continuePst()) {}
  return <f64>shortFlicker_ppm(0) / 1_000_000;
}

describe('The classifier', () => {
  beforeEach(() => {
    resetFlickerClasses();
  });

  test('has classes that join, each below a sixtieth of its level wide', () => {
    for (let index: i32 = 1; index <= 1408; index++) {
      const lower = classEdge_Q18(index);
      const upper = classEdge_Q18(index + 1);
      expect(flickerClass(lower)).toBe(index);
      expect(flickerClass(upper - 1)).toBe(index);
      expect(<f64>upper / <f64>lower).toBeLessThan(1.016);
    }
    expect(flickerClass(classEdge_Q18(1) - 1)).toBe(0);
    expect(flickerClass(<i64>1 << 37)).toBe(1408);
  });

  test('makes 0.714 of a constant sensation of one', () => {
    classify(1.007, 60_000);
    expect(Math.abs(pst() / Math.sqrt(0.5096 * 1.007) - 1)).toBeLessThan(0.008);
  });

  test('takes each percentile where the standard has it', () => {
    // 1 % at 16, 9 % at 4, 90 % at nothing: P0.1, P0.7 and P1 see 16; P1.5 to P10 see 4.
    classify(16.02, 601);
    classify(4.004, 5_400);
    classify(0, 53_999);
    const square = 0.0314 * 16 + (0.0525 / 3) * (16 + 16 + 4) + 0.0657 * 4 + (0.28 / 5) * (4 + 4 + 4);
    expect(Math.abs(pst() / Math.sqrt(square) - 1)).toBeLessThan(0.012);
  });

  test('interpolates within a class', () => {
    for (let i: i32 = 0; i < 60_000; i++) classify(1 + (<f64>i * 0.015) / 60_000, 1);
    const square =
      0.0314 * 1.01499 + 0.0525 * 1.01484 + 0.0657 * 1.01454 + 0.28 * 1.01341 + 0.08 * (1 + 0.015 * (1 - 1.6 / 3));
    expect(Math.abs(pst() / Math.sqrt(square) - 1)).toBeLessThan(0.0005);
  });

  test('counts what comes while it counts out to the next interval', () => {
    classify(1, 1_000);
    beginPst();
    continuePst();
    classify(100, 5);
    while (!continuePst()) {}
    expect(shortFlicker_ppm(0)).toBeLessThan(720_000);
    expect(Math.abs(pst() / Math.sqrt(50.96) - 1)).toBeLessThan(0.01);
    expect(pst()).toBe(0);
  });

  test('takes several pieces, so that no block does it all', () => {
    classify(1, 1_000);
    beginPst();
    let pieces: i32 = 1;
    while (!continuePst()) pieces++;
    expect(pieces).toBeGreaterThan(30);
  });

  test('keeps the voltages apart', () => {
    classifyFlicker(1, <i64>(4.0 * ONE));
    classifyFlicker(2, <i64>(9.0 * ONE));
    flickerInstant();
    expect(pst()).toBe(0);
    expect(Math.abs(<f64>shortFlicker_ppm(1) / 1e6 - Math.sqrt(0.5096 * 4))).toBeLessThan(0.012);
    expect(Math.abs(<f64>shortFlicker_ppm(2) / 1e6 - Math.sqrt(0.5096 * 9))).toBeLessThan(0.018);
  });

  test('gives the largest sensation of an interval once', () => {
    followPeak(0, <i64>(2.0 * ONE));
    followPeak(0, <i64>ONE);
    expect(takePeak_ppm(0)).toBe(2_000_000);
    expect(takePeak_ppm(0)).toBe(0);
    followPeak(0, <i64>1 << 36);
    expect(takePeak_ppm(0)).toBe(u32.MAX_VALUE - 1);
  });
});
