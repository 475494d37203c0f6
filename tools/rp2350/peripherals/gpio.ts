// Joins SIO, IO_BANK0, PADS_BANK0 and peripheral signals to the pads: what each wire carries.
import type { InterruptLine, PinMux } from '../registers/peripheral.ts';
import { IoBank0 } from './io-bank0.ts';
import { PadsBank0 } from './pads-bank0.ts';
import { Sio } from './sio.ts';
import { ChipPin, GPIO_COUNT } from '../wires/pins.ts';

const FUNCTION_SIO = 5;

export class Gpio implements PinMux {
  readonly pins: readonly ChipPin[];
  readonly io: IoBank0;
  readonly pads: PadsBank0;
  readonly sio: Sio;
  /** Levels of peripheral outputs by signal name; a signal nobody drives leaves its pad an input. */
  private readonly signals = new Map<string, boolean>();

  constructor(line: InterruptLine) {
    this.pins = Array.from({ length: GPIO_COUNT }, (_, gpio) => new ChipPin(gpio));
    const update = (gpio: number): void => this.updatePad(gpio);
    this.pads = new PadsBank0(update);
    this.sio = new Sio(
      (half) => this.io.inputs[half],
      (half, changed) => this.outputsChanged(half, changed),
    );
    const state = {
      output: (gpio: number) => this.output(gpio),
      outputEnable: (gpio: number) => this.outputEnable(gpio),
      level: (gpio: number) => this.input(gpio),
    };
    this.io = new IoBank0(line, state, update, (half) => this.sio.inputsChanged(half));
    for (const pin of this.pins) pin.watch(() => this.io.levelChanged(pin.gpio, this.input(pin.gpio)));
  }

  pinOf(signal: string): number {
    return this.io.pinOf(signal);
  }

  driveSignal(signal: string, level: boolean | undefined): void {
    if (this.signals.get(signal) === level) return;
    if (level === undefined) this.signals.delete(signal);
    else this.signals.set(signal, level);
    for (let gpio = 0; gpio < GPIO_COUNT; gpio++) if (this.io.signalOf(gpio) === signal) this.updatePad(gpio);
  }

  private output(gpio: number): boolean {
    const value =
      this.io.functionOf(gpio) === FUNCTION_SIO
        ? this.sio.output(gpio)
        : (this.signals.get(this.io.signalOf(gpio) ?? '') ?? false);
    return this.io.overriddenOutput(gpio, value);
  }

  private outputEnable(gpio: number): boolean {
    const enable =
      this.io.functionOf(gpio) === FUNCTION_SIO
        ? this.sio.outputEnable(gpio)
        : this.signals.has(this.io.signalOf(gpio) ?? '');
    return this.io.overriddenEnable(gpio, enable);
  }

  /** What the chip sees of the wire: nothing while the pad's input is disabled. */
  private input(gpio: number): boolean {
    return this.io.overriddenInput(gpio, this.pads.inputEnabled(gpio) && this.pins[gpio].level);
  }

  private outputsChanged(half: 0 | 1, changed: number): void {
    for (let bits = changed; bits !== 0; bits &= bits - 1) {
      const gpio = half * 32 + 31 - Math.clz32(bits & -bits);
      if (gpio < GPIO_COUNT) this.updatePad(gpio);
    }
  }

  /** An isolated pad keeps what it was; a pad out of isolation follows its function. */
  private updatePad(gpio: number): void {
    const { pads } = this;
    const pin = this.pins[gpio];
    if (!pads.isolated(gpio)) {
      pin.setPad({
        output: this.output(gpio),
        outputEnabled: this.outputEnable(gpio) && !pads.outputDisabled(gpio),
        pullUp: pads.pullsUp(gpio),
        inputEnabled: pads.inputEnabled(gpio),
      });
    }
    this.io.levelChanged(gpio, this.input(gpio));
  }

  /** Pads lose their outputs with a reset of the chip. */
  reset(): void {
    this.signals.clear();
    this.sio.reset();
    this.io.reset();
    this.pads.reset();
    for (const pin of this.pins) pin.reset();
  }
}
