// What both emulated boards have in common: a chip with its firmware, pins and blocks by the names of its board.json, and its faults.
import { modules, type Board } from '../../firmware/boards.ts';
import type { Hd44780 } from '../../rp2350/chips/hd44780.ts';
import { programIdentity } from './otp-identity.ts';
import type { Role, StorageCut } from '../../cores/core-runner.ts';
import { faultText } from '../../rp2350/processor/fault.ts';
import type { StorageChips } from './storage-chips.ts';
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
  readonly board: Board;
  readonly chip: Rp2350;
  /** The display, on the board that has one. */
  readonly lcd?: Hd44780;
  /** FRAM and NOR; both boards have them. */
  readonly storage?: StorageChips;

  /** `identity`: what the factory wrote into the chip's fuses. */
  constructor(
    board: Board,
    options: Pick<Rp2350Options, 'fastPath' | 'cyclesPerInstruction' | 'timing'>,
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
  setContact(name: 'CALIBRATION_JUMPER' | 'COVER' | 'SCROLL_BUTTON', closed: boolean): void {
    this.pin(name).drive(closed ? false : undefined);
  }

  /** What the power-fail comparator says. */
  setSupply(whole: boolean): void {
    this.pin('POWER_FAIL').drive(whole);
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
