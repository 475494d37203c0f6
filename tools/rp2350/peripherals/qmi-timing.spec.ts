// Periods of SCK of a cache line, by the formats that boot ROM and SDK program.
import { expect, it } from 'vitest';
import { BOOT_READ_FORMAT, BOOT_TIMING, lineCost, scaled } from './qmi-timing.ts';

const SERIAL_READ = 0x1000;
const CONTINUOUS_QUAD_READ = 0x482a8;
const QUAD_WRITE = 0x12aa;
const AT_RESET = 0x40000004;

it('the boot ROM reads a line in 36 clocks, at a third of clk_sys', () => {
  expect(lineCost(BOOT_TIMING, BOOT_READ_FORMAT, 0)).toMatchObject({
    ...{ first: 108, next: 48, deselect: 9, cooldown: 64 },
  });
});

it('a command byte less, or one line only, is told by the format', () => {
  expect(lineCost(BOOT_TIMING, CONTINUOUS_QUAD_READ, 0).first).toBe(28 * 3);
  expect(lineCost(AT_RESET, SERIAL_READ, 0)).toMatchObject({ first: (8 + 24 + 64) * 4, next: 64 * 4 });
});

it('a line is written without dummy clocks', () => {
  expect(lineCost(BOOT_TIMING, BOOT_READ_FORMAT, QUAD_WRITE).write).toBe((2 + 6 + 16) * 3);
});

it('a divisor of 0 is 256', () => {
  expect(lineCost(0, SERIAL_READ, 0).first).toBe(96 * 256);
});

it('a slower clk_sys makes every cycle longer', () => {
  const cost = lineCost(BOOT_TIMING, BOOT_READ_FORMAT, QUAD_WRITE);
  expect(scaled(cost, 2)).toEqual({ first: 216, next: 96, write: 144, deselect: 18, cooldown: 128 });
});
