// A W25Q serial NOR flash at its SPI pins: identification, status, read, program, erase, busy times, suspension, power.
import type { QspiDevice, SpiDevice, SpiMode } from '../wires/wires.ts';
import { SkewedBits } from '../wires/wires.ts';
import type { FlashCells, NorOperation } from './nor-image.ts';

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
  SUSPEND: 0x75,
  RESUME: 0x7a,
  POWER_DOWN: 0xb9,
  RELEASE: 0xab,
} as const;
const WIP = 1 << 0;
const WEL = 1 << 1;
/** Quad enable, set by the factory in the parts on these boards; suspended. */
const QUAD = 1 << 1;
const SUS = 1 << 7;
const MANUFACTURER = 0xef;
const DEVICE_TYPE = 0x40;
const PAGE = 256;
/** How long operations take, typically and at most (W25Q128JV datasheet table 9.6). */
const TIMES_us = {
  typical: { program: 400, sector: 45_000, block32: 120_000, block64: 150_000, chip: 40e6 },
  longest: { program: 3000, sector: 400_000, block32: 1_600_000, block64: 2_000_000, chip: 200e6 },
} as const;
/** From SUSPEND to suspended, and from RESUME to the next SUSPEND (tSUS). */
const SUSPEND_us = 20;
const ERASES: Readonly<Record<number, { bytes: number; time: 'sector' | 'block32' | 'block64' }>> = {
  [COMMAND.SECTOR_ERASE]: { bytes: 4096, time: 'sector' },
  [COMMAND.BLOCK_ERASE_32K]: { bytes: 32768, time: 'block32' },
  [COMMAND.BLOCK_ERASE_64K]: { bytes: 65536, time: 'block64' },
};
const ADDRESS_BYTES = 3;

export interface W25qOptions {
  /** The cells; kept by the caller, so that contents can outlive the board. */
  readonly cells: FlashCells;
  readonly cyclesPerSecond: number;
  readonly uniqueId?: Uint8Array;
  /** Whether operations take as long as they typically do, or as long as they may; typical without it. */
  readonly times?: keyof typeof TIMES_us;
}

/** An operation inside the chip. */
interface UnderWay {
  readonly operation: NorOperation;
  readonly duration: number;
  /** When it ends, if nobody suspends it. */
  ends: number;
  /** From when on it is suspended, or Infinity. */
  suspended: number;
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
  private powered = true;
  private underWay: UnderWay | undefined;
  private resumed = -Infinity;
  private readonly times: (typeof TIMES_us)[keyof typeof TIMES_us];
  /** Operations started, with when; and commands that a driver must not give. */
  started = 0;
  violations = 0;
  /** Called when an operation starts, with its end if nothing happens to it. */
  onStart: ((operation: NorOperation, ends: number) => void) | undefined;

  constructor(private readonly options: W25qOptions) {
    this.cycles_us = options.cyclesPerSecond / 1e6;
    this.times = TIMES_us[options.times ?? 'typical'];
  }

  /** The supply goes: an operation under way is torn where it is, and the chip answers no more. */
  powerCut(time: number, tear: (part: number) => void): void {
    this.advance(time);
    const { underWay } = this;
    this.powered = false;
    this.underWay = undefined;
    if (!underWay) return;
    const left = underWay.ends - Math.min(time, underWay.suspended);
    tear(1 - left / underWay.duration);
  }

  /** Power came: only the cells are as they were. */
  powerUp(): void {
    this.powered = true;
    this.underWay = undefined;
    this.writeEnabled = this.asleep = this.selected = false;
  }

  select(selected: boolean, time: number): void {
    this.advance(time);
    if (this.selected && !selected) this.finish(time);
    this.selected = selected;
    this.index = 0;
    this.command = 0;
    this.address = 0;
    this.page.fill(0xff);
  }

  /** As an SpiDevice: `bits` must be 8. As a QspiDevice: one line only. */
  exchange(byte: number, width: number, modeOrDriven: SpiMode | boolean, time: number): number {
    if (!this.selected || !this.powered) return 0;
    this.advance(time);
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
    const whileBusy: number[] = [COMMAND.READ_STATUS_1, COMMAND.READ_STATUS_2, COMMAND.SUSPEND];
    const ignored = (this.busy(time) && !whileBusy.includes(byte)) || (this.asleep && byte !== COMMAND.RELEASE);
    this.command = ignored ? 0 : byte;
    return 0;
  }

