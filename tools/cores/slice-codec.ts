// Writes slices for a core and reads what it answers, in the layout of the events and records of shared-protocol/spec/abi.json.
import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import {
  decodeRecord,
  LEAST_PAYLOAD,
  payloadBytes,
  putInput,
  type SliceInput,
  type SliceOutput,
  type SliceWriter,
} from '../../shared-protocol/generated/ts/slices.ts';

const LENGTH_WORD = 4;
const TWO_32 = 2 ** 32;

/** Bytes that are no slice: cut short, or with a record nobody knows. */
export class BadSliceError extends Error {
  constructor(
    message: string,
    readonly bytes: Uint8Array,
  ) {
    super(message);
  }
}

/** Writes slices into one buffer that is used again and again. */
export class SliceEncoder implements SliceWriter {
  #buffer = Buffer.alloc(8192);
  #at = 0;

  /** Encodes the inputs. The result is valid until the next call.
   *  @throws RangeError when a time or index is not a whole number from 0 to 2^53 - 1. */
  encode(inputs: readonly SliceInput[]): Buffer {
    let length = LENGTH_WORD;
    for (const input of inputs) length += P.SLICE_HEADER + payloadBytes(input);
    if (length > this.#buffer.length) this.#buffer = Buffer.alloc(2 * length);
    this.#buffer.writeUInt32LE(length - LENGTH_WORD, 0);
    this.#at = LENGTH_WORD;
    for (const input of inputs) putInput(this, input);
    return this.#buffer.subarray(0, length);
  }

  header(type: number, channel: number, value: number, length: number): void {
    this.#buffer[this.#at] = type;
    this.#buffer[this.#at + 1] = channel;
    this.#buffer.writeInt16LE(value, this.#at + 2);
    this.#buffer.writeUInt32LE(length, this.#at + 4);
    this.#at += P.SLICE_HEADER;
  }

  u32(value: number): void {
    this.#at = this.#buffer.writeUInt32LE(value, this.#at);
  }

  u64(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no count`);
    this.u32(value % TWO_32);
    this.u32(Math.floor(value / TWO_32));
  }

  bytes(bytes: Uint8Array): void {
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  words(words: Int32Array, group: number): void {
    if (words.length % group !== 0)
      throw new RangeError(`${words.length} words are no whole groups of ${group}`);
    // Both sides are little-endian machines: the words go over as they lie in memory.
    this.bytes(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
  }
}

/** Bytes of the whole slice that begins at `at`, or undefined when not even its length word is there. */
export function sliceLength(bytes: Buffer, at = 0): number | undefined {
  return bytes.length - at < LENGTH_WORD ? undefined : LENGTH_WORD + bytes.readUInt32LE(at);
}

/** Reads a whole slice, its length word included. The records own their bytes.
 *  @throws BadSliceError when the bytes are no whole slice or hold an unknown record. */
export function decodeSlice(bytes: Buffer): SliceOutput[] {
  const outputs: SliceOutput[] = [];
  if (sliceLength(bytes) !== bytes.length) throw new BadSliceError('a slice of the wrong length', bytes);
  for (let at = LENGTH_WORD; at < bytes.length; ) {
    const payload = at + P.SLICE_HEADER;
    const end = payload > bytes.length ? Infinity : payload + bytes.readUInt32LE(at + 4);
    if (end > bytes.length) throw new BadSliceError(`the record at byte ${at} is cut short`, bytes);
    const least = LEAST_PAYLOAD[bytes[at]];
    if (least === undefined) throw new BadSliceError(`record type ${bytes[at]} at byte ${at}`, bytes);
    if (end - payload < least) throw new BadSliceError(`the record at byte ${at} is too short`, bytes);
    outputs.push(
      decodeRecord(bytes[at], bytes[at + 1], bytes.readInt16LE(at + 2), bytes.subarray(payload, end)),
    );
    at = end;
  }
  return outputs;
}
