// Windows between samples: length, frequency, and what happens without crossings.
import {
  closedLength_Q16, closedWhole, frequency_mHz, openWindow, resetWindow, weightBefore_Q30, weightNow_Q30,
  windowCloses, windowSamples,
} from '../window';

let before: i64 = 0;

/** Takes one sample. */
function take(value: i64): bool {
  const closed = windowCloses(1, before, value);
  before = value;
  return closed;
}

/** Feeds sines until windows closed so often; returns the samples it took. */
function run(hz: f64, windows: i32): i32 {
  let n: i32 = 0;
  while (windows > 0 && n < 100_000) {
    const value = Math.sin((2 * Math.PI * hz * <f64>n) / 4000) * 1_000_000_000;
    n++;
    if (!take(<i64>value)) continue;
    openWindow();
    windows--;
  }
  return n;
}

describe('The window', () => {
  beforeEach(() => {
    resetWindow(4_000_000);
    before = 0;
  });

  test('is ten cycles long at 50 Hz, twelve at 60 Hz', () => {
    run(50, 3);
    expect(abs(closedLength_Q16 - (800 << 16))).toBeLessThan(8);
    resetWindow(4_000_000);
    run(60, 4);
    expect(abs(closedLength_Q16 - (800 << 16))).toBeLessThan(8);
  });

  test('tells the frequency to a millihertz from 40 to 70 Hz', () => {
    for (let mHz: i32 = 40_000; mHz <= 70_000; mHz += 1_713) {
      resetWindow(4_000_000);
      run(<f64>mHz / 1000, 4);
      expect(abs(<i32>frequency_mHz - mHz)).toBeLessThan(2);
    }
  });

  test('shares the last two samples: together one and a half less the fraction', () => {
    run(47.3, 3);
    const shared = <f64>(weightBefore_Q30 + weightNow_Q30) / 1073741824;
    const length = <f64>(closedLength_Q16 & 0xffff) / 65536;
    expect(shared).toBeGreaterThan(0.5);
    expect(shared).toBeLessThan(1.5);
    expect(length).toBeGreaterThan(0);
  });

  test('shows no quantities before the first crossing, and then whole cycles', () => {
    run(50, 1);
    expect(closedWhole).toBe(false);
    run(50, 1);
    expect(closedWhole).toBe(true);
  });

  test('ends after 300 ms without crossings, and has no frequency then', () => {
    run(50, 3);
    let n: i32 = 0;
    while (!take(1_000_000) && n < 2000) n++;
    expect(windowSamples).toBe(1200);
    expect(frequency_mHz).toBe(0);
  });
});
