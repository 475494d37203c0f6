// A W25Q serial NOR flash at its SPI pins: identification, status, read, page program, erase, busy times.
import type { QspiDevice, SpiDevice, SpiMode } from '../wires/wires.ts';
import { SkewedBits } from '../wires/wires.ts';

const COMMAND = {
  WRITE_ENABLE: 0x06,
  WRITE_DISABLE: 0x04,
  READ_STATUS_1: 0x05,
  READ_STATUS_2: 0x35,
  READ_STATUS_3: 0x15,
  READ: 0x03,
  FAST_READ: 0x0b,
  PAGE_PROGRAM: 0x02,
  SECTOR_ERASE: 0x20,
  BLOCK_ERASE_32K: 0x52,
  BLOCK_ERASE_64K: 0xd8,
  CHIP_ERASE: 0xc7,
  JEDEC_ID: 0x9f,
  UNIQUE_ID: 0x4b,
  POWER_DOWN: 0xb9,
  RELEASE: 0xab,
} as const;
const WIP = 1 << 0;
const WEL = 1 << 1;
/** Quad enable, set by the factory in the parts on these boards. */
const STATUS_2 = 0x02;
const MANUFACTURER = 0xef;
const DEVICE_TYPE = 0x40;
const PAGE = 256;
/** Typical times (W25Q128JV datasheet table 9.6). */
const PROGRAM_us = 400;
const ERASE_us: Readonly<Record<number, number>> = {
  [COMMAND.SECTOR_ERASE]: 45_000,
  [COMMAND.BLOCK_ERASE_32K]: 120_000,
  [COMMAND.BLOCK_ERASE_64K]: 150_000,
};
const ERASE_BYTES: Readonly<Record<number, number>> = {
  [COMMAND.SECTOR_ERASE]: 4096,
  [COMMAND.BLOCK_ERASE_32K]: 32768,
  [COMMAND.BLOCK_ERASE_64K]: 65536,
};
const CHIP_ERASE_us = 40e6;
const ADDRESS_BYTES = 3;

export interface W25qOptions {
  /** The cells; kept by the caller, so that contents can outlive the board. */
  readonly bytes: Uint8Array;
  readonly cyclesPerSecond: number;
  readonly uniqueId?: Uint8Array;
  /** Called when cells changed, with the range. */
  readonly onChange?: (offset: number, length: number) => void;
}

/** Answers to standard (single line) commands; modes 0 and 3. */
export class W25q implements SpiDevice, QspiDevice {
  private readonly cycles_us: number;
  private readonly mosi = new SkewedBits();
  private readonly miso = new SkewedBits();
  private readonly page = new Uint8Array(PAGE).fill(0xff);
  private selected = false;
  private index = 0;
  private command = 0;
  private address = 0;
  private writeEnabled = false;
  private asleep = false;
  private busyUntil = 0;

  constructor(private readonly options: W25qOptions) {
    this.cycles_us = options.cyclesPerSecond / 1e6;
  }

  select(selected: boolean, time: number): void {
    if (this.selected && !selected) this.finish(time);
    this.selected = selected;
    this.index = 0;
    this.command = 0;
    this.address = 0;
    this.page.fill(0xff);
  }

  /** As an SpiDevice: `bits` must be 8. As a QspiDevice: one line only. */
  exchange(byte: number, width: number, modeOrDriven: SpiMode | boolean, time: number): number {
    if (!this.selected) return 0;
    if (typeof modeOrDriven === 'boolean') return width === 1 ? this.shift(byte, time) : 0;
    if (modeOrDriven === 0 || modeOrDriven === 3) return this.shift(byte, time);
    return this.miso.pass(this.shift(this.mosi.pass(byte, 8), time), 8);
  }

  private shift(byte: number, time: number): number {
    const at = this.index++;
    if (at === 0) return this.begin(byte, time);
    const status = this.statusByte(time);
    if (status !== undefined) return status;
    if (this.command === COMMAND.JEDEC_ID) return this.identification(at - 1);
    if (this.command === COMMAND.UNIQUE_ID) return this.uniqueByte(at - 5);
    if (at <= ADDRESS_BYTES) this.address = ((this.address << 8) | byte) & 0xffffff;
    else return this.data(byte, at - 1 - ADDRESS_BYTES);
    return 0;
  }

  private begin(byte: number, time: number): number {
    const readsStatus = byte === COMMAND.READ_STATUS_1 || byte === COMMAND.READ_STATUS_2;
    const ignored = (this.busy(time) && !readsStatus) || (this.asleep && byte !== COMMAND.RELEASE);
    this.command = ignored ? 0 : byte;
    return 0;
  }

  private statusByte(time: number): number | undefined {
    if (this.command === COMMAND.READ_STATUS_1) {
      return (this.busy(time) ? WIP : 0) | (this.writeEnabled ? WEL : 0);
    }
    if (this.command === COMMAND.READ_STATUS_2) return STATUS_2;
    return this.command === COMMAND.READ_STATUS_3 ? 0x60 : undefined;
  }

  private busy(time: number): boolean {
    return time < this.busyUntil;
  }

  private identification(at: number): number {
    return [MANUFACTURER, DEVICE_TYPE, Math.log2(this.options.bytes.length)][at] ?? 0;
  }

  private uniqueByte(at: number): number {
    return this.options.uniqueId?.[at] ?? (at >= 0 && at < 8 ? 0xd0 + at : 0);
  }

  private data(byte: number, at: number): number {
    const { bytes } = this.options;
    if (this.command === COMMAND.READ) return bytes[(this.address + at) % bytes.length];
    if (this.command === COMMAND.FAST_READ)
      return at === 0 ? 0 : bytes[(this.address + at - 1) % bytes.length];
    if (this.command === COMMAND.PAGE_PROGRAM) this.page[(this.address + at) % PAGE] &= byte;
    return 0;
  }

  /** Writing commands act when select rises. */
  private finish(time: number): void {
    const { command } = this;
    const addressed = this.index > ADDRESS_BYTES;
    if (command === COMMAND.WRITE_ENABLE) this.writeEnabled = true;
    else if (command === COMMAND.WRITE_DISABLE) this.writeEnabled = false;
    else if (command === COMMAND.POWER_DOWN) this.asleep = true;
    else if (command === COMMAND.RELEASE) this.asleep = false;
    else if (!this.writeEnabled) return;
    else if (command === COMMAND.PAGE_PROGRAM && this.index > ADDRESS_BYTES + 1) this.program(time);
    else if (command === COMMAND.CHIP_ERASE) this.erase(0, this.options.bytes.length, CHIP_ERASE_us, time);
    else if (ERASE_BYTES[command] && addressed)
      this.eraseBlock(ERASE_BYTES[command], ERASE_us[command], time);
  }

  /** Programming clears bits only. */
  private program(time: number): void {
    const { bytes, onChange } = this.options;
    const start = (this.address - (this.address % PAGE)) % bytes.length;
    for (let i = 0; i < PAGE; i++) bytes[start + i] &= this.page[i];
    onChange?.(start, PAGE);
    this.writeEnabled = false;
    this.busyUntil = time + PROGRAM_us * this.cycles_us;
  }

  private eraseBlock(size: number, duration_us: number, time: number): void {
    this.erase((this.address - (this.address % size)) % this.options.bytes.length, size, duration_us, time);
  }

  private erase(start: number, size: number, duration_us: number, time: number): void {
    this.options.bytes.fill(0xff, start, start + size);
    this.options.onChange?.(start, size);
    this.writeEnabled = false;
    this.busyUntil = time + duration_us * this.cycles_us;
  }
}
