// The chip's plain memories, where they are mapped, and what may be touched when (flash and PSRAM windows).
import type { LineCost, XipWindows } from '../registers/peripheral.ts';
import { LINE_SHIFT, NOT_WRITABLE } from './accounting.ts';
import type { Engine } from './unicorn.ts';
import { EXECUTE, READ, WRITE } from './unicorn.ts';

export const ROM_BYTES = 0x8000;
export const FLASH_BASE = 0x10000000;
export const PSRAM_BASE = 0x11000000;
export const SRAM_BASE = 0x20000000;
/** 512 KB striped banks and two 4 KB scratch banks, contiguous (datasheet 2.2.3). */
export const SRAM_BYTES = 0x82000;

/** Window offsets (datasheet 4.4.1): cached; uncached; uncached and untranslated. 0x18000000 is maintenance. */
const XIP_ALIASES = [0, 0x04000000, 0x0c000000];

const PAGE = 0x1000;
/** libunicorn places a new memory at the next multiple of this in its own numbering. */
const ENGINE_ALIGNMENT = 0x40000;

export interface MemorySizes {
  /** 4 MB on the metering board, 16 MB on the management board. */
  readonly flashBytes: number;
  /** 0 or absent without PSRAM, 8 MB on the management board. */
  readonly psramBytes?: number;
}

export class Memory implements XipWindows {
  readonly rom = new Uint8Array(ROM_BYTES);
  readonly sram = new Uint8Array(SRAM_BYTES);
  readonly flash: Uint8Array;
  readonly psram: Uint8Array | undefined;
  private readonly sramView = new DataView(this.sram.buffer);
  private readonly engine: Engine;
  private flashOpen = true;
  private psramOpen = true;
  /** Why a window is closed, for the report of an access to it. */
  private flashReason = '';
  private psramSetUp = true;
  private psramBusy = false;
  private setUpReason = '';
  private busyReason = '';

  constructor(engine: Engine, sizes: MemorySizes) {
    this.engine = engine;
    this.flash = new Uint8Array(sizes.flashBytes).fill(0xff);
    this.psram = sizes.psramBytes ? new Uint8Array(sizes.psramBytes) : undefined;
    this.map();
    this.setPsramOpen(false, 'PSRAM before QMI window 1 is set up');
  }

  /** SRAM first: libunicorn numbers its memories in this order, and the fast path has to know the numbers. */
  private map(): void {
    this.engine.mapMemory(SRAM_BASE, this.sram, READ | WRITE | EXECUTE);
    this.engine.addRegion(SRAM_BASE, this.sram, 0);
    this.engine.mapMemory(0, this.rom, READ | EXECUTE);
    if (this.psram) this.mapPsram(this.psram);
    this.mapAliases(FLASH_BASE, this.flash, READ | EXECUTE);
    this.engine.addRegion(FLASH_BASE, this.flash, NOT_WRITABLE);
    this.engine.addRegion(0, this.rom, NOT_WRITABLE);
  }

  private mapPsram(psram: Uint8Array): void {
    const afterSram = Math.ceil(SRAM_BYTES / ENGINE_ALIGNMENT) * ENGINE_ALIGNMENT;
    const afterRom = afterSram + ENGINE_ALIGNMENT;
    this.mapAliases(PSRAM_BASE, psram, READ | WRITE | EXECUTE);
    this.engine.addRegion(PSRAM_BASE, psram, afterRom);
  }

  private mapAliases(base: number, bytes: Uint8Array, permissions: number): void {
    for (const alias of XIP_ALIASES) this.engine.mapMemory(base + alias, bytes, permissions);
  }

  setFlashOpen(open: boolean, reason: string): void {
    this.flashReason = reason;
    if (open === this.flashOpen) return;
    this.flashOpen = open;
    this.protect(FLASH_BASE, this.flash.length, open ? READ | EXECUTE : 0);
  }

  setPsramOpen(open: boolean, reason: string): void {
    this.psramSetUp = open;
    if (!open) this.setUpReason = reason;
    this.updatePsram();
  }

  /** The QSPI bus is taken by flash commands: PSRAM shares it. */
  setPsramBusy(busy: boolean, reason: string): void {
    this.psramBusy = busy;
    this.busyReason = reason;
    this.updatePsram();
  }

  private updatePsram(): void {
    const open = this.psramSetUp && !this.psramBusy;
    if (open === this.psramOpen || !this.psram) return;
    this.psramOpen = open;
    this.protect(PSRAM_BASE, this.psram.length, open ? READ | WRITE | EXECUTE : 0);
  }

  /** Translated code goes on where the engine has already found the way to it: closed memory must have none. */
  private protect(base: number, length: number, permissions: number): void {
    for (const alias of XIP_ALIASES) {
      this.engine.protect(base + alias, length, permissions);
      if (permissions === 0) this.engine.forgetCode(base + alias, length);
    }
  }

