// For specs of the pins: SIO, IO_BANK0 and PADS_BANK0 joined as on the chip, and a pin made an output as the SDK does.
import { Gpio } from './gpio.ts';
import { registers } from '../registers/test-registers.ts';

export const SIO_FUNCTION = 5;
/** PADS_BANK0: input enable, pull-up, pull-down. */
export const IE = 0x40;
export const PUE = 0x08;
export const PDE = 0x04;

export function createGpio() {
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
