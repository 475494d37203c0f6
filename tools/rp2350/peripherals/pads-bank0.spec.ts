// PADS_BANK0: isolation, output disable, input enable and pull-up of a pad.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { createGpio, IE, PDE, PUE } from './test-gpio.ts';

describe.skipIf(!existsSync(SVD_PATH))('a pad', () => {
  let t: ReturnType<typeof createGpio>;
  beforeEach(() => {
    t = createGpio();
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

  it('is read only while its input is enabled', () => {
    t.pads.write('GPIO9', 0);
    t.gpio.pins[9].drive(true);
    expect(t.sio.read('GPIO_IN') & (1 << 9)).toBe(0);
    t.pads.write('GPIO9', IE);
    expect(t.sio.read('GPIO_IN') & (1 << 9)).toBe(1 << 9);
  });

  const reads = (gpio: number) => (t.sio.read('GPIO_IN') & (1 << gpio)) !== 0;

  it('that was high and is let go of keeps reading high against its internal pull-down (RP2350-E9)', () => {
    t.pads.write('GPIO9', IE | PDE);
    expect(reads(9)).toBe(false);
    t.gpio.pins[9].drive(true);
    t.gpio.pins[9].drive(undefined);
    expect(reads(9)).toBe(true);
    t.gpio.pins[9].drive(false);
    t.gpio.pins[9].drive(undefined);
    expect(reads(9)).toBe(false);
  });

  it('that reads high by its leak falls when its input is disabled', () => {
    t.pads.write('GPIO9', IE | PDE);
    t.gpio.pins[9].drive(true);
    t.gpio.pins[9].drive(undefined);
    t.pads.write('GPIO9', PDE);
    t.pads.write('GPIO9', IE | PDE);
    expect(reads(9)).toBe(false);
  });

  it('falls when it is let go of where a resistor on the board pulls it down', () => {
    t.pads.write('GPIO9', IE);
    t.gpio.pins[9].pull(false);
    t.gpio.pins[9].drive(true);
    expect(reads(9)).toBe(true);
    t.gpio.pins[9].drive(undefined);
    expect(reads(9)).toBe(false);
  });

  it('is pulled up when nobody drives it', () => {
    t.pads.write('GPIO9', IE | PUE);
    expect(t.sio.read('GPIO_IN') & (1 << 9)).toBe(1 << 9);
    t.gpio.pins[9].drive(false);
    expect(t.sio.read('GPIO_IN') & (1 << 9)).toBe(0);
    t.gpio.pins[9].drive(undefined);
    expect(t.sio.read('GPIO_IN') & (1 << 9)).toBe(1 << 9);
  });
});
