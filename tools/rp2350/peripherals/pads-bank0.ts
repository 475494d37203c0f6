// PADS_BANK0: pulls, input enable, output disable and isolation of each GPIO pad (datasheet 9.11.3).
import { GPIO_COUNT } from '../wires/pins.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

const PULL_DOWN = 1 << 2;
const PULL_UP = 1 << 3;
const INPUT_ENABLE = 1 << 6;
const OUTPUT_DISABLE = 1 << 7;
const ISOLATED = 1 << 8;

export class PadsBank0 extends RegisterPeripheral {
  private readonly onChange: (gpio: number) => void;
  /** Every change of a pin looks here, by GPIO. */
  private readonly pads: { readonly value: number }[] = [];

  constructor(onChange: (gpio: number) => void) {
    super('PADS_BANK0');
    this.onChange = onChange;
    for (let gpio = 0; gpio < GPIO_COUNT; gpio++) {
      this.register(`GPIO${gpio}`, { written: () => onChange(gpio) });
      this.pads.push(this.cell(`GPIO${gpio}`));
    }
    this.storage('VOLTAGE_SELECT', 'SWCLK', 'SWD');
  }

  pullsUp(gpio: number): boolean {
    return (this.pads[gpio].value & PULL_UP) !== 0;
  }

  pullsDown(gpio: number): boolean {
    return (this.pads[gpio].value & PULL_DOWN) !== 0;
  }

  inputEnabled(gpio: number): boolean {
    return (this.pads[gpio].value & INPUT_ENABLE) !== 0;
  }

  outputDisabled(gpio: number): boolean {
    return (this.pads[gpio].value & OUTPUT_DISABLE) !== 0;
  }

  /** An isolated pad keeps its state: every pad after reset, until the firmware clears ISO. */
  isolated(gpio: number): boolean {
    return (this.pads[gpio].value & ISOLATED) !== 0;
  }

  override reset(): void {
    super.reset();
    for (let gpio = 0; gpio < GPIO_COUNT; gpio++) this.onChange(gpio);
  }
}
