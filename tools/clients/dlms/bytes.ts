// Bytes in order: taken from the front of an APDU, or put together; lengths as BER and A-XDR have them.
import { ApduError } from './errors.ts';

/** Bytes of a length: below 128 itself, else how many bytes follow, and these. */
export function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x100) return Buffer.from([0x81, length]);
  const bytes = length < 0x10000 ? 2 : 4;
  return Buffer.concat([Buffer.from([0x80 | bytes]), number(length, bytes)]);
}

/** A tag, a length, and the content. */
export const element = (tag: number, ...content: Uint8Array[]): Buffer => {
  const all = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthBytes(all.length), all]);
};

export const number = (value: number, bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};

/** Takes an APDU apart from its front. Every taker throws ApduError where bytes are missing. */
export class Bytes {
  readonly #all: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#all = Buffer.from(bytes);
  }

  get left(): number {
    return this.#all.length - this.#at;
  }

  refuse(what: string): never {
    throw new ApduError(what, this.#all);
  }

  take(length: number): Buffer {
    if (length > this.left) this.refuse(`${length} bytes awaited, ${this.left} left`);
    this.#at += length;
    return this.#all.subarray(this.#at - length, this.#at);
  }

  number(bytes: number): number {
    return this.take(bytes).readUIntBE(0, bytes);
  }

  byte(): number {
    return this.number(1);
  }

  length(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    const bytes = first & 0x7f;
    return bytes >= 1 && bytes <= 4 ? this.number(bytes) : this.refuse(`length of ${bytes} bytes`);
  }

  expect(byte: number, what: string): void {
    const found = this.byte();
    if (found !== byte) this.refuse(`${what}: ${byte.toString(16)} awaited, found ${found.toString(16)}`);
  }

  rest(): Buffer {
    return this.take(this.left);
  }

  /** Nothing may be left. */
  end(): void {
    if (this.left > 0) this.refuse(`${this.left} bytes too many`);
  }
}
