// The answers of what quality the supply is: which scopes they take, and what stands in them when.
import { PowerQuality, POWER_QUALITY_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { NOT_MEASURED, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { readPowerQuality } from '../quality-answers';
import { freshMeter, setDirect, supply } from '../../__tests__/mains';

const RECORD = memory.data(64, 8);

function qualityOf(scope: u8): PowerQuality {
  store<u8>(RECORD, scope);
  expect(readPowerQuality(RECORD)).toBe(POWER_QUALITY_BYTES);
  return changetype<PowerQuality>(RECORD);
}

describe('The answer to read_power_quality', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('says of a distortion that its input had no turn yet, and gives it from then on', () => {
    supply(2_000);
    expect(qualityOf(1).voltage_thd_ppm).toBe(NOT_MEASURED);
    expect(qualityOf(1).current_thd_ppm).toBe(NOT_MEASURED);
    supply(6_000);
    expect(qualityOf(1).voltage_thd_ppm).toBeLessThan(100);
    expect(qualityOf(1).current_thd_ppm).toBe(NOT_MEASURED);
    supply(32_000);
    expect(qualityOf(1).current_thd_ppm).toBeLessThan(100);
    expect(qualityOf(0).voltage_thd_ppm).toBe(0);
  });

  test('has the scope it was asked for and the direct component of its current', () => {
    setDirect(4_000);
    supply(6_000);
    expect(abs(qualityOf(2).direct_current_uA - 100_000)).toBeLessThan(100);
    expect(qualityOf(2).scope).toBe(2);
  });

  test('refuses a scope that is not there', () => {
    store<u8>(RECORD, 4);
    expect(readPowerQuality(RECORD)).toBe(Status.OUT_OF_RANGE);
  });
});
