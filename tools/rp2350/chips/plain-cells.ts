// Cells of a flash whose contents somebody else keeps as they are: an operation is done as soon as it starts.
import type { FlashCells, NorOperation } from './nor-image.ts';

export class PlainCells implements FlashCells {
  readonly #bytes: Uint8Array;
  readonly #onChange: ((offset: number, length: number) => void) | undefined;

  /** `onChange`: called when cells changed, with the range. */
  constructor(bytes: Uint8Array, onChange?: (offset: number, length: number) => void) {
    this.#bytes = bytes;
    this.#onChange = onChange;
  }

  get length(): number {
    return this.#bytes.length;
  }

  read(address: number): number {
    return this.#bytes[address];
  }

  /** A program clears bits only. */
  begin({ kind, address, length, data }: NorOperation): void {
    if (kind === 'erase') this.#bytes.fill(0xff, address, address + length);
    else data!.forEach((byte, i) => (this.#bytes[address + i] &= byte));
    this.#onChange?.(address, length);
  }

  complete(): void {}
}
