// Urms(1/2): steady, cut at each voltage's own zero crossings, and how soon it follows a loss.
import { halfCycleEnd_Q16, halfCycleRms_mV } from '../half-cycle';
import { isUnderWay } from '../../events/event-detector';
import { newestEvent } from '../../events/event-log';
import { freshMeter, loseVoltage, ppm, setFrequency, supply } from '../../__tests__/mains';

/** Row of the event table. */
const INTERRUPTION: i32 = 2;

/** Sample by sample, the lowest and highest Urms(1/2) of a voltage, mV. */
let lowest: u32 = 0;
let highest: u32 = 0;

function watch(input: i32, samples: i32): void {
  for (let n: i32 = 0; n < samples; n++) {
    supply(1);
    lowest = min(lowest, halfCycleRms_mV(input));
    highest = max(highest, halfCycleRms_mV(input));
  }
}

function expectSteady(): void {
  expect(lowest).toBeGreaterThan(229_000);
  expect(highest).toBeLessThan(231_000);
}

describe('Urms(1/2)', () => {
  beforeEach(() => {
    freshMeter();
    lowest = u32.MAX_VALUE;
    highest = 0;
  });

  test('is steady on all phases at off-nominal frequency', () => {
    setFrequency(47.3);
    supply(6_000);
    for (let k: i32 = 0; k < 40; k++) {
      supply(13);
      for (let input: i32 = 0; input < 3; input++) expect(ppm(<f64>halfCycleRms_mV(input), 230_000)).toBeLessThan(800);
    }
  });

  test('is right from its first value on, also where its cuts are first set at its crossings', () => {
    for (let n: i32 = 0; n < 3_000; n++) {
      supply(1);
      for (let input: i32 = 0; input < 3; input++) {
        if (halfCycleRms_mV(input)) expect(ppm(<f64>halfCycleRms_mV(input), 230_000)).toBeLessThan(1_000);
      }
    }
  });

  test('is renewed each half cycle, at the zero crossings of each voltage', () => {
    supply(8_000);
    for (let input: i32 = 0; input < 3; input++) {
      // V1 crosses zero at sample 0, five samples (the filter's delay) later; V2 and V3 a third and two of a cycle behind.
      const crossing = 5 + (80 * <f64>input) / 3;
      const cut = (<f64>halfCycleEnd_Q16(input) / 65536 - crossing) / 40;
      expect(Math.abs(cut - Math.floor(cut + 0.5))).toBeLessThan(0.002);
      const before = halfCycleEnd_Q16(input);
      supply(4_000);
      expect(abs(halfCycleEnd_Q16(input) - before - (4_000 << 16))).toBeLessThan(16);
    }
  });

  test('has fallen to nothing one and a half cycles after a loss', () => {
    supply(4_000);
    loseVoltage(2);
    supply(130);
    expect(halfCycleRms_mV(2)).toBeLessThan(1_000);
    expect(halfCycleRms_mV(1)).toBeGreaterThan(229_000);
  });

  test('of a sound phase stays within half a percent while the voltage that keeps the time goes and comes back', () => {
    setFrequency(51.3);
    supply(6_000);
    loseVoltage(0);
    watch(1, 4_000);
    loseVoltage(-1);
    watch(1, 4_000);
    expectSteady();
    // Of V1 a dip, and an interruption of nobody: the others are there. Reset, dip, and nothing else.
    expect(newestEvent).toBe(2);
  });

  test('of the voltage that keeps the time reads nothing when there is nothing, and its end is no false swell', () => {
    supply(6_000);
    loseVoltage(0);
    supply(200);
    expect(halfCycleRms_mV(0)).toBeLessThan(100);
    expect(isUnderWay(INTERRUPTION, 0)).toBe(false);
    loseVoltage(-1);
    watch(0, 200);
    expect(highest).toBeLessThan(231_000);
  });
});
