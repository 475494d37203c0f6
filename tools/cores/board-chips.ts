// The storage chips of a board in this process: what outlives its core, and who looks on at what reaches it.
import type { NorImage, NorOperation } from '../rp2350/chips/nor-image.ts';
import type { KeptRecord } from './power-record.ts';

/** What outlives a core on its board. */
export interface BoardChips {
  fram: Uint8Array;
  nor: () => NorImage;
  /** What the board was given once; without it there are no keys. */
  identity?: Uint8Array;
  watch?: StorageWatch;
  random?: RandomTap;
}

/** Stands between a core and its random numbers: has them drawn into the bytes, or fills those itself. Gives a status. */
export type RandomTap = (bytes: Uint8Array, draw: () => number) => number;

/** Hears of all that reaches the storage of a core, in its order. */
export interface StorageWatch {
  /** These bytes go into the FRAM, from the board's own hand where the supply fails. */
  framWritten(address: number, bytes: Uint8Array, byBoard: boolean): void;
  /** What the board writes when the supply fails; nothing from now on without. */
  recordKept(record?: KeptRecord): void;
  norStarted(operation: NorOperation): void;
  norEnded(): void;
}
