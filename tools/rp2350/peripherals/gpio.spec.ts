// Pins through all three of their blocks: who drives them, who reads them, and peripherals routed to them.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { createGpio, IE, SIO_FUNCTION } from './test-gpio.ts';

describe.skipIf(!existsSync(SVD_PATH))('a pad', () => {
  let t: ReturnType<typeof createGpio>;
  beforeEach(() => {
    t = createGpio();
  });

  it('drives what SIO says once it is routed and out of isolation', () => {
    const seen: boolean[] = [];
    t.gpio.pins[7].watch((level) => seen.push(level));
    t.sio.write('GPIO_OE_SET', 1 << 7);
    t.sio.write('GPIO_OUT_SET', 1 << 7);
    t.io.write('GPIO7_CTRL', SIO_FUNCTION);
    expect(t.gpio.pins[7].level).toBe(false);
    t.pads.write('GPIO7', IE);
    expect(t.gpio.pins[7].level).toBe(true);
    t.sio.write('GPIO_OUT_XOR', 1 << 7);
    expect(seen).toEqual([true, false]);
  });

  it('above 31 is read in the high half', () => {
    t.pads.write('GPIO40', IE);
    t.gpio.pins[40].drive(true);
    expect(t.sio.read('GPIO_HI_IN')).toBe(1 << 8);
  });

  it('follows a signal of a peripheral that is routed to it', () => {
    t.pads.write('GPIO2', IE);
    t.io.write('GPIO2_CTRL', 4);
    expect(t.gpio.pinOf('pwm_a_1')).toBe(2);
    t.gpio.driveSignal('pwm_a_1', true);
    expect(t.gpio.pins[2].level).toBe(true);
    t.io.write('GPIO2_CTRL', 31);
    expect(t.gpio.pinOf('pwm_a_1')).toBe(-1);
    expect(t.gpio.pins[2].isOutput).toBe(false);
  });

  it('lets go of the wire with a reset', () => {
    t.output(3);
    t.sio.write('GPIO_OUT_SET', 1 << 3);
    t.gpio.reset();
    expect([t.gpio.pins[3].isOutput, t.gpio.pins[3].level]).toEqual([false, false]);
  });
});
