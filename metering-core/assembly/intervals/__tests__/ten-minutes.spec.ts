// Ten-minute aggregates: means of windows, extremes, flags, and when an interval ends.
import { Aggregate } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  AGGREGATE_FLAG_DIP, AGGREGATE_FLAG_INTERRUPTION, AGGREGATE_FLAG_MISSED, AGGREGATE_FLAG_NOT_WHOLE, AGGREGATE_FLAG_SWELL, INTERVAL_TEN_MINUTES, NOT_MEASURED,
  SERVICE_1P2W,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { cubeRoot } from '../long-flicker';
import { aggregateRecord } from '../publication';
import { closeTenMinutes, continueIntervals, followClockSecond, startIntervals } from '../ten-minutes';
import { resetFlicker } from '../../flicker/flickermeter';
import { classifyFlicker, flickerInstant } from '../../flicker/flicker-classes';
import { SAMPLES, SET_BYTES } from '../../memory';
import { sampleIndex } from '../../clock/sample-clock';
import { meterBlock } from '../../metering';
import { parameters } from '../../parameters/parameters';
import { freshMeter, loseMains, loseVoltage, ppm, setHarmonic, setLag_deg, supply } from '../../__tests__/mains';

function record(scope: i32): Aggregate {
  return changetype<Aggregate>(aggregateRecord(INTERVAL_TEN_MINUTES, scope));
}

/** Ends the interval at a sample far enough ahead, and publishes it. */
function endInterval(at: u64 = 2_400_000, lost: u64 = 0): void {
  closeTenMinutes(at, lost);
  for (let i: i32 = 0; i < 60; i++) continueIntervals();
}

/** Windows close each 800 samples; returns the sequence behind the last of them. */
function closeUntil(from: u64, to: u64): u32 {
  for (let at = from + 800; at <= to; at += 800) {
    closeTenMinutes(at, 0);
    for (let i: i32 = 0; i < 60; i++) continueIntervals();
  }
  return record(0).sequence;
}

describe('An interval by the clock', () => {
  beforeEach(() => {
    freshMeter();
    startIntervals(0, 4_000_000, 0);
  });

  test('ends at its whole tens of minutes, the first one flagged as not whole', () => {
    let clock_s: u64 = 1_800_000_000 - 200;
    for (let second: u64 = 1; second <= 1500; second++) {
      followClockSecond(++clock_s, second * 4000);
      const before = record(0).sequence;
      closeUntil(second * 4000, second * 4000 + 4000);
      if (record(0).sequence == before) continue;
      expect((clock_s + 1) % 600).toBe(0); // by the window that closed on the tick itself
      expect(record(0).sample_index).toBe(second * 4000 + 4000);
      expect(record(0).interval_flags).toBe(before ? 0 : <u8>AGGREGATE_FLAG_NOT_WHOLE);
    }
    expect(record(0).sequence).toBe(3);
  });

  test('that a change of the clock made longer is flagged, and the next one is whole again', () => {
    let clock_s: u64 = 1_800_000_000;
    let flags: u32 = 0;
    for (let second: u64 = 1; second <= 2000; second++) {
      if (second == 900) clock_s -= 120;
      followClockSecond(++clock_s, second * 4000);
      const before = record(0).sequence;
      closeUntil(second * 4000, second * 4000 + 4000);
      if (record(0).sequence != before) flags = (flags << 8) | record(0).interval_flags;
    }
    expect(flags).toBe(<u32>AGGREGATE_FLAG_NOT_WHOLE << 8);
    expect(record(0).sequence).toBe(3);
  });
});

