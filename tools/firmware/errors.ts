// What can be wrong with a firmware file, one class per cause.
import { NotBuiltError } from '../build/paths.ts';

/** A UF2 file that breaks the format or is not for this chip. */
export class Uf2Error extends Error {
  /** Index of the block at fault, from 0. */
  readonly block: number;
  constructor(block: number, reason: string) {
    super(`UF2 block ${block}: ${reason}`);
    this.name = 'Uf2Error';
    this.block = block;
  }
}

/** An image whose module header, place or contents do not fit. */
export class ImageError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ImageError';
  }
}

/** A board.json that does not describe a board; the message names the file and every fault. */
export class BoardError extends Error {
  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.name = 'BoardError';
  }
}

/** An image that was never built; the message names the command that builds it. */
export class FirmwareMissingError extends NotBuiltError {
  constructor(path: string, engine: 'wasm3' | 'aot') {
    super(path);
    this.name = 'FirmwareMissingError';
    this.message = `${path}: not built yet; run 'make firmware${engine === 'aot' ? ' ENGINE=aot' : ''}'`;
  }
}

/** Something asked of the boards that is fixed when their firmware is built. */
export class FixedInFirmwareError extends ImageError {
  constructor(what: string, definition: string) {
    super(`${what} (${definition} in boards/common.json)`);
    this.name = 'FixedInFirmwareError';
  }
}