  private statusByte(time: number): number | undefined {
    if (this.command === COMMAND.READ_STATUS_1) {
      return (this.busy(time) ? WIP : 0) | (this.writeEnabled ? WEL : 0);
    }
    if (this.command === COMMAND.READ_STATUS_2) return QUAD | (this.isSuspended(time) ? SUS : 0);
    return this.command === COMMAND.READ_STATUS_3 ? 0x60 : undefined;
  }

  private isSuspended(time: number): boolean {
    return this.underWay !== undefined && time >= this.underWay.suspended;
  }

  private busy(time: number): boolean {
    return this.underWay !== undefined && !this.isSuspended(time);
  }

  /** What ended by now is done in the cells. */
  private advance(time: number): void {
    if (!this.underWay || time < this.underWay.ends || this.underWay.suspended < this.underWay.ends) return;
    this.underWay = undefined;
    this.options.cells.complete();
  }

  private identification(at: number): number {
    return [MANUFACTURER, DEVICE_TYPE, Math.log2(this.options.cells.length)][at] ?? 0;
  }

  private uniqueByte(at: number): number {
    return this.options.uniqueId?.[at] ?? (at >= 0 && at < 8 ? 0xd0 + at : 0);
  }

  private data(byte: number, at: number): number {
    if (this.command === COMMAND.READ) return this.cell(this.address + at);
    if (this.command === COMMAND.FAST_READ) return at === 0 ? 0 : this.cell(this.address + at - 1);
    if (this.command === COMMAND.PAGE_PROGRAM) this.page[(this.address + at) % PAGE] &= byte;
    return 0;
  }

  /** What is being changed says nothing that could be relied on. */
  private cell(address: number): number {
    const { cells } = this.options;
    const at = address % cells.length;
    const { operation } = this.underWay ?? {};
    const isChanging = operation && at >= operation.address && at < operation.address + operation.length;
    return isChanging ? cells.read(at) ^ (at & 0xff) ^ 0x5a : cells.read(at);
  }

  /** Writing commands act when select rises. */
  private finish(time: number): void {
    const { command } = this;
    if (command === COMMAND.WRITE_ENABLE) this.writeEnabled = true;
    else if (command === COMMAND.WRITE_DISABLE) this.writeEnabled = false;
    else if (command === COMMAND.POWER_DOWN) this.asleep = true;
    else if (command === COMMAND.RELEASE) this.asleep = false;
    else if (command === COMMAND.SUSPEND) this.suspend(time);
    else if (command === COMMAND.RESUME) this.resume(time);
    else if (this.writeEnabled) this.change(time);
  }

  /** A second operation inside a suspended one is in the datasheet, but on none of our boards. */
  private change(time: number): void {
    const { command, times, options } = this;
    const { length } = options.cells;
    const erase = ERASES[command];
    if (this.underWay) this.violations += command === COMMAND.PAGE_PROGRAM || erase ? 1 : 0;
    else if (command === COMMAND.PAGE_PROGRAM && this.index > ADDRESS_BYTES + 1) this.program(time);
    else if (command === COMMAND.CHIP_ERASE)
      this.start({ kind: 'erase', address: 0, length }, times.chip, time);
    else if (erase && this.index > ADDRESS_BYTES) {
      const address = (this.address - (this.address % erase.bytes)) % length;
      this.start({ kind: 'erase', address, length: erase.bytes }, times[erase.time], time);
    }
  }

  /** Of the page only the bytes that were sent; the others stay, being 1. */
  private program(time: number): void {
    const address = (this.address - (this.address % PAGE)) % this.options.cells.length;
    const operation = { kind: 'program', address, length: PAGE, data: this.page.slice() } as const;
    this.start(operation, this.times.program, time);
  }

  private start(operation: NorOperation, duration_us: number, time: number): void {
    const duration = duration_us * this.cycles_us;
    this.underWay = { operation, duration, ends: time + duration, suspended: Infinity };
    this.writeEnabled = false;
    this.started++;
    this.options.cells.begin(operation);
    this.onStart?.(operation, time + duration);
  }

  private suspend(time: number): void {
    const { underWay } = this;
    if (!underWay || underWay.suspended < Infinity) return;
    const pause = SUSPEND_us * this.cycles_us;
    if (time < this.resumed + pause) this.violations++;
    else if (time + pause < underWay.ends) underWay.suspended = time + pause;
  }

  private resume(time: number): void {
    const { underWay } = this;
    if (!underWay || !this.isSuspended(time)) return;
    underWay.ends += time - underWay.suspended;
    underWay.suspended = Infinity;
    this.resumed = time;
  }
}
