// Finds frames in a stream of bytes: by a flag, the length behind it, both checks, and the flag at its end.
import { FrameError } from '../errors.ts';
import { decodeFrame, FLAG, headerLength, lengthOf, MOST_HEADER, type Frame } from './frame.ts';
import { isChecked } from './fcs.ts';

/** What a position in the stream is: a whole frame, the begin of one perhaps, or none. */
type Found = { frame: Frame; bytes: number } | 'incomplete' | 'none';

export class FrameScanner {
  #bytes: Buffer = Buffer.alloc(0);
  /** Bytes that belonged to no frame. */
  dropped = 0;

  /** Forgets the begin of a frame that did not go on. */
  reset(): void {
    this.dropped += this.#bytes.length;
    this.#bytes = Buffer.alloc(0);
  }

  /** The frames that are whole now. */
  push(bytes: Uint8Array): Frame[] {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    const frames: Frame[] = [];
    for (;;) {
      const flag = this.#bytes.indexOf(FLAG);
      this.#drop(flag < 0 ? this.#bytes.length : flag);
      const found = foundAt(this.#bytes);
      if (found === 'incomplete') return frames;
      if (found === 'none') this.#drop(1);
      else {
        frames.push(found.frame);
        // The flag that ends a frame may begin the next one.
        this.#bytes = this.#bytes.subarray(found.bytes - 1);
      }
    }
  }

  #drop(count: number): void {
    // Flags between frames are no loss.
    if (count > 0 && this.#bytes[0] !== FLAG) this.dropped += count;
    this.#bytes = this.#bytes.subarray(count);
  }
}

function foundAt(bytes: Buffer): Found {
  if (bytes.length < 3) return 'incomplete';
  const length = lengthOf(bytes[1], bytes[2]);
  if (length === undefined) return 'none';
  // A flag in a damaged stream would else wait for 2047 bytes that never come.
  if (bytes.length > MOST_HEADER && !hasHeader(bytes.subarray(1))) return 'none';
  if (bytes.length < length + 2) return 'incomplete';
  if (bytes[length + 1] !== FLAG) return 'none';
  try {
    return { frame: decodeFrame(bytes.subarray(1, length + 1)), bytes: length + 2 };
  } catch (error) {
    if (error instanceof FrameError) return 'none';
    throw error;
  }
}

function hasHeader(between: Buffer): boolean {
  const length = headerLength(between);
  return length !== undefined && isChecked(between.subarray(0, length));
}
