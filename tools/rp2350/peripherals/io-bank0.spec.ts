// IO_BANK0: overrides of what a pin does, its status, and the GPIO interrupt.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { createGpio, IE, SIO_FUNCTION } from './test-gpio.ts';

describe.skipIf(!existsSync(SVD_PATH))('IO_BANK0', () => {
  let t: ReturnType<typeof createGpio>;
  beforeEach(() => {
    t = createGpio();
  });

  it('obeys overrides of output and enable', () => {
    t.output(3);
    t.io.write('GPIO3_CTRL', SIO_FUNCTION | (1 << 12));
    expect(t.gpio.pins[3].level).toBe(true);
    t.io.write('GPIO3_CTRL', SIO_FUNCTION | (3 << 12));
    expect(t.gpio.pins[3].level).toBe(true);
    t.io.write('GPIO3_CTRL', SIO_FUNCTION | (2 << 14));
    expect(t.gpio.pins[3].isOutput).toBe(false);
  });

  it('raises an interrupt on an enabled edge until it is acknowledged', () => {
    t.pads.write('GPIO9', IE);
    t.io.write('PROC0_INTE1', 0x8 << 4);
    t.gpio.pins[9].drive(true);
    expect(t.line()).toBe(true);
    expect(t.io.read('PROC0_INTS1')).toBe(0x8 << 4);
    t.io.write('INTR1', 0x8 << 4);
    expect(t.line()).toBe(false);
    t.gpio.pins[9].drive(false);
    expect(t.line()).toBe(false);
    expect(t.io.read('INTR1') & 0xf0).toBe(0x5 << 4);
  });

  it('raises a level interrupt as long as the level lasts', () => {
    t.pads.write('GPIO9', IE);
    t.io.write('PROC0_INTE1', 0x2 << 4);
    t.gpio.pins[9].drive(true);
    t.io.write('INTR1', 0xffffffff);
    expect(t.line()).toBe(true);
    t.gpio.pins[9].drive(false);
    expect(t.line()).toBe(false);
  });

  it('can have an interrupt forced, enabled or not', () => {
    t.io.write('PROC0_INTF1', 0x8 << 4);
    expect([t.line(), t.io.read('PROC0_INTS1')]).toEqual([true, 0x8 << 4]);
    t.io.write('PROC0_INTF1', 0);
    expect([t.line(), t.io.read('PROC0_INTS1')]).toEqual([false, 0]);
  });

  it('tells its output, its enable and its level', () => {
    t.output(3);
    t.sio.write('GPIO_OUT_SET', 1 << 3);
    const [out, enable, input] = [1 << 9, 1 << 13, 1 << 17];
    expect(t.io.read('GPIO3_STATUS') & (out | enable | input)).toBe(out | enable | input);
    t.sio.write('GPIO_OE_CLR', 1 << 3);
    t.gpio.pins[3].drive(false);
    expect(t.io.read('GPIO3_STATUS') & (out | enable | input)).toBe(out);
  });
});
