// The worst sequences the AFE can give: what the filters make of them, and that nothing turns round, at every rate and sensor.
import {
  Parameters, PARAMETERS_BYTES, PARAMETERS_current_lead_udeg, PARAMETERS_current_sensor, PARAMETERS_voltage_delay_ns,
  PARAMETERS_voltage_gain_Q30,
} from '../../../../shared-protocol/generated/assembly/layouts';
import {
  AFE_FULL_SCALE, AFE_SINC3, INPUTS, SENSOR_CT, SENSOR_ROGOWSKI, SENSOR_SHUNT, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { sampleIndex } from '../../clock/sample-clock';
import { closedRegisters } from '../../energy/energy';
import { REGISTERS, registerValue } from '../../energy/register-state';
import { SAMPLES, SET_BYTES } from '../../memory';
import { meterBlock, replaceParameters } from '../../metering';
import { finishRecord, parameters } from '../../parameters/parameters';
import { gainMost_Q30 } from '../../parameters/parameter-ranges';
import { POWER_MOST_mW, quantities, SCOPES } from '../../quantities/quantities';
import { freshMeter } from '../../__tests__/mains';
import { channel } from '../channel';
import { TAPS } from '../filter-tables';
import { Chain } from '../sensor';

const RATES: i32 = 5;
// @ts-ignore: decorator
@lazy const RATE_Hz = memory.data<i32>([2_000, 4_000, 8_000, 16_000, 32_000]);
// @ts-ignore: decorator
@lazy const RECORD = memory.data(PARAMETERS_BYTES, 8);
// @ts-ignore: decorator
@lazy const LAST = memory.data(SCOPES * REGISTERS * 8, 8);

/** A fresh meter at a rate with the highest gains and half a sample of delay. */
function worstMeter(rate_Hz: u32, afe: i32, sensor: i32): void {
  freshMeter();
  memory.copy(RECORD, changetype<usize>(parameters()), PARAMETERS_BYTES);
  const p = changetype<Parameters>(RECORD);
  p.sampling_rate_mHz = rate_Hz * 1000;
  p.afe_response = <u8>afe;
  for (let i: i32 = 0; i < INPUTS; i++) {
    store<u32>(RECORD + PARAMETERS_voltage_gain_Q30 + (i << 2), gainMost_Q30(rate_Hz * 1000));
    store<i32>(RECORD + PARAMETERS_voltage_delay_ns + (i << 2), min(500_000_000 / rate_Hz, 200_000));
  }
  for (let i: i32 = 0; i < 4; i++) {
    store<u8>(RECORD + PARAMETERS_current_sensor + i, <u8>sensor);
    if (sensor == SENSOR_CT) store<i32>(RECORD + PARAMETERS_current_lead_udeg + (i << 2), 10_000_000);
  }
  finishRecord(RECORD);
  expect(replaceParameters(RECORD)).toBe(Status.OK);
}

/** The next set: voltages and currents at an end of the range each, by their signs. */
function give(voltage: i32, current: i32): void {
  for (let i: i32 = 0; i < INPUTS; i++) {
    const end = i < 3 ? voltage : current;
    store<i32>(SAMPLES + (i << 2), end > 0 ? AFE_FULL_SCALE - 1 : -AFE_FULL_SCALE);
  }
  store<i32>(SAMPLES + 28, 0);
  meterBlock(sampleIndex, 1);
}

function tap(input: i32, j: i32): i64 {
  return <i64>load<i32>(changetype<usize>(channel(input)) + (j << 2));
}

function sizes(input: i32): f64 {
  let sum: f64 = 0;
  for (let j: i32 = 0; j < TAPS; j++) sum += Math.abs(<f64>tap(input, j)) / 268435456;
  return sum;
}

/** Most of a value: of a coil what its integral is held to, of others what the taps make, a direct component and a lead. */
function valueMost(input: i32): i64 {
  const c = channel(input);
  if (c.chain == Chain.INTEGRATED) return 1 << 24;
  return <i64>(sizes(input) * 8388608) + (1 << 20) + (c.chain == Chain.LEAD_CORRECTED ? 1 << 21 : 0);
}

/** Tenths of a second of ends of the range, each sample's against the one before or not; no closed register may go back. */
function stress(rate_Hz: i32, alternates: bool, against: bool, tenths: i32): void {
  let sign: i32 = 1;
  for (let n: i32 = 0; n < (rate_Hz * tenths) / 10; n++) {
    give(sign, against ? -sign : sign);
    if (alternates) sign = -sign;
    if (n & 63) continue;
    for (let input: i32 = 0; input < INPUTS; input++) {
      const c = channel(input);
      if (abs(c.value) > valueMost(input)) expect(abs(c.value)).toBeLessThanOrEqual(valueMost(input));
      if (c.squares < 0) expect(c.squares).toBeGreaterThanOrEqual(0);
    }
    for (let k: i32 = 0; k < SCOPES * REGISTERS; k++) {
      const value = registerValue(closedRegisters(), k / REGISTERS, k % REGISTERS);
      if (value < load<i64>(LAST + (k << 3))) expect(value).toBeGreaterThanOrEqual(load<i64>(LAST + (k << 3)));
      store<i64>(LAST + (k << 3), value);
    }
  }
}

function inRange(scope: i32, factor: i64): void {
  const q = quantities(scope);
  expect(abs(<i64>q.active_power_mW)).toBeLessThanOrEqual(factor * POWER_MOST_mW);
  expect(abs(<i64>q.reactive_power_mvar)).toBeLessThanOrEqual(factor * POWER_MOST_mW);
  expect(<i64>q.apparent_power_mVA).toBeLessThanOrEqual(factor * POWER_MOST_mW);
}

describe('A sequence after the signs of the taps', () => {
  test('makes a value of the sum of their sizes: 2^25.6 at most, 2^24.7 at 32 kHz', () => {
    for (let r: i32 = 0; r < RATES; r++) {
      worstMeter(load<u32>(RATE_Hz + (r << 2)), AFE_SINC3, SENSOR_SHUNT);
      for (let n: i32 = 0; n < 64; n++) give(n & 1, n & 1);
      const reach = channel(0).reach / SET_BYTES;
      for (let j: i32 = 0; j < reach + 1; j++) {
        const end = j < TAPS ? i32(tap(0, j) > 0) : 1;
        give(end, end);
      }
      const worst = sizes(0) * 8388608;
      expect(Math.abs(<f64>channel(0).value - worst)).toBeLessThan(30);
      expect(Math.log2(worst)).toBeLessThan(r < 3 ? 25.6 : r == 3 ? 25.17 : 24.7);
      expect(Math.log2(worst)).toBeGreaterThan(r < 3 ? 24.7 : r == 3 ? 25.1 : 24.5);
    }
  });
});

describe('At the ends of the range, sample against sample,', () => {
  test('no register goes back and powers stand at their most, at every rate and sensor', () => {
    for (let r: i32 = 0; r < RATES; r++) {
      const rate_Hz = load<i32>(RATE_Hz + (r << 2));
      for (let sensor: i32 = SENSOR_SHUNT; sensor <= SENSOR_ROGOWSKI; sensor++) {
        for (let afe: i32 = 0; afe <= AFE_SINC3; afe++) {
          worstMeter(rate_Hz, afe, sensor);
          memory.fill(LAST, 0, SCOPES * REGISTERS * 8);
          stress(rate_Hz, true, false, 12);
          for (let scope: i32 = 0; scope < SCOPES; scope++) {
            inRange(scope, scope ? 1 : 3);
            if (sensor == SENSOR_SHUNT) expect(quantities(scope).active_power_mW).toBeGreaterThan(0);
          }
          stress(rate_Hz, true, true, 12);
          for (let scope: i32 = 0; scope < SCOPES; scope++) {
            inRange(scope, scope ? 1 : 3);
            if (sensor == SENSOR_SHUNT) expect(quantities(scope).active_power_mW).toBeLessThan(0);
          }
          // Stuck at one end, then at the other: what an integral and a direct component make of it.
          stress(rate_Hz, false, false, 9);
          stress(rate_Hz, false, true, 9);
          for (let scope: i32 = 0; scope < SCOPES; scope++) inRange(scope, scope ? 1 : 3);
        }
      }
    }
  });
});
