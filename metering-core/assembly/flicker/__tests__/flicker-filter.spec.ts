// The flickermeter's filters: what the standard's points make, what is no flicker, and what must not overflow.
import { flickerSensation_Q18, putFlickerValue, resetFlickerFilters, seedFlicker, weightFlicker } from '../flicker-filter';

/** About 230 V at 4 kHz. */
const MEAN: i64 = 800_000_000;

function next(value: i64): i64 {
  for (let input: i32 = 0; input < 3; input++) putFlickerValue(input, value);
  weightFlicker();
  return flickerSensation_Q18(2);
}

function begin(sixty_Hz: bool, lamp120: bool): void {
  resetFlickerFilters(sixty_Hz, lamp120, 1000);
  for (let input: i32 = 0; input < 3; input++) seedFlicker(input, MEAN);
}

/** |H| of the triangle in front of the filters. */
function front(hz: f64): f64 {
  const x = (Math.PI * hz) / 200;
  return (Math.sin(x) / x) * (Math.sin(x) / x);
}

/** Largest sensation of a sinusoidal change in percent. */
function peak(hz: f64, change_percent: f64): f64 {
  let highest: i64 = 0;
  for (let n: i32 = 0; n < 8_000; n++) {
    const change = ((change_percent * front(hz)) / 100) * Math.sin((2 * Math.PI * hz * <f64>n) / 200);
    const sensation = next(MEAN + <i64>Math.round(<f64>MEAN * change));
    if (n > 4_000) highest = max(highest, sensation);
  }
  return <f64>highest / 262_144;
}

describe("The flickermeter's filters", () => {
  test('make one of the points of 230 V and 50 Hz', () => {
    const points: StaticArray<f64> = [0.5, 2.325, 2, 0.879, 5, 0.396, 8.8, 0.25, 15, 0.438, 25, 1.037];
    for (let i: i32 = 0; i < points.length; i += 2) {
      begin(false, false);
      expect(Math.abs(peak(points[i], points[i + 1]) - 1)).toBeLessThan(0.015);
    }
  });

  test('make one of the points of 120 V and 60 Hz', () => {
    const points: StaticArray<f64> = [0.5, 2.453, 8.8, 0.321, 25, 1.464, 33.333333, 2.57];
    for (let i: i32 = 0; i < points.length; i += 2) {
      begin(true, true);
      expect(Math.abs(peak(points[i], points[i + 1]) - 1)).toBeLessThan(0.03);
    }
  });

  test('choose lamp and low-pass apart', () => {
    begin(true, false);
    expect(Math.abs(peak(33.333333, 1.758) - 1)).toBeLessThan(0.03);
    begin(false, true);
    expect(Math.abs(peak(33.333333, 3.111) - 1)).toBeLessThan(0.03);
  });

  test('grow with the square of the change', () => {
    begin(false, false);
    const one = peak(8.8, 0.25);
    begin(false, false);
    expect(Math.abs(peak(8.8, 2.5) / one / 100 - 1)).toBeLessThan(0.001);
    begin(false, false);
    expect(Math.abs((peak(8.8, 0.025) / one) * 100 - 1)).toBeLessThan(0.02);
  });

  test('feel nothing of twice the mains frequency', () => {
    begin(false, false);
    let highest: i64 = 0;
    for (let n: i32 = 0; n < 8_000; n++) {
      const sensation = next(MEAN + <i64>(<f64>MEAN * 0.4 * Math.cos((2 * Math.PI * 99.6 * <f64>n) / 200)));
      if (n > 4_000) highest = max(highest, sensation);
    }
    expect(highest).toBeLessThan(10);
  });

  test('come to rest after a change, without a limit cycle', () => {
    begin(false, false);
    peak(8.8, 5);
    for (let n: i32 = 0; n < 60_000; n++) next(MEAN);
    expect(next(MEAN)).toBe(0);
  });

  test('follow a lasting change of the voltage within minutes', () => {
    begin(false, false);
    for (let n: i32 = 0; n < 60_000; n++) next(MEAN / 2);
    expect(next(MEAN / 2)).toBe(0);
  });

  test('feel nothing without a voltage', () => {
    begin(false, false);
    for (let n: i32 = 0; n < 200_000; n++) next(0);
    let highest: i64 = 0;
    for (let n: i32 = 0; n < 4_000; n++) highest = max(highest, next((n & 16) * 40));
    expect(highest).toBe(0);
  });

  test('stay in range whatever comes', () => {
    begin(false, false);
    let lowest: i64 = 0;
    let highest: i64 = 0;
    for (let n: i32 = 0; n < 8_000; n++) {
      const sensation = next(n % 23 < 11 ? 1_100 : (<i64>1 << 36) - 1);
      lowest = min(lowest, sensation);
      highest = max(highest, sensation);
    }
    expect(lowest).toBe(0);
    expect(highest).toBeLessThan((<i64>1 << 36) + 1);
    expect(highest).toBeGreaterThan(1 << 30);
  });
});
