// The table over current: exact at its points, straight by the logarithm between them, level beyond; and what it changes.
import {
  PARAMETERS_correction_current_uA, PARAMETERS_correction_delay_ns, PARAMETERS_correction_gain_ppm,
} from '../../../../shared-protocol/generated/assembly/layouts';
import {
  adoptCurrent, delayByCurrent_ns, gainByCurrent_Q30, longestByCurrent_ns, resetCurrentTable, TABLE_POINTS,
} from '../current-table';
import { parameters } from '../parameters';
import { freshMeter } from '../../__tests__/mains';

const ONE: i64 = 1 << 30;
const POINTS: u32[] = [100_000, 1_000_000, 8_000_000, 64_000_000];
const GAINS: i16[] = [4000, 2000, -500, 0];
const DELAYS: i16[] = [-16_000, -8_000, 1_000, 32_767];

/** Seals the table for L2. */
function makeTable(): void {
  freshMeter();
  const at = changetype<usize>(parameters());
  for (let k: i32 = 0; k < TABLE_POINTS; k++) {
    store<u32>(at + PARAMETERS_correction_current_uA + (k << 2), POINTS[k]);
    store<i16>(at + PARAMETERS_correction_gain_ppm + ((TABLE_POINTS + k) << 1), GAINS[k]);
    store<i16>(at + PARAMETERS_correction_delay_ns + ((TABLE_POINTS + k) << 1), DELAYS[k]);
  }
  resetCurrentTable();
}

function gain_ppm(input: i32): i64 {
  return ((gainByCurrent_Q30(input, ONE) - ONE) * 1_000_000 + (ONE >> 1)) >> 30;
}

describe('The table over current', () => {
  beforeEach(makeTable);

  test('is exact at its points', () => {
    for (let k: i32 = 0; k < TABLE_POINTS; k++) {
      adoptCurrent(4, POINTS[k]);
      expect(gain_ppm(4)).toBe(GAINS[k]);
      expect(delayByCurrent_ns(4)).toBe(DELAYS[k]);
    }
  });

  test('stays at its ends beyond them', () => {
    adoptCurrent(4, 0);
    expect(gain_ppm(4)).toBe(4000);
    adoptCurrent(4, 200_000_000);
    expect(delayByCurrent_ns(4)).toBe(32_767);
  });

  test('goes by the logarithm between them', () => {
    // 1 A to 8 A: half of three octaves is 2.83 A.
    adoptCurrent(4, 2_828_427);
    expect(abs(<f64>gain_ppm(4) - 750)).toBeLessThan(80);
    let last: i64 = 2000;
    for (let current: u32 = 1_100_000; current < 8_000_000; current += 100_000) {
      adoptCurrent(4, current);
      expect(gain_ppm(4) <= last).toBe(true);
      last = gain_ppm(4);
    }
  });

  test('is an input\'s own', () => {
    expect(adoptCurrent(4, 1_000_000)).toBe(true);
    expect(adoptCurrent(3, 1_000_000)).toBe(false);
    expect(gain_ppm(3)).toBe(0);
    expect(gain_ppm(0)).toBe(0);
    expect(delayByCurrent_ns(0)).toBe(0);
  });

  test('asks for no new filters for a change of less than ten ppm', () => {
    expect(adoptCurrent(4, 1_000_000)).toBe(true);
    expect(adoptCurrent(4, 1_000_500)).toBe(false);
    expect(adoptCurrent(4, 1_100_000)).toBe(true);
  });

  test('is none where no point is sealed', () => {
    freshMeter();
    expect(adoptCurrent(4, 1_000_000)).toBe(false);
    expect(longestByCurrent_ns()).toBe(0);
  });

  test('tells how far filters must reach', () => {
    expect(longestByCurrent_ns()).toBe(32_767);
  });
});
