// The flickermeter's input: weighted mean squares 200 times a second, whatever the sampling rate and however cut.
import { SERVICE_1P2W, SERVICE_3P3W, SERVICE_3P4W } from '../../../../shared-protocol/generated/assembly/protocol';
import { fillFlickerBlocks, flickerStride, flickerValueDue, resetFlickerBlocks, takeFlickerValue, valueOfSquare } from '../flicker-blocks';
import { valuesOf } from '../../inputs/sample-loop';

let values: i32 = 0;
let last: i64 = 0;
let lowest: i64 = 0;
let highest: i64 = 0;
let checksum: i64 = 0;

function takeAll(from: i32, count: i32, skip: i32): void {
  while (from < count) {
    from = fillFlickerBlocks(from, count);
    if (!flickerValueDue) continue;
    last = takeFlickerValue(0);
    checksum = checksum * 31 + last;
    if (values >= skip) {
      lowest = min(lowest, last);
      highest = max(highest, last);
    }
    values++;
  }
}

/** Feeds a sine of counts peak, or its constant at 0 Hz, in stretches of one length; ignores the first values. */
function feed(rate_Hz: f64, hz: f64, peak: f64, samples: i32, stretch: i32): void {
  resetFlickerBlocks(<i32>(rate_Hz * 1000), SERVICE_1P2W);
  values = 0;
  checksum = 0;
  lowest = i64.MAX_VALUE;
  highest = 0;
  for (let n: i32 = 0; n < samples; n += stretch) {
    const count = min(stretch, samples - n);
    for (let k: i32 = 0; k < count; k++) {
      const value = hz == 0 ? peak : peak * Math.sin((2 * Math.PI * hz * <f64>(n + k)) / rate_Hz);
      store<i32>(valuesOf(0) + (<usize>k << 2), <i32>Math.round(value));
    }
    takeAll(0, count, 4);
  }
}

/** Half the spread of the values over their mean. */
function ripple(): f64 {
  return <f64>(highest - lowest) / <f64>(highest + lowest);
}

describe("The flickermeter's blocks", () => {
  test('give 200 values a second at any sampling rate', () => {
    const rates: StaticArray<f64> = [1_990, 2_000, 3_999.877, 4_000.123, 4_400, 8_000, 16_000, 32_100];
    for (let i: i32 = 0; i < rates.length; i++) {
      feed(rates[i], 50, 1_000_000, <i32>Math.ceil(rates[i]) * 2, 61);
      expect(abs(values - 400)).toBeLessThan(2);
    }
  });

  test('give the mean square of a constant, steady to 2e-3 even where no block holds whole samples', () => {
    const rates: StaticArray<f64> = [2_000, 2_130, 4_000, 4_000.123, 5_300, 8_000, 31_999];
    for (let i: i32 = 0; i < rates.length; i++) {
      feed(rates[i], 0, 3_000_000, <i32>rates[i], 64);
      expect(ripple()).toBeLessThan(0.002);
      const wanted = <f64>valueOfSquare(9_000_000_000_000);
      expect(Math.abs(<f64>last / wanted - 1)).toBeLessThan(0.003);
    }
  });

  test('are steady to 3e-4 where what is left beats as flicker would: rates a few hertz beside a multiple of 200 Hz', () => {
    const rates: StaticArray<f64> = [2_008.8, 3_991.2, 4_008.8, 8_017.6, 16_020];
    for (let i: i32 = 0; i < rates.length; i++) {
      feed(rates[i], 0, 3_000_000, <i32>rates[i], 64);
      expect(ripple()).toBeLessThan(0.0003);
    }
  });

  test('hold what a triangle of 10 ms leaves of twice the mains frequency', () => {
    feed(4_000, 49.7, 3_000_000, 8_000, 64);
    expect(Math.abs(ripple() - 0.409)).toBeLessThan(0.01);
  });

  test('leave nothing of a carrier at 200 Hz', () => {
    feed(4_000, 100, 3_000_000, 8_000, 64);
    expect(ripple()).toBeLessThan(1e-5);
  });

  test('do not depend on how samples were cut, to the last bit', () => {
    const rates: StaticArray<f64> = [2_000, 4_000, 4_000.123, 5_300, 8_000, 16_000];
    for (let i: i32 = 0; i < rates.length; i++) {
      feed(rates[i], 49.7, 3_000_000, 4_001, 64);
      const whole = checksum;
      for (let stretch: i32 = 1; stretch < 64; stretch += 5) {
        feed(rates[i], 49.7, 3_000_000, 4_001, stretch);
        expect(checksum).toBe(whole);
      }
    }
  });

  test('stay in range at full scale and the highest rate', () => {
    feed(32_100, 0, 16_777_215, 32_100, 64);
    expect(lowest).toBeGreaterThan(0);
    expect(highest).toBeLessThan(1 << 36);
  });

  test('take the voltages in use', () => {
    resetFlickerBlocks(4_000_000, SERVICE_3P4W);
    expect(flickerStride).toBe(1);
    resetFlickerBlocks(4_000_000, SERVICE_3P3W);
    expect(flickerStride).toBe(2);
  });
});
