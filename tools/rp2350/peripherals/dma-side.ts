// One side of a DMA channel: its address, how it moves, and a direct view of the memory behind it.
import type { AccessSize, BusMaster } from '../registers/peripheral.ts';
import type { DataPort } from './paced-request.ts';

/** What a register gets of a narrow store: a byte in both halves, as the bus replicates it. */
export function onRegister(value: number, size: AccessSize): number {
  return size === 1 ? (value & 0xff) * 0x101 : value;
}

/** What a narrow load takes of a register's word. */
export function offRegister(word: number, size: AccessSize): number {
  return size === 4 ? word : word & (size === 1 ? 0xff : 0xffff);
}

export class DmaSide {
  address = 0;
  private step = 0;
  /** Address bits that wrap; 0 without a ring. */
  private ring = 0;
  private view: Uint8Array | undefined;
  private port: DataPort | undefined;
  private viewBase = 0;
  private viewEnd = 0;

  constructor(
    private readonly bus: BusMaster,
    private readonly forWriting: boolean,
  ) {}

  /**
   * Fixes how the side moves for one run of the channel. `increment` and `reverse` are the INCR bits;
   * reversed without increment skips every second address. `count` may be Infinity.
   */
  begin(size: AccessSize, increment: boolean, reverse: boolean, ring_bits: number, count: number): void {
    this.step = increment ? (reverse ? -size : size) : reverse ? 2 * size : 0;
    this.ring = ring_bits ? 2 ** ring_bits - 1 : 0;
    this.finish();
    const { base, length } = this.span(size, count);
    if (length > 0) this.view = this.bus.view(base, length, this.forWriting);
    this.viewBase = base;
    this.viewEnd = base + length;
  }

  /** The memory a run may touch; length 0 when it has no end and no ring. */
  private span(size: AccessSize, count: number): { base: number; length: number } {
    if (this.ring) return { base: (this.address & ~this.ring) >>> 0, length: this.ring + 1 };
    const reach = this.step === 0 ? 0 : this.step * (count - 1);
    if (!Number.isFinite(reach) || count === 0) return { base: this.address, length: 0 };
    return { base: reach < 0 ? this.address + reach : this.address, length: Math.abs(reach) + size };
  }

  /** The side stays on this data register, if that is where it stands. */
  connect(port: DataPort | undefined): void {
    if (this.step === 0 && port?.address === this.address) this.port = port;
  }

  /** Whether the side stands on a data register that is reached without the way over the bus. */
  get isConnected(): boolean {
    return this.port !== undefined;
  }

  /** The run is over: translated code in what was written is dropped. */
  finish(): void {
    if (this.view && this.forWriting) this.bus.written(this.viewBase, this.viewEnd - this.viewBase);
    this.view = this.port = undefined;
  }

  load(size: AccessSize): number {
    const { view, port } = this;
    if (port) return offRegister(port.read(), size);
    if (!view) return this.bus.read(this.address, size);
    const at = this.address - this.viewBase;
    if (size === 1) return view[at];
    if (size === 2) return view[at] | (view[at + 1] << 8);
    return (view[at] | (view[at + 1] << 8) | (view[at + 2] << 16) | (view[at + 3] << 24)) >>> 0;
  }

  store(value: number, size: AccessSize): void {
    const { view, port } = this;
    if (port) return port.write(onRegister(value, size));
    if (!view) return this.bus.write(this.address, value, size);
    const at = this.address - this.viewBase;
    for (let i = 0; i < size; i++) view[at + i] = value >>> (8 * i);
  }

  advance(): void {
    if (this.step === 0) return;
    const next = (this.address + this.step) >>> 0;
    this.address = this.ring ? ((this.address & ~this.ring) | (next & this.ring)) >>> 0 : next;
  }

  /** Bytes that can be copied straight from here on, for `count` transfers, or undefined. */
  straight(size: AccessSize, count: number): Uint8Array | undefined {
    if (!this.view || this.ring || this.step !== size) return undefined;
    const at = this.address - this.viewBase;
    return this.view.subarray(at, at + size * count);
  }

  skip(bytes: number): void {
    this.address = (this.address + bytes) >>> 0;
  }
}
