// Which chain each sensor gets.
import { SENSOR_CT, SENSOR_CT_DC_TOLERANT, SENSOR_ROGOWSKI } from '../../../../shared-protocol/generated/assembly/protocol';
import { parameters } from '../../parameters/parameters';
import { Chain, chainOf, leadShare_Q30, nominalStep_Q30 } from '../sensor';
import { freshMeter } from '../../__tests__/mains';

describe('The sensors', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('are direct for voltages, shunts and transformers without a lead', () => {
    parameters().current_sensor_1 = <u8>SENSOR_CT;
    expect(chainOf(0)).toBe(Chain.DIRECT);
    expect(chainOf(3)).toBe(Chain.DIRECT);
    expect(chainOf(4)).toBe(Chain.DIRECT);
  });

  test('have their lead corrected, or are integrated', () => {
    parameters().current_sensor_1 = <u8>SENSOR_CT_DC_TOLERANT;
    parameters().current_lead_udeg_1 = 4_000_000;
    parameters().current_sensor_3 = <u8>SENSOR_ROGOWSKI;
    expect(chainOf(4)).toBe(Chain.LEAD_CORRECTED);
    expect(chainOf(6)).toBe(Chain.INTEGRATED);
  });

  test('know the angle of a sample', () => {
    expect(Math.abs(<f64>nominalStep_Q30() / 1073741824 - (2 * Math.PI) / 80)).toBeLessThan(1e-8);
  });

  test('take the share of the integral from the tangent of the lead', () => {
    parameters().current_lead_udeg_0 = 4_000_000;
    const wanted = ((2 * Math.PI) / 80) * Math.tan((4 * Math.PI) / 180);
    expect(Math.abs(<f64>leadShare_Q30(3) / 1073741824 - wanted)).toBeLessThan(1e-8);
  });
});
