// XIP_CTRL and the maintenance window: what stores may reach, and what is refused because it is not modelled.
import { beforeEach, describe, expect, it } from 'vitest';
import { CLEAR, GuestError, SET } from '../registers/peripheral.ts';
import { registersOf } from '../registers/test-chip.ts';
import { XipControl, XipMaintenance } from './xip-cache.ts';

const [EN_SECURE, POWER_DOWN, WRITABLE_M0, WRITABLE_M1] = [1 << 0, 1 << 3, 1 << 10, 1 << 11];

describe('XIP_CTRL', () => {
  let block: XipControl;
  let xip: ReturnType<typeof registersOf>;
  let writable: boolean[];
  beforeEach(() => {
    writable = [];
    block = new XipControl((on) => writable.push(on));
    xip = registersOf(block);
  });

  it('lets stores reach the PSRAM window only while WRITABLE_M1 is set', () => {
    xip.write('CTRL', WRITABLE_M1, SET);
    xip.write('CTRL', WRITABLE_M1, CLEAR);
    xip.write('CTRL', WRITABLE_M1, SET);
    block.reset();
    expect(writable).toEqual([true, false, true, false]);
  });

  it('refuses stores to flash', () => {
    expect(() => xip.write('CTRL', WRITABLE_M0, SET)).toThrow(/WRITABLE_M0/);
  });

  it('refuses a cache that is off or without power, whose timing is not modelled', () => {
    expect(() => xip.write('CTRL', EN_SECURE, CLEAR)).toThrow(GuestError);
    block.reset();
    expect(() => xip.write('CTRL', POWER_DOWN, SET)).toThrow(/POWER_DOWN/);
  });

  it('has an empty streaming FIFO', () => {
    expect(xip.read('STAT')).toBe(2);
  });
});

describe('the maintenance window', () => {
  it('takes stores of the operations the cache knows, and no loads', () => {
    const window = new XipMaintenance();
    for (const operation of [0, 1, 2, 3]) expect(() => window.write(0x3ffc000 + operation)).not.toThrow();
    expect(() => window.write(5)).toThrow(GuestError);
    expect(() => window.read()).toThrow(/write-only/);
  });
});
