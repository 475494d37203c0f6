// The chip's pads as wires: what the chip drives, what the board drives, pulls, the leak of RP2350-E9, and who listens.
import type { Pin } from '../registers/peripheral.ts';

export const GPIO_COUNT = 48;

/** The chip's side of a pad, from IO_BANK0 and PADS_BANK0. */
export interface PadState {
  readonly output: boolean;
  readonly outputEnabled: boolean;
  readonly pullUp: boolean;
  readonly inputEnabled: boolean;
}

const IDLE_PAD: PadState = { output: false, outputEnabled: false, pullUp: false, inputEnabled: false };

export class ChipPin implements Pin {
  readonly gpio: number;
  private pad = IDLE_PAD;
  private resistor: boolean | undefined;
  private driven: boolean | undefined;
  private stuck: boolean | undefined;
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
    return this.pad.outputEnabled;
  }

  drive(level: boolean | undefined): void {
    this.driven = level;
    this.resolve();
  }

  /** A resistor on the board, of 8.2 kOhm at most, to the supply (true) or to ground; undefined for none. */
  pull(level: boolean | undefined): void {
    this.resistor = level;
    this.resolve();
  }

  /** A fault of the board: the wire stays at this level whoever drives it; undefined mends it. */
  stick(level: boolean | undefined): void {
    this.stuck = level;
    this.resolve();
  }

  watch(listener: (level: boolean) => void): void {
    this.listeners.push(listener);
  }

  setPad(pad: PadState): void {
    this.pad = pad;
    this.resolve();
  }

  /** The pad as after a reset of the chip. */
  reset(): void {
    this.setPad(IDLE_PAD);
  }

  /**
   * RP2350-E9: with its input enabled a pad leaks more current upwards than the internal pull-down takes, so a wire that
   * was high and that nobody drives or pulls stays at some 2.2 V and reads high, until it is driven low or its input is
   * disabled. A wire that was low floats low.
   */
  private get floating(): boolean {
    return this.pad.pullUp || (this.resolved && this.pad.inputEnabled);
  }

  private resolve(): void {
    const { output, outputEnabled } = this.pad;
    const level = this.stuck ?? (outputEnabled ? output : (this.driven ?? this.resistor ?? this.floating));
    if (level === this.resolved) return;
    this.resolved = level;
    for (const listener of this.listeners) listener(level);
  }
}
