// Pads: functions, overrides, isolation, pulls, inputs and the GPIO interrupt.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { Gpio } from './gpio.ts';
import { SVD_PATH } from './svd.ts';
import { registers } from './test-registers.ts';

const SIO_FUNCTION = 5;
const IE = 0x40;
const PUE = 0x08;

function create() {
  let line = false;
  const gpio = new Gpio((level) => void (line = level));
  const sio = registers(gpio.sio);
  const io = registers(gpio.io);
  const pads = registers(gpio.pads);
  /** As gpio_init and gpio_set_dir do. */
  const output = (pin: number): void => {
    pads.write(`GPIO${pin}`, IE);
    io.write(`GPIO${pin}_CTRL`, SIO_FUNCTION);
    sio.write('GPIO_OE_SET', 1 << pin);
  };
  return { gpio, sio, io, pads, output, line: () => line };
}

describe.skipIf(!existsSync(SVD_PATH))('a pad', () => {
  let t: ReturnType<typeof create>;
  beforeEach(() => {
    t = create();
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

  it('keeps its state while isolated', () => {
    t.output(3);
    t.sio.write('GPIO_OUT_SET', 1 << 3);
    t.pads.set('GPIO3', 0x100);
    t.sio.write('GPIO_OUT_CLR', 1 << 3);
    expect(t.gpio.pins[3].level).toBe(true);
    t.pads.clear('GPIO3', 0x100);
    expect(t.gpio.pins[3].level).toBe(false);
  });

  it('does not drive with its output disabled', () => {
    t.output(3);
    t.pads.set('GPIO3', 0x80);
    t.sio.write('GPIO_OUT_SET', 1 << 3);
    expect(t.gpio.pins[3].isOutput).toBe(false);
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

  it('is read only while its input is enabled', () => {
    t.pads.write('GPIO9', 0);
    t.gpio.pins[9].drive(true);
    expect(t.sio.read('GPIO_IN') & (1 << 9)).toBe(0);
    t.pads.write('GPIO9', IE);
    expect(t.sio.read('GPIO_IN') & (1 << 9)).toBe(1 << 9);
  });

  it('is pulled up when nobody drives it', () => {
    t.pads.write('GPIO9', IE | PUE);
    expect(t.sio.read('GPIO_IN') & (1 << 9)).toBe(1 << 9);
    t.gpio.pins[9].drive(false);
    expect(t.sio.read('GPIO_IN') & (1 << 9)).toBe(0);
    t.gpio.pins[9].drive(undefined);
    expect(t.sio.read('GPIO_IN') & (1 << 9)).toBe(1 << 9);
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

  it('lets go of the wire with a reset', () => {
    t.output(3);
    t.sio.write('GPIO_OUT_SET', 1 << 3);
    t.gpio.reset();
    expect([t.gpio.pins[3].isOutput, t.gpio.pins[3].level]).toEqual([false, false]);
  });
});