describe('An aggregate', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('holds means of all windows of its interval', () => {
    setLag_deg(60);
    supply(16_000);
    setLag_deg(-60);
    supply(16_000);
    endInterval();
    expect(record(0).sequence).toBe(1);
    expect(record(0).windows).toBeGreaterThan(38);
    expect(record(0).frequency_mHz).toBe(50_000);
    // The first of forty windows began while the filters were empty.
    expect(ppm(<f64>record(2).voltage_mV, 230_000)).toBeLessThan(100);
    expect(ppm(<f64>record(2).current_uA, 5_000_000)).toBeLessThan(100);
    expect(ppm(<f64>record(2).apparent_power_mVA, 1_150_000)).toBeLessThan(200);
    expect(Math.abs(<f64>record(2).active_power_mW - 575_000)).toBeLessThan(15_000);
    expect(Math.abs(<f64>record(0).active_power_mW - 1_725_000)).toBeLessThan(45_000);
    expect(Math.abs(<f64>record(3).reactive_power_mvar)).toBeLessThan(60_000);
    expect(record(0).interval_flags).toBe(0);
  });

  test('has no frequency where no window had one', () => {
    loseMains();
    supply(12_000);
    endInterval();
    expect(record(0).windows).toBeGreaterThan(8);
    expect(record(0).frequency_mHz).toBe(NOT_MEASURED);
  });

  test('takes the root of the mean square of voltages, and their extremes', () => {
    supply(16_000);
    setHarmonic(3, 1);
    supply(16_000);
    endInterval();
    expect(ppm(<f64>record(1).voltage_mV, 230_000 * Math.sqrt(1.5))).toBeLessThan(15_000);
    expect(ppm(<f64>record(1).voltage_min_mV, 230_000)).toBeLessThan(20);
    expect(ppm(<f64>record(1).voltage_max_mV, 230_000 * Math.SQRT2)).toBeLessThan(200);
  });

  test('is flagged for a dip of its phase and of the whole meter, and only for this interval', () => {
    supply(8_000);
    loseVoltage(1);
    supply(400);
    loseVoltage(-1);
    supply(8_000);
    endInterval();
    expect(record(1).interval_flags).toBe(0);
    expect(record(2).interval_flags).toBe(<u8>AGGREGATE_FLAG_DIP);
    expect(record(0).interval_flags).toBe(<u8>AGGREGATE_FLAG_DIP);
    supply(8_000);
    endInterval(4_800_000);
    expect(record(2).interval_flags).toBe(0);
  });

  test('is flagged for an interruption when no voltage is left, and for the dip it is on each phase', () => {
    supply(8_000);
    memory.fill(SAMPLES, 0, 64 * SET_BYTES);
    for (let i: i32 = 0; i < 40; i++) meterBlock(sampleIndex, 64);
    endInterval();
    expect(record(0).interval_flags).toBe(<u8>(AGGREGATE_FLAG_DIP | AGGREGATE_FLAG_INTERRUPTION));
    expect(record(1).interval_flags).toBe(<u8>AGGREGATE_FLAG_DIP);
  });

  test('is flagged for a swell', () => {
    supply(8_000);
    setHarmonic(3, 0.6);
    supply(400);
    endInterval();
    expect(record(3).interval_flags).toBe(<u8>AGGREGATE_FLAG_SWELL);
  });

  test('knows one phase where the service has no more', () => {
    parameters().service = <u8>SERVICE_1P2W;
    resetFlicker();
    startIntervals(0, 4_000_000, 0);
    supply(16_000);
    endInterval();
    expect(record(1).voltage_mV).toBeGreaterThan(229_000);
    expect(record(2).voltage_mV).toBe(0);
    expect(record(2).interval_flags).toBe(0);
    expect(record(0).interval_flags).toBe(0);
  });

  test('has Plt from the twelfth on: the cubic mean of twelve Pst', () => {
    for (let interval: u64 = 1; interval <= 13; interval++) {
      // Pst 0.714, in the first two intervals twice and four times as much.
      const sensation: i64 = (<i64>1 << 18) * (interval == 1 ? 16 : interval == 2 ? 4 : 1);
      for (let i: i32 = 0; i < 100; i++) {
        classifyFlicker(0, sensation);
        flickerInstant();
      }
      endInterval(2_400_000 * interval);
      if (interval < 12) expect(record(1).plt_ppm).toBe(0);
      const cubes: f64 = interval == 12 ? 64 + 8 + 10 : 8 + 11;
      const wanted = <f64>record(1).pst_ppm * Math.cbrt(cubes / 12);
      if (interval >= 12) expect(ppm(<f64>record(1).plt_ppm, wanted)).toBeLessThan(1_000);
    }
  });

  test('is flagged for what was missed', () => {
    supply(8_000);
    endInterval(2_400_000, 3);
    expect(record(0).interval_flags).toBe(<u8>AGGREGATE_FLAG_MISSED);
    endInterval(4_800_000, 3);
    expect(record(0).interval_flags).toBe(0);
  });

  test('ends at the first window at or after each 600 s of samples since its start', () => {
    startIntervals(1_000, 4_000_123, 0);
    closeTenMinutes(2_401_073, 0);
    for (let i: i32 = 0; i < 60; i++) continueIntervals();
    expect(record(0).sequence).toBe(0);
    endInterval(2_401_074);
    expect(record(0).sequence).toBe(1);
    expect(record(0).sample_index).toBe(2_401_074);
    endInterval(4_801_147);
    expect(record(0).sequence).toBe(1);
    endInterval(4_801_148);
    expect(record(0).sequence).toBe(2);
  });

  test('ends once behind a gap of an hour, and again at the next tick', () => {
    startIntervals(0, 4_000_000, 0);
    endInterval(14_400_005);
    expect(record(0).sequence).toBe(1);
    endInterval(16_799_999);
    expect(record(0).sequence).toBe(1);
    endInterval(16_800_000);
    expect(record(0).sequence).toBe(2);
    endInterval((<u64>1) << 62);
    expect(record(0).sequence).toBe(3);
  });

  test('is there as a whole or not at all', () => {
    supply(8_000);
    closeTenMinutes(2_400_000, 0);
    for (let i: i32 = 0; i < 20; i++) continueIntervals();
    expect(record(0).sequence).toBe(0);
    expect(record(1).voltage_mV).toBe(0);
    for (let i: i32 = 0; i < 40; i++) continueIntervals();
    expect(record(0).sequence).toBe(1);
    expect(record(1).voltage_mV).toBeGreaterThan(229_000);
  });
});

describe('A cube root', () => {
  test('is the largest whole number whose cube fits', () => {
    expect(cubeRoot(0)).toBe(0);
    expect(cubeRoot(7)).toBe(1);
    expect(cubeRoot(8)).toBe(2);
    expect(cubeRoot(999_999_999_999)).toBe(9_999);
    expect(cubeRoot(1_000_000_000_000)).toBe(10_000);
  });
});
