// The correction filter: gain and delay at the fundamental and its harmonics, through the taps it made.
import { AFE_SINC3, SENSOR_CT, SENSOR_ROGOWSKI } from '../../../../shared-protocol/generated/assembly/protocol';
import { Channel, channel } from '../channel';
import { latency_samples, makeFilters } from '../filter';
import { TAPS } from '../filter-tables';
import { SET_BYTES } from '../../memory';
import { parameters } from '../../parameters/parameters';
import { freshMeter } from '../../__tests__/mains';

const SCALE: f64 = 268435456;
let gain: f64 = 0;
let advance: f64 = 0;

/** Gain and advance in samples of a channel's taps at a frequency in sampling rates. */
function respond(c: Channel, input: i32, f: f64): void {
  const oldest = (c.reach + (input << 2)) / SET_BYTES;
  let re: f64 = 0;
  let im: f64 = 0;
  for (let j: i32 = 0; j < TAPS; j++) {
    const tap = <f64>load<i32>(changetype<usize>(c) + (j << 2)) / SCALE;
    // Against the common latency: a tap at that age is no delay.
    const age = <f64>(oldest - j - latency_samples);
    re += tap * Math.cos(2 * Math.PI * f * age);
    im -= tap * Math.sin(2 * Math.PI * f * age);
  }
  gain = Math.sqrt(re * re + im * im);
  advance = Math.atan2(im, re) / (2 * Math.PI * f);
}

describe('The correction filter', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('leaves an ideal input alone', () => {
    respond(channel(0), 0, 0.0125);
    expect(Math.abs(gain - 1)).toBeLessThan(1e-6);
    expect(Math.abs(advance)).toBeLessThan(1e-6);
  });

  test('undoes the droop of a sinc3 front end, to 5e-6 at the 7th harmonic and 5e-5 at the 21st', () => {
    parameters().afe_response = <u8>AFE_SINC3;
    makeFilters();
    for (let order: i32 = 1; order <= 21; order++) {
      const f: f64 = 0.0125 * <f64>order;
      const droop = (Math.sin(Math.PI * f) / (Math.PI * f)) ** 3;
      respond(channel(2), 2, f);
      expect(Math.abs(gain * droop - 1)).toBeLessThan(order <= 7 ? 5e-6 : 5e-5);
    }
  });

  test('advances a late input by its delay, to 0.005 degrees at 65 Hz, over many samples', () => {
    for (let delay_ns: i32 = -200_000; delay_ns <= 200_000; delay_ns += 37_000) {
      parameters().current_delay_ns_1 = delay_ns;
      makeFilters();
      respond(channel(4), 4, 65.0 / 4000);
      const error_deg = (advance - <f64>delay_ns * 4e-6) * (65.0 / 4000) * 360;
      expect(Math.abs(error_deg)).toBeLessThan(0.005);
      expect(Math.abs(gain - 1)).toBeLessThan(1e-6);
    }
  });

  test('puts the sealed gain into the taps', () => {
    parameters().voltage_gain_Q30_0 = 1 << 29;
    makeFilters();
    respond(channel(0), 0, 0.0125);
    expect(Math.abs(gain - 0.5)).toBeLessThan(1e-6);
  });

  test('takes half a sample off before an integrator, and scales it by the angle of a sample', () => {
    parameters().current_sensor_0 = <u8>SENSOR_ROGOWSKI;
    makeFilters();
    respond(channel(3), 3, 0.0125);
    expect(Math.abs(advance + 0.5)).toBeLessThan(2e-5);
    const x = Math.PI * 0.0125;
    expect(Math.abs(gain / ((2 * x * Math.sin(x)) / x) - 1)).toBeLessThan(1e-6);
  });

  test('gives a leading transformer the share of its integral', () => {
    parameters().current_sensor_0 = <u8>SENSOR_CT;
    parameters().current_lead_udeg_0 = 1_000_000;
    makeFilters();
    const wanted = Math.tan(Math.PI / 180) * 2 * Math.PI * 0.0125;
    expect(Math.abs(<f64>channel(3).leadShare_Q30 / 1073741824 - wanted)).toBeLessThan(2e-6);
  });
});
