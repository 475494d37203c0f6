// The emulated management board: FRAM, NOR, display and optical head on its pins.
import { Hd44780 } from '../../rp2350/chips/hd44780.ts';
import { Pcf8574 } from '../../rp2350/chips/pcf8574.ts';
import type { Timing } from '../../rp2350/processor/xip-timing.ts';
import { I2cBus } from '../../rp2350/wires/i2c-bus.ts';
import { SpiBus } from '../../rp2350/wires/spi-bus.ts';
import { boardFor, type Board } from '../../firmware/boards.ts';
import { EmulatedBoard } from './board.ts';
import type { Presentation } from '../../lines/presentation.ts';
import { SerialSocket } from './serial-socket.ts';
import { storageChips, type StorageChips, type StorageOptions } from './storage-chips.ts';

/** Of the PCF8574 before the display. */
export const DISPLAY_ADDRESS = 0x27;

export interface ManagementBoardOptions extends StorageOptions {
  board?: Board;
  elf: Uint8Array;
  /** What the factory wrote into the chip's fuses; blank without it. */
  identity?: Uint8Array;
  /** What a byte outside the optical head and the RS485 pair is while they are at 7E1; default wire. */
  presentation?: Presentation;
  /** False: the board was made without its PSRAM. */
  psramFitted?: boolean;
  fastPath?: boolean;
  /** How its chip counts time. */
  timing?: Timing;
}

export class ManagementBoard extends EmulatedBoard {
  override readonly lcd: Hd44780;
  /** FRAM and NOR on SPI1, and what is on I2C0. */
  readonly storageBus: SpiBus;
  readonly displayBus = new I2cBus();
  override readonly storage: StorageChips;
  readonly optical: SerialSocket;
  readonly rs485: SerialSocket;

  constructor(options: ManagementBoardOptions) {
    const { fastPath, timing } = options;
    super(options.board ?? boardFor('management', 'wasm3'), { fastPath, timing }, options.identity);
    const { time } = this.chip;
    this.chip.peripherals.qmi.psram.fitted = options.psramFitted ?? true;
    this.lcd = new Hd44780(time);
    this.displayBus.attach(DISPLAY_ADDRESS, new Pcf8574(this.lcd));
    this.i2c('LCD').bus = this.displayBus;
    this.storageBus = new SpiBus(time, this.spi('STORAGE'));
    this.storage = storageChips(this, this.storageBus, options);
    const { presentation } = options;
    this.optical = new SerialSocket(this.uart('OPTICAL'), time, { presentation, rx: this.pin('OPTICAL_RX') });
    const driverEnable = this.pin('RS485_DE');
    const rx = this.pin('RS485_RX');
    this.rs485 = new SerialSocket(this.uart('RS485'), time, { presentation, driverEnable, rx });
    this.pin('POWER_FAIL').drive(true);
    this.chip.load(options.elf);
  }

  /** Words of a link transfer still under way reach the slave before it runs past their time. */
  override runUntil(time: number): void {
    super.runUntil(time);
    this.spi('LINK').settle();
  }
}
