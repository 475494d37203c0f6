// Elements of each service.
import { SERVICE_1P2W, SERVICE_3P3W, SERVICE_3P4W } from '../../../../shared-protocol/generated/assembly/protocol';
import { parameters } from '../parameters';
import { elementInUse } from '../wiring';
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
  });
});
