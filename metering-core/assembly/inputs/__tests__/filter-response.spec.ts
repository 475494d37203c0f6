// What is left behind the filter: nothing at the fundamental, the missing droop above.
import { AFE_SINC3 } from '../../../../shared-protocol/generated/assembly/protocol';
import { makeFilters } from '../filter';
import { filterResponse, responseAngle_Q32, responseGain_Q30 } from '../filter-response';
import { parameters } from '../../parameters/parameters';
import { freshMeter } from '../../__tests__/mains';

describe('The residual response', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('is one without an angle at the fundamental, whatever is corrected', () => {
    parameters().afe_response = <u8>AFE_SINC3;
    parameters().current_delay_ns_0 = 77_000;
    makeFilters();
    filterResponse(3, 53_687_091);
    expect(Math.abs(<f64>responseGain_Q30 / 1073741824 - 1)).toBeLessThan(2e-6);
    expect(abs(<i32>responseAngle_Q32)).toBeLessThan(40_000);
  });

  test('falls below one where eleven taps cannot follow the droop', () => {
    parameters().afe_response = <u8>AFE_SINC3;
    makeFilters();
    filterResponse(0, 1_664_299_827);
    expect(Math.abs(<f64>responseGain_Q30 / 1073741824 - 0.9555)).toBeLessThan(0.001);
  });
});
