// The PCF8574 I2C port expander: a byte written appears on its eight pins, a byte read is what is on them.
import type { I2cDevice } from '../wires/wires.ts';

/** Board wiring of the pins: told each new output, and asked for what other chips pull low (quasi-bidirectional). */
export interface ExpanderPins {
  written(port: number, time: number): void;
  /** Bits the board pulls low are 0. */
  pulled?(port: number): number;
}

export class Pcf8574 implements I2cDevice {
  /** All pins are weakly high after power-up. */
  private port = 0xff;

  constructor(private readonly pins: ExpanderPins) {}

  start(): boolean {
    return true;
  }

  write(byte: number, time: number): boolean {
    this.port = byte;
    this.pins.written(byte, time);
    return true;
  }

  read(): number {
    return this.port & (this.pins.pulled?.(this.port) ?? 0xff);
  }

  stop(): void {}
}
