// A channel's direct component and its window sums.
import { PARAMETERS_current_sensor } from '../../../../shared-protocol/generated/assembly/layouts';
import { INPUTS, SENSOR_CT } from '../../../../shared-protocol/generated/assembly/protocol';
import { channel } from '../channel';
import { makeFilters } from '../filter';
import { parameters } from '../../parameters/parameters';
import { closedLength_Q16 } from '../../windows/window';
import { freshMeter, setDirect, setFrequency, supply } from '../../__tests__/mains';

describe('A channel', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('finds its direct component in the first whole window', () => {
    setDirect(1234);
    supply(1_800);
    for (let input: i32 = 0; input < INPUTS - 1; input++) {
      expect(Math.abs(<f64>channel(input).shown / 268435456 - 1234)).toBeLessThan(2);
    }
  });

  test('sums the squares of whole cycles, wherever they begin', () => {
    setFrequency(53.21);
    supply(6_000);
    const mean = (<f64>channel(1).closedSquares / <f64>closedLength_Q16) * 65536;
    expect(Math.abs(mean / (2_875_000.0 * 2_875_000.0) - 1)).toBeLessThan(1e-6);
  });

  test('of a voltage has no direct component left in its values', () => {
    setDirect(-5000);
    supply(32_000);
    expect(Math.abs((<f64>channel(2).closedSum / <f64>closedLength_Q16) * 65536)).toBeLessThan(1);
  });

  test('of a shunt keeps the direct component in its values', () => {
    setDirect(-5000);
    supply(16_000);
    expect(Math.abs((<f64>channel(3).closedSum / <f64>closedLength_Q16) * 65536 + 5000)).toBeLessThan(1);
  });

  test('of a transformer has none left: direct current does not reach it', () => {
    store<u8>(changetype<usize>(parameters()) + PARAMETERS_current_sensor, <u8>SENSOR_CT);
    makeFilters();
    setDirect(-5000);
    supply(16_000);
    expect(Math.abs((<f64>channel(3).closedSum / <f64>closedLength_Q16) * 65536)).toBeLessThan(1);
  });
});
