// The chip's pads as wires: what the chip drives, what the board drives, pulls, and who listens.
import type { Pin } from '../registers/peripheral.ts';

export const GPIO_COUNT = 48;

export class ChipPin implements Pin {
  readonly gpio: number;
  private output = false;
  private outputEnabled = false;
  private pullUp = false;
  private driven: boolean | undefined;
  private resolved = false;
  private readonly listeners: ((level: boolean) => void)[] = [];

  constructor(gpio: number) {
    this.gpio = gpio;
  }

  get level(): boolean {
    return this.resolved;
  }

  /** True while the chip drives the wire. */
  get isOutput(): boolean {
    return this.outputEnabled;
  }

  drive(level: boolean | undefined): void {
    this.driven = level;
    this.resolve();
  }

  watch(listener: (level: boolean) => void): void {
    this.listeners.push(listener);
  }

  /** The chip's side, from IO_BANK0 and PADS_BANK0. A floating wire without a pull-up reads low. */
  setPad(output: boolean, outputEnabled: boolean, pullUp: boolean): void {
    this.output = output;
    this.outputEnabled = outputEnabled;
    this.pullUp = pullUp;
    this.resolve();
  }

  private resolve(): void {
    const level = this.outputEnabled ? this.output : (this.driven ?? this.pullUp);
    if (level === this.resolved) return;
    this.resolved = level;
    for (const listener of this.listeners) listener(level);
  }
}
