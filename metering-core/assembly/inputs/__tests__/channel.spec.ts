// A channel's direct component and its window sums.
import { INPUTS } from '../../../../shared-protocol/generated/assembly/protocol';
import { channel } from '../channel';
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
      expect(Math.abs(<f64>channel(input).direct / 268435456 - 1234)).toBeLessThan(2);
    }
  });

  test('sums the squares of whole cycles, wherever they begin', () => {
    setFrequency(53.21);
    supply(6_000);
    const mean = (<f64>channel(1).closedSquares / <f64>closedLength_Q16) * 65536;
    expect(Math.abs(mean / (2_875_000.0 * 2_875_000.0) - 1)).toBeLessThan(1e-6);
  });

  test('has no direct component left in its values', () => {
    setDirect(-5000);
    supply(16_000);
    expect(Math.abs((<f64>channel(3).closedSum / <f64>closedLength_Q16) * 65536)).toBeLessThan(1);
  });
});