  /** Says what is wrong with touching an address: a closed window, or nothing mapped there. */
  explain(address: number): string {
    const inWindow = (address & ~0x0c000000) >>> 0;
    if (!this.flashOpen && (inWindow - FLASH_BASE) >>> 0 < this.flash.length)
      return `XIP access to flash: ${this.flashReason}`;
    if (this.psram && !this.psramOpen && (inWindow - PSRAM_BASE) >>> 0 < this.psram.length)
      return `XIP access to PSRAM: ${this.psramBusy ? this.busyReason : this.setUpReason}`;
    return 'nothing there, or not permitted';
  }

  setLineCost(window: 0 | 1, cost: LineCost): void {
    this.engine.xip?.setCost(window, cost);
  }

  maintainCache(offset: number): void {
    this.engine.xip?.maintain(offset);
  }

  /** Every line of the XIP cache is invalid, as after the boot ROM's flash_flush_cache. */
  flushCache(): void {
    this.engine.xip?.flush();
  }

  /** Turns one bit of memory over, in flash, RAM or PSRAM. Throws RangeError where there is none. */
  flipBit(address: number, bit: number): void {
    const inFlash = address - FLASH_BASE;
    const isFlash = inFlash >= 0 && inFlash < this.flash.length;
    const bytes = isFlash ? this.flash.subarray(inFlash) : this.view(address, 1, true);
    if (!bytes) throw new RangeError(`no memory at 0x${address.toString(16)}`);
    bytes[0] ^= 1 << bit;
    if (isFlash) this.flashWritten(inFlash, 1);
    else this.written(address, 1);
  }

  /** What RAM and PSRAM hold when power comes: anything, here the same anything each time. */
  forget(): void {
    for (const bytes of this.volatile()) fillWithNoise(bytes);
    this.dropCode();
  }

  /** What a brown-out leaves of them: one byte in a hundred has a bit turned over. */
  fade(): void {
    for (const bytes of this.volatile())
      for (let at = 0; at < bytes.length; at += 100) bytes[at] ^= 1 << (at >>> 4) % 8;
    this.dropCode();
  }

  private volatile(): Uint8Array[] {
    return this.psram ? [this.sram, this.psram] : [this.sram];
  }

  private dropCode(): void {
    this.engine.forgetCode(SRAM_BASE, SRAM_BYTES);
    if (this.psram)
      for (const alias of XIP_ALIASES) this.engine.forgetCode(PSRAM_BASE + alias, this.psram.length);
  }

  flashWritten(offset: number, length: number): void {
    for (const alias of XIP_ALIASES) this.engine.forgetCode(FLASH_BASE + alias + offset, length);
  }

  /** The memory behind an address range that may be accessed now, or undefined. */
  view(address: number, length: number, forWriting: boolean): Uint8Array | undefined {
    if (address >= SRAM_BASE) return slice(this.sram, address - SRAM_BASE, length);
    if (address < ROM_BYTES) return forWriting ? undefined : slice(this.rom, address, length);
    const inWindow = (address & ~0x0c000000) >>> 0;
    if (inWindow >= PSRAM_BASE)
      return this.psram && this.psramOpen ? slice(this.psram, inWindow - PSRAM_BASE, length) : undefined;
    if (inWindow < FLASH_BASE || forWriting || !this.flashOpen) return undefined;
    return slice(this.flash, inWindow - FLASH_BASE, length);
  }

  /** The host wrote to RAM: translated code there is dropped. Pages without code cost one look. */
  written(address: number, length: number): void {
    if (address < SRAM_BASE || length === 0) return;
    const first = address - SRAM_BASE;
    const end = first + length;
    for (let page = first & -PAGE; page < end; page += PAGE)
      if (this.holdsCode(Math.max(first, page), Math.min(end, page + PAGE)))
        this.engine.forgetCode(SRAM_BASE + page, PAGE);
  }

  /** Whether code was translated from these bytes of SRAM, which lie on one page. */
  private holdsCode(first: number, end: number): boolean {
    const { codePages, codeLines } = this.engine;
    if (!codePages[first >> 12]) return false;
    for (let line = first >> LINE_SHIFT; line <= (end - 1) >> LINE_SHIFT; line++)
      if (codeLines[line]) return true;
    return false;
  }

  /** A word of a stack or vector table; undefined where no memory is. */
  word(address: number): number | undefined {
    if (address >= SRAM_BASE && address <= SRAM_BASE + SRAM_BYTES - 4)
      return this.sramView.getUint32(address - SRAM_BASE, true);
    const bytes = this.view(address, 4, false);
    return bytes && new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  }

  /** A DataView for `length` bytes at an address, for a whole stack frame at once; undefined if no RAM is there. */
  frame(address: number, length: number): { view: DataView; offset: number } | undefined {
    const offset = address - SRAM_BASE;
    if (offset >= 0 && offset + length <= SRAM_BYTES) return { view: this.sramView, offset };
    const bytes = this.view(address, length, true);
    return bytes && { view: new DataView(bytes.buffer, bytes.byteOffset, length), offset: 0 };
  }
}

/** Numerical Recipes' linear congruence, its upper byte. */
function fillWithNoise(bytes: Uint8Array): void {
  for (let i = 0, state = 1; i < bytes.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
}

function slice(bytes: Uint8Array, offset: number, length: number): Uint8Array | undefined {
  return offset >= 0 && offset + length <= bytes.length ? bytes.subarray(offset, offset + length) : undefined;
}
