// What both emulated boards have in common: a chip with its firmware, pins and blocks by the names of its board.json, and its faults.
import { modules, type Board } from '../../firmware/boards.ts';
import { Hd44780 } from '../../rp2350/chips/hd44780.ts';
import { Pcf8574 } from '../../rp2350/chips/pcf8574.ts';
import { type Pcf85263a, PCF85263A_ADDRESS } from '../../rp2350/chips/pcf85263a.ts';
import type { I2cBus } from '../../rp2350/wires/i2c-bus.ts';
import { programIdentity } from './otp-identity.ts';
import type { Role, StorageCut } from '../../cores/core-runner.ts';
import { faultText } from '../../rp2350/processor/fault.ts';
import type { StorageChips } from './storage-chips.ts';
import type { Rp2350Options } from '../../rp2350/chip/options.ts';
import { Rp2350 } from '../../rp2350/chip/rp2350.ts';

/** Of the PCF8574 before the display. */
export const DISPLAY_ADDRESS = 0x27;

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
  readonly board: Board;
  readonly chip: Rp2350;
  /** The display: the legal one of the metering board, the other one of the management board. */
  readonly lcd: Hd44780;
  /** FRAM and NOR; both boards have them. */
  readonly storage?: StorageChips;

  /** `identity`: what the factory wrote into the chip's fuses. */
  constructor(
    board: Board,
    options: Pick<Rp2350Options, 'fastPath' | 'cyclesPerInstruction' | 'timing' | 'fuses'>,
    identity?: Uint8Array,
  ) {
    const { flash_bytes, psram_bytes } = modules()[board.module];
    this.board = board;
    this.role = board.role;
    this.chip = new Rp2350({ flashBytes: flash_bytes, psramBytes: psram_bytes, ...options });
    if (identity) programIdentity(this.chip.peripherals.otp.rows, identity);
    for (const { gpio, resistor } of board.pins) {
      if (resistor) this.chip.gpio.pins[gpio].pull(resistor.to === 'supply');
    }
    this.lcd = new Hd44780(this.chip.time);
  }

  /** The bus of the slow chips: the display, the latch of the cover, and what the board has beside them. */
  protected slowChips(block: string, bus: I2cBus, latch: Pcf85263a): void {
    bus.attach(DISPLAY_ADDRESS, new Pcf8574(this.lcd));
    bus.attach(PCF85263A_ADDRESS, latch);
    this.i2c(block).bus = bus;
  }

  protected gpio(name: string): number {
    const pin = this.board.pins.find((each) => each.name === name);
    if (!pin) throw new RangeError(`boards/${this.board.folder}/board.json has no pin ${name}`);
    return pin.gpio;
  }

  /** The pin with this name, such as AFE_CS. */
  pin(name: string) {
    return this.chip.gpio.pins[this.gpio(name)];
  }

  /** Contacts and buttons close to ground; open, the chip pulls the pin up. */
  setContact(
    name: 'CALIBRATION_JUMPER' | 'COVER' | 'SCROLL_BUTTON' | 'SEALED_BUTTON',
    closed: boolean,
  ): void {
    this.pin(name).drive(closed ? false : undefined);
  }

  /** What the power-fail comparator says. */
  setSupply(whole: boolean): void {
    this.pin('POWER_FAIL').drive(whole);
  }

  /** Sets what stands on an analog pin. */
  protected setAnalog_mV(name: string, voltage_mV: number): void {
    const input = this.gpio(name) - modules()[this.board.module].first_analog_gpio;
    this.chip.peripherals.adc.setInput_mV(input, voltage_mV);
  }

  /** The number of the block that serves a bus or port, such as 1 for LINK on spi1. */
  protected block(name: string): number {
    const block = this.board.blocks[name];
    if (!block) throw new RangeError(`boards/${this.board.folder}/board.json has no block ${name}`);
    return Number(block.at(-1));
  }

  /** The block of the link between the boards. */
  get linkSpi() {
    return this.spi('LINK');
  }

  protected spi(name: string) {
    return this.chip.peripherals.spis[this.block(name)];
  }

  protected i2c(name: string) {
    return this.chip.peripherals.i2cs[this.block(name)];
  }

  protected uart(name: string) {
    return this.chip.peripherals.uarts[this.block(name)];
  }

  /** Runs to a virtual time in cycles. Throws EmulatedFaultError when the firmware cannot go on. */
  runUntil(time: number): void {
    this.chip.run(time);
    if (this.chip.fault) throw new EmulatedFaultError(this.role, faultText(this.chip.fault));
  }

  /** Whether the board has its supply. */
  get powered(): boolean {
    return this.chip.isPowered;
  }

  /** FRAM and NOR by themselves. */
  get fram() {
    return this.storage!.fram;
  }

  get nor() {
    return this.storage!.nor;
  }

  /** Has the supply go, counted from now. */
  cutPower(cut: StorageCut): void {
    this.storage!.cutPower(cut, () => this.chip.powerOff());
  }

  close(): void {
    this.chip.close();
  }
}
