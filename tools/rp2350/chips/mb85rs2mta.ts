// The MB85RS2MTA, 256 KB of FRAM on SPI: writes are done as they arrive, WEL falls after each writing command.
import { SkewedBits, type SpiDevice, type SpiMode } from '../wires/wires.ts';

export const FRAM_BYTES = 0x40000;
const COMMAND = {
  WRSR: 0x01,
  WRITE: 0x02,
  READ: 0x03,
  WRDI: 0x04,
  RDSR: 0x05,
  WREN: 0x06,
  FSTRD: 0x0b,
  RDID: 0x9f,
  SLEEP: 0xb9,
} as const;
/** Fujitsu: manufacturer, continuation, product (datasheet, RDID). */
const IDENTITY = [0x04, 0x7f, 0x48, 0x03];
const WEL = 1 << 1;
/** WPEN, BP1, BP0 and the three free bits: all non-volatile; bit 0 reads 0. */
const STATUS_WRITABLE = 0xfc;
const ADDRESS_BYTES = 3;
/** Recovery from sleep after select falls (tREC). */
const WAKE_us = 450;

export interface FramOptions {
  /** The cells, `FRAM_BYTES` long; kept by the caller, so that they outlive power. */
  readonly cells: Uint8Array;
  readonly cyclesPerSecond: number;
  /** The non-volatile status register, kept by the caller too. */
  readonly status?: { value: number };
}

export class Mb85rs2mta implements SpiDevice {
  /** Bytes written into cells since power-up. */
  writes = 0;
  /** Words exchanged in a wrong SPI mode. */
  skewedWords = 0;

  /** Called with each byte written, and how many that were since power-up. */
  onWrite: ((writes: number) => void) | undefined;

  private powered = true;
  private readonly status: { value: number };
  private readonly mosi = new SkewedBits();
  private readonly miso = new SkewedBits();
  private readonly cycles_us: number;
  private selected = false;
  private writeEnabled = false;
  private asleep = false;
  private awakeAt = 0;
  private index = 0;
  private command = 0;
  private address = 0;

  constructor(private readonly options: FramOptions) {
    if (options.cells.length !== FRAM_BYTES) throw new RangeError(`an MB85RS2MTA has ${FRAM_BYTES} bytes`);
    this.status = options.status ?? { value: 0 };
    this.cycles_us = options.cyclesPerSecond / 1e6;
  }

  /** Power came: volatile state is gone, cells and status register are not. */
  powerUp(): void {
    this.writeEnabled = this.asleep = this.selected = false;
    this.awakeAt = 0;
    this.powered = true;
  }

  /** The supply goes: what was written stays, and the chip answers no more. */
  powerDown(): void {
    this.powered = false;
  }

  select(selected: boolean, time: number): void {
    if (selected === this.selected) return;
    this.selected = selected;
    if (selected) this.begin(time);
    else this.end();
  }

  exchange(value: number, bits: number, mode: SpiMode, time: number): number {
    if (!this.selected || !this.powered || time < this.awakeAt) return 0;
    if (mode !== 0 && mode !== 3) {
      this.skewedWords++;
      return this.miso.pass(this.shiftWord(this.mosi.pass(value, bits), bits), bits);
    }
    return this.shiftWord(value, bits);
  }

  private begin(time: number): void {
    this.index = this.command = this.address = 0;
    if (!this.asleep) return;
    this.asleep = false;
    this.awakeAt = time + WAKE_us * this.cycles_us;
  }

  private shiftWord(value: number, bits: number): number {
    if (bits === 16) return (this.shift(value >>> 8) << 8) | this.shift(value & 0xff);
    return this.shift(value & 0xff);
  }

  private shift(byte: number): number {
    const at = this.index++;
    if (at === 0) this.command = byte;
    const { command } = this;
    if (at === 0) return 0;
    if (command === COMMAND.RDSR) return this.status.value | (this.writeEnabled ? WEL : 0);
    if (command === COMMAND.RDID) return IDENTITY[(at - 1) % IDENTITY.length];
    if (command === COMMAND.WRSR) return this.writeStatus(byte, at);
    if (at <= ADDRESS_BYTES) this.address = ((this.address << 8) | byte) & (FRAM_BYTES - 1);
    else return this.data(byte, at - 1 - ADDRESS_BYTES);
    return 0;
  }

  private writeStatus(byte: number, at: number): number {
    if (at === 1 && this.writeEnabled) this.status.value = byte & STATUS_WRITABLE;
    return 0;
  }

  /** Addresses run on over the end of the array to its start. */
  private data(byte: number, at: number): number {
    const { cells } = this.options;
    const { command } = this;
    if (command === COMMAND.READ) return cells[(this.address + at) % FRAM_BYTES];
    if (command === COMMAND.FSTRD) return at === 0 ? 0 : cells[(this.address + at - 1) % FRAM_BYTES];
    if (command === COMMAND.WRITE) this.store((this.address + at) % FRAM_BYTES, byte);
    return 0;
  }

  private store(address: number, byte: number): void {
    if (!this.writeEnabled || this.isProtected(address)) return;
    this.options.cells[address] = byte;
    this.writes++;
    this.onWrite?.(this.writes);
  }

  /** BP1:BP0 protect the upper quarter, half, or everything. */
  private isProtected(address: number): boolean {
    const level = (this.status.value >>> 2) & 3;
    if (level === 0) return false;
    return address >= [FRAM_BYTES, 0.75 * FRAM_BYTES, 0.5 * FRAM_BYTES, 0][level];
  }

  private end(): void {
    if (this.index === 0) return;
    const { command } = this;
    if (command === COMMAND.WREN) this.writeEnabled = true;
    else if (command === COMMAND.SLEEP) this.asleep = true;
    else if (command === COMMAND.WRDI || command === COMMAND.WRITE || command === COMMAND.WRSR) {
      this.writeEnabled = false;
    }
  }
}
