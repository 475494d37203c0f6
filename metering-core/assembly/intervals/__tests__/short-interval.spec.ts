// Intervals of 15 windows and of two hours: when they end, how they overlap, what they are made of.
import { Aggregate } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  AGGREGATE_FLAG_DIP, AGGREGATE_FLAG_MISSED, AGGREGATE_FLAG_NOT_WHOLE, INTERVAL_CYCLES, INTERVAL_TEN_MINUTES, INTERVAL_TWO_HOURS, NOT_MEASURED,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { freshMeter, loseVoltage, ppm, setVolts, supply } from '../../__tests__/mains';
import { aggregateRecord } from '../publication';
import { closeTenMinutes, continueIntervals, followClockSecond, followWindowOfCycles, startIntervals } from '../ten-minutes';

const WINDOW: u64 = 800;

function record(kind: i32, scope: i32): Aggregate {
  return changetype<Aggregate>(aggregateRecord(kind, scope));
}

function publish(): void {
  for (let i: i32 = 0; i < 80; i++) continueIntervals();
}

/** A window closes at a sample; what ends with it is published. */
function closeAt(sample: u64, lost: u64 = 0): void {
  followWindowOfCycles(sample, lost);
  closeTenMinutes(sample, lost);
  publish();
}

describe('An interval of 150 cycles', () => {
  beforeEach(() => {
    freshMeter();
    startIntervals(0, 4_000_000, 0);
  });

  test('has fifteen windows and follows the one before without a gap', () => {
    for (let n: u64 = 1; n <= 45; n++) {
      closeAt(n * WINDOW);
      expect(record(INTERVAL_CYCLES, 0).sequence).toBe(<u32>(n / 15));
      if (n >= 15) expect(record(INTERVAL_CYCLES, 0).sample_index).toBe((n / 15) * 15 * WINDOW);
    }
    expect(<i32>record(INTERVAL_CYCLES, 0).windows).toBe(15);
  });

  test('begins anew behind a tick of ten minutes, while the one under way is made whole', () => {
    const tick: u64 = 3002; // windows: 3,000 would end with an interval
    followClockSecond(1_799_999_400, 2 * WINDOW);
    for (let n: u64 = 1; n <= tick; n++) closeAt(n * WINDOW);
    expect(record(INTERVAL_CYCLES, 0).sequence).toBe(200);
    let ends = new Array<u64>();
    for (let n = tick + 1; n <= tick + 30; n++) {
      const before = record(INTERVAL_CYCLES, 0).sequence;
      closeAt(n * WINDOW);
      if (record(INTERVAL_CYCLES, 0).sequence != before) ends.push(n - tick);
    }
    expect(ends.length).toBe(3);
    expect(ends[0]).toBe(13);
    expect(ends[1]).toBe(15);
    expect(ends[2]).toBe(30);
  });

  test('is flagged where samples of it were lost, and only that one', () => {
    for (let n: u64 = 1; n <= 15; n++) closeAt(n * WINDOW, n >= 7 ? 3 : 0);
    expect(<i32>record(INTERVAL_CYCLES, 0).interval_flags).toBe(AGGREGATE_FLAG_MISSED);
    for (let n: u64 = 16; n <= 30; n++) closeAt(n * WINDOW, 3);
    expect(<i32>record(INTERVAL_CYCLES, 0).interval_flags).toBe(0);
  });

  test('of a mains that is metered has its voltage, current and powers, and a dip flags it', () => {
    supply(4_000 + 26_000);
    expect(record(INTERVAL_CYCLES, 0).sequence).toBe(2);
    expect(ppm(<f64>record(INTERVAL_CYCLES, 2).voltage_mV, 230_000)).toBeLessThan(20);
    expect(ppm(<f64>record(INTERVAL_CYCLES, 2).current_uA, 5_000_000)).toBeLessThan(20);
    expect(ppm(<f64>record(INTERVAL_CYCLES, 2).active_power_mW, 1_150_000)).toBeLessThan(40);
    expect(record(INTERVAL_CYCLES, 0).frequency_mHz).toBe(50_000);
    expect(<i32>record(INTERVAL_CYCLES, 1).interval_flags).toBe(0);
    loseVoltage(1);
    supply(400);
    loseVoltage(-1);
    supply(15_000);
    expect(<i32>record(INTERVAL_CYCLES, 2).interval_flags).toBe(AGGREGATE_FLAG_DIP);
    expect(<i32>record(INTERVAL_CYCLES, 1).interval_flags).toBe(0);
  });
});

/** Seconds of the clock with a window at the end of each; the windows in between change nothing of when intervals end. */
function seconds(from_s: u64, count: u64, at: u64): void {
  for (let n: u64 = 0; n < count; n++) {
    followClockSecond(from_s + n, at + n * 4000);
    closeAt(at + (n + 1) * 4000 - 1);
  }
}

describe('Two hours', () => {
  beforeEach(() => {
    freshMeter();
    supply(6_000);
  });

  test('end at even hours of the clock; those a start cut short are flagged', () => {
    startIntervals(0, 4_000_000, 0);
    const even_s: u64 = 1_800_000_000; // divisible by 7,200
    expect(even_s % 7200).toBe(0);
    seconds(even_s - 2_000, 2_002, 4_000);
    expect(record(INTERVAL_TWO_HOURS, 0).sequence).toBe(1);
    expect(<i32>record(INTERVAL_TWO_HOURS, 0).interval_flags).toBe(AGGREGATE_FLAG_NOT_WHOLE);
    seconds(even_s + 2, 7_200, 4_000 + 2_002 * 4_000);
    expect(record(INTERVAL_TWO_HOURS, 0).sequence).toBe(2);
    expect(<i32>record(INTERVAL_TWO_HOURS, 0).interval_flags).toBe(0);
    expect(<i32>record(INTERVAL_TWO_HOURS, 0).windows).toBe(12);
    expect(record(INTERVAL_TWO_HOURS, 0).frequency_mHz).toBe(50_000);
    expect(record(INTERVAL_TWO_HOURS, 0).pst_ppm).toBe(0);
  });

  test('are twelve ten minutes since the start where no time is known, roots of the mean square and extremes of them', () => {
    startIntervals(0, 4_000_000, 0);
    for (let ten: u64 = 1; ten <= 12; ten++) {
      setVolts(ten == 12 ? 1.1 : 1);
      supply(6_000);
      startWindowsOf(ten);
      expect(record(INTERVAL_TWO_HOURS, 0).sequence).toBe(ten == 12 ? 1 : 0);
    }
    const last = <f64>record(INTERVAL_TEN_MINUTES, 1).voltage_mV;
    expect(<f64>record(INTERVAL_TWO_HOURS, 1).voltage_max_mV).toBeGreaterThan(last * 0.9999);
    expect(ppm(<f64>record(INTERVAL_TWO_HOURS, 1).voltage_min_mV, 230_000)).toBeLessThan(2_000);
    expect(<f64>record(INTERVAL_TWO_HOURS, 1).voltage_mV).toBeGreaterThan(230_000);
    expect(<f64>record(INTERVAL_TWO_HOURS, 1).voltage_mV).toBeLessThan(last);
    expect(record(INTERVAL_TWO_HOURS, 1).voltage_thd_ppm).not.toBe(NOT_MEASURED);
  });
});

/** Ends the n-th ten minutes behind the windows metered. */
function startWindowsOf(n: u64): void {
  closeTenMinutes(n * 2_400_000, 0);
  publish();
}
