// What can be wrong with a firmware file, one class per cause.

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
