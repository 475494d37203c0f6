// Elements of each service, and what voltage each is made for.
import {
  SERVICE_1P2W, SERVICE_2P3W, SERVICE_3P3W, SERVICE_3P4W, SERVICE_3P4W_DELTA,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { parameters } from '../parameters';
import { elementInUse, elementVoltage_mV, hasMiddleNeutral } from '../wiring';
import { freshMeter } from '../../__tests__/mains';

function used(service: i32): i32 {
  parameters().service = <u8>service;
  return (elementInUse(0) ? 1 : 0) | (elementInUse(1) ? 2 : 0) | (elementInUse(2) ? 4 : 0);
}

describe('A service', () => {
  test('uses one, two or three elements', () => {
    freshMeter();
    expect(used(SERVICE_1P2W)).toBe(1);
    expect(used(SERVICE_3P3W)).toBe(5);
    expect(used(SERVICE_3P4W)).toBe(7);
    expect(used(SERVICE_2P3W)).toBe(3);
    expect(used(SERVICE_3P4W_DELTA)).toBe(7);
  });

  test('has a high leg at root 3 times the voltage in a delta only', () => {
    freshMeter();
    expect(elementVoltage_mV(1)).toBe(230_000);
    expect(hasMiddleNeutral()).toBe(false);
    parameters().service = <u8>SERVICE_3P4W_DELTA;
    expect(elementVoltage_mV(0)).toBe(230_000);
    expect(elementVoltage_mV(1)).toBe(398_371);
    expect(elementVoltage_mV(2)).toBe(230_000);
    expect(hasMiddleNeutral()).toBe(true);
  });
});
