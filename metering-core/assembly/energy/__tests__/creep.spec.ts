// Creep: below half the starting current at nominal voltage an element counts nothing, above it everything.
import { SERVICE_3P4W_DELTA } from '../../../../shared-protocol/generated/assembly/protocol';
import { parameters } from '../../parameters/parameters';
import { creepThreshold_mVA, elementCounts, judgeCreep, Kind, resetCreep } from '../creep';
import { quantities } from '../../quantities/quantities';
import { freshMeter } from '../../__tests__/mains';

describe('Creep', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('the threshold is half of 230 V x 20 mA for the nominal meter', () => {
    expect(creepThreshold_mVA()).toBe(2300);
  });

  test('the threshold follows the sealed starting current', () => {
    parameters().starting_current_uA = 40_000;
    expect(creepThreshold_mVA()).toBe(4600);
  });

  test('the threshold of a high leg is that of its own voltage', () => {
    parameters().service = <u8>SERVICE_3P4W_DELTA;
    expect(creepThreshold_mVA(0)).toBe(2300);
    expect(creepThreshold_mVA(1)).toBe(3983);
  });

  test('an element just below the threshold rests, one at the threshold counts', () => {
    quantities(1).apparent_power_mVA = 2299;
    quantities(2).apparent_power_mVA = 2300;
    judgeCreep();
    expect(elementCounts(0)).toBe(false);
    expect(elementCounts(1)).toBe(true);
  });

  test('the first window below the threshold still counts: readings within it have shown it', () => {
    quantities(1).apparent_power_mVA = 2300;
    judgeCreep();
    quantities(1).apparent_power_mVA = 2299;
    judgeCreep();
    expect(elementCounts(0)).toBe(true);
    judgeCreep();
    expect(elementCounts(0)).toBe(false);
  });

  test('power factor zero does not put an element to rest', () => {
    quantities(1).apparent_power_mVA = 1_000_000;
    quantities(1).active_power_mW = 0;
    judgeCreep();
    expect(elementCounts(0)).toBe(true);
  });

  test('active, reactive and apparent energy begin at currents of their own where they are sealed', () => {
    parameters().reactive_starting_uA = 40_000;
    parameters().apparent_starting_uA = 10_000;
    expect(creepThreshold_mVA(0, Kind.ACTIVE)).toBe(2300);
    expect(creepThreshold_mVA(0, Kind.REACTIVE)).toBe(4600);
    expect(creepThreshold_mVA(0, Kind.APPARENT)).toBe(1150);
    const counting: i32[] = [0, 4, 5, 7];
    const loads: u32[] = [1149, 1150, 2300, 4600];
    for (let n: i32 = 0; n < loads.length; n++) {
      quantities(2).apparent_power_mVA = loads[n];
      judgeCreep();
      const found =
        (elementCounts(1, Kind.ACTIVE) ? 1 : 0) | (elementCounts(1, Kind.REACTIVE) ? 2 : 0) | (elementCounts(1, Kind.APPARENT) ? 4 : 0);
      expect(found).toBe(counting[n]);
      expect(elementCounts(0, Kind.APPARENT)).toBe(false);
    }
  });

  test('before the first measured window every element counts', () => {
    judgeCreep();
    expect(elementCounts(0)).toBe(false);
    resetCreep();
    expect(elementCounts(0)).toBe(true);
  });
});
