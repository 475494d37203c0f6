// BOOTRAM: what the boot ROM leaves for the program: the XIP setup function, and the boot locks (datasheet 4.3).
import type { AccessMode, AccessSize } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';
import { combine } from '../registers/register-peripheral.ts';

const RAM_BYTES = 0x400;
const BOOTLOCKS = 8;
/** The ROM copies its XIP setup function here, and the SDK calls it from RAM after flash work: `bx lr` twice. */
const BX_LR_TWICE = 0x47704770;
const XIP_SETUP_BYTES = 0x100;
/** Where the ROM keeps FLASH_DEVINFO, behind the setup function: no second chip until the program says so. */
export const FLASH_DEVINFO_ADDRESS = 0x400e0000 + XIP_SETUP_BYTES;

export class BootRam extends RegisterPeripheral {
  private readonly words = new Uint32Array(RAM_BYTES / 4).fill(BX_LR_TWICE, 0, XIP_SETUP_BYTES / 4);
  /** A bit per lock, 1 while free. */
  private free = 0xff;

  constructor() {
    super('BOOTRAM');
    for (const i of [0, 1])
      this.register(`WRITE_ONCE${i}`, {
        // Bits can only be set until the next reset.
        written: (word, previous) => this.set(`WRITE_ONCE${i}`, word | previous),
      });
    this.register('BOOTLOCK_STAT', {
      read: () => this.free,
      written: (word) => void (this.free = word & 0xff),
    });
    for (let i = 0; i < BOOTLOCKS; i++) this.defineLock(i);
  }

  /** A read claims a free lock and gives a non-zero value; a taken one reads 0. Writing releases it. */
  private defineLock(i: number): void {
    this.register(`BOOTLOCK${i}`, {
      read: () => {
        const was = this.free & (1 << i);
        this.free &= ~(1 << i);
        return was;
      },
      written: () => void (this.free |= 1 << i),
    });
  }

  override read(offset: number, size: AccessSize): number {
    if (offset >= RAM_BYTES) return super.read(offset, size);
    const lane = this.words[offset >> 2] >>> ((offset & 3) * 8);
    return size === 4 ? lane : size === 2 ? lane & 0xffff : lane & 0xff;
  }

  override write(offset: number, value: number, size: AccessSize, mode: AccessMode): void {
    if (offset >= RAM_BYTES) return super.write(offset, value, size, mode);
    const shift = (offset & 3) * 8;
    const mask = (size === 4 ? 0xffffffff : size === 2 ? 0xffff : 0xff) << shift;
    const old = this.words[offset >> 2];
    this.words[offset >> 2] = (old & ~mask) | (combine(old, value << shift, mode) & mask);
  }

  override reset(): void {
    super.reset();
    this.words.fill(0).fill(BX_LR_TWICE, 0, XIP_SETUP_BYTES / 4);
    this.free = 0xff;
  }
}
