// A byte buffer addressed by bit, most significant bit first, as a shift register on SPI fills or empties it.

export class BitBuffer {
  readonly bytes: Uint8Array;
  position = 0;
  /** Bytes that `put` has filled. */
  private filled = 0;

  constructor(size_bytes: number) {
    // Two bytes of slack: a chunk of up to 16 bits touches three bytes.
    this.bytes = new Uint8Array(size_bytes + 2);
  }

  clear(): void {
    this.bytes.fill(0, 0, Math.max(this.filled, this.position + 7 + 16 >>> 3));
    this.position = this.filled = 0;
  }

  /** The next `bits` (1 to 16) bits; zeros beyond the end. */
  shiftOut(bits: number): number {
    const at = this.position >>> 3;
    const { bytes } = this;
    const window = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const value = (window >>> (24 - (this.position & 7) - bits)) & ((1 << bits) - 1);
    this.position += bits;
    return value;
  }

  /** Appends `bits` (1 to 16) bits; those beyond the end are lost. */
  shiftIn(value: number, bits: number): void {
    const at = this.position >>> 3;
    this.position += bits;
    if (at + 2 >= this.bytes.length) return;
    const window = (value & ((1 << bits) - 1)) << (24 - ((this.position - bits) & 7) - bits);
    this.bytes[at] |= window >>> 16;
    this.bytes[at + 1] |= window >>> 8;
    this.bytes[at + 2] |= window;
  }

  flip(bit: number): void {
    this.bytes[bit >>> 3] ^= 0x80 >>> (bit & 7);
  }

  /** The upper 16 bits of the word that starts at byte `at`. */
  word16(at: number): number {
    return (this.bytes[at] << 8) | this.bytes[at + 1];
  }

  /** Puts `value` as one big-endian word of `size_bytes` (2 to 4), returns the place behind it. */
  put(at: number, value: number, size_bytes: number): number {
    this.filled = Math.max(this.filled, at + size_bytes);
    for (let i = 0; i < size_bytes; i++) this.bytes[at + i] = value >>> (8 * (size_bytes - 1 - i));
    return at + size_bytes;
  }
}
