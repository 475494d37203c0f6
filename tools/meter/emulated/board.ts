// What both emulated boards have in common: a chip with its firmware, pins by the names of board.h, and its faults.
import { boardLayout } from '../../firmware/layout.ts';
import type { Role } from '../../cores/core-runner.ts';
import type { Hd44780 } from '../../rp2350/chips/hd44780.ts';
import { faultText } from '../../rp2350/processor/fault.ts';
import { Rp2350, type Rp2350Options } from '../../rp2350/chip/rp2350.ts';

/** The firmware did something the chip does not allow; the text is the whole report. */
export class EmulatedFaultError extends Error {
  readonly role: Role;
  constructor(role: Role, text: string) {
    super(`the emulated ${role} board stopped: ${text}`);
    this.role = role;
  }
}

export class EmulatedBoard {
  readonly role: Role;
  readonly chip: Rp2350;
  /** The display, on the board that has one. */
  readonly lcd?: Hd44780;
  readonly #pins: ReadonlyMap<string, number>;

  constructor(role: Role, options: Rp2350Options) {
    this.role = role;
    this.chip = new Rp2350(options);
    this.#pins = new Map(boardLayout().pins[role].map(({ name, gpio }) => [name, gpio]));
  }

  /** The pin with a name of board.h, such as AFE_CS. */
  pin(name: string) {
    const gpio = this.#pins.get(name);
    if (gpio === undefined) throw new RangeError(`board.h has no ${this.role} pin ${name}`);
    return this.chip.gpio.pins[gpio];
  }

  /** Runs to a virtual time in cycles. Throws EmulatedFaultError when the firmware cannot go on. */
  runUntil(time: number): void {
    this.chip.run(time);
    if (this.chip.fault) throw new EmulatedFaultError(this.role, faultText(this.chip.fault));
  }

  close(): void {
    this.chip.close();
  }
}
