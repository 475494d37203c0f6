// Frames of DL/T 645-2007: encoded, and found in a stream among noise, preambles and damaged frames.
export const START = 0x68;
const END = 0x16;
const WAKE = 0xfe;
const MASK = 0x33;
const AROUND = 12;
const DATA_MOST = 200;
export const ANY_ADDRESS = 'A'.repeat(12);
export const ALL_ADDRESS = '9'.repeat(12);

export interface Frame645 {
  /** Twelve digits, the highest first; pairs of A stand for any. */
  readonly address: string;
  readonly control: number;
  readonly data: Uint8Array;
}

/** It is not what a frame can carry. */
export class FrameError extends Error {
  override name = 'FrameError';
}

const sumOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0);

/** Bytes of an address, the lowest first. Throws FrameError. */
export function addressBytes(address: string): Uint8Array {
  if (!/^(?:[Aa]{2})*(?:\d\d)*$/.test(address) || address.length !== 12)
    throw new FrameError(`address ${address} is not twelve digits, or pairs of A in front of digits`);
  return Uint8Array.from(Buffer.from(address, 'hex').reverse());
}

const addressText = (bytes: Uint8Array): string => Buffer.from(bytes).reverse().toString('hex').toUpperCase();

/** A frame without what wakes a receiver. Throws FrameError. */
export function encodeFrame({ address, control, data }: Frame645): Uint8Array {
  if (data.length > DATA_MOST) throw new FrameError(`${data.length} bytes of data, at most ${DATA_MOST}`);
  const masked = data.map((byte) => (byte + MASK) & 0xff);
  const head = Uint8Array.from([START, ...addressBytes(address), START, control, data.length, ...masked]);
  return Uint8Array.from([...head, sumOf(head), END]);
}

/** With the four bytes that wake a receiver. */
export const wakingFrame = (frame: Frame645): Uint8Array =>
  Uint8Array.from([WAKE, WAKE, WAKE, WAKE, ...encodeFrame(frame)]);

/** Length of the frame at the start of bytes; 0 while it may become one, -1 where it is none. */
function lengthAt(bytes: Uint8Array): number {
  if (bytes[0] !== START || (bytes.length > 7 && bytes[7] !== START)) return -1;
  if (bytes.length < 10) return 0;
  const length = AROUND + bytes[9];
  if (bytes[9] > DATA_MOST) return -1;
  if (bytes.length < length) return 0;
  const isWhole = bytes[length - 1] === END && sumOf(bytes.subarray(0, length - 2)) === bytes[length - 2];
  return isWhole ? length : -1;
}

/** Takes bytes as they come and gives whole frames; what is damaged costs its first byte alone. */
export class FrameReader {
  #bytes = new Uint8Array();

  /** Forgets what is not whole: after a pause nothing belongs to what comes. */
  reset(): void {
    this.#bytes = new Uint8Array();
  }

  push(bytes: Uint8Array): Frame645[] {
    this.#bytes = Uint8Array.from([...this.#bytes, ...bytes]);
    const frames: Frame645[] = [];
    while (this.#bytes.length > 0) {
      const length = lengthAt(this.#bytes);
      if (length === 0) break;
      if (length > 0) frames.push(decoded(this.#bytes.subarray(0, length)));
      this.#bytes = this.#bytes.slice(Math.max(1, length));
    }
    return frames;
  }
}

const decoded = (frame: Uint8Array): Frame645 => ({
  address: addressText(frame.subarray(1, 7)),
  control: frame[8],
  data: frame.slice(10, -2).map((byte) => (byte - MASK) & 0xff),
});
