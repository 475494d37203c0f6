// Writes slices for a core and reads what it answers, in the layout of SLICE_* (shared-protocol/spec/abi.json).
import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput, SliceOutput } from './core-runner.ts';

const LENGTH_WORD = 4;
const SET_BYTES = P.SAMPLE_WORDS * 4;
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

function payloadBytes(input: SliceInput): number {
  switch (input.type) {
    case 'samples':
      return 8 + input.sets.byteLength;
    case 'port':
    case 'linkFrame':
    case 'linkReply':
      return input.bytes.length;
    case 'portState':
    case 'switch':
    case 'tick':
      return 8;
    case 'second':
      return 12;
    case 'temperature':
      return 4;
  }
}

/** Writes slices into one buffer that is used again and again. */
export class SliceEncoder {
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
    for (const input of inputs) this.#put(input);
    return this.#buffer.subarray(0, length);
  }

  #put(input: SliceInput): void {
    switch (input.type) {
      case 'samples':
        return this.#putSamples(input.firstIndex, input.sets);
      case 'port':
        return this.#putBytes(P.SLICE_PORT, input.port, 0, input.bytes);
      case 'portState':
        this.#putHeader(P.SLICE_PORT_STATE, input.port, 0, 8);
        this.#putU32(input.free);
        return this.#putU32(input.idle ? 1 : 0);
      case 'linkFrame':
        return this.#putBytes(P.SLICE_LINK_FRAME, 0, 0, input.bytes);
      case 'linkReply':
        return this.#putBytes(P.SLICE_LINK_REPLY, 0, input.status, input.bytes);
      case 'switch':
        this.#putHeader(P.SLICE_SWITCH, input.input, Number(input.closed), 8);
        return this.#putU64(input.sampleIndex);
      case 'second':
        this.#putHeader(P.SLICE_SECOND, 0, 0, 12);
        this.#putU64(input.sampleIndex);
        return this.#putU32(input.fraction_Q16);
      case 'temperature':
        this.#putHeader(P.SLICE_TEMPERATURE, 0, 0, 4);
        return this.#putU32(input.temperature_mC >>> 0);
      case 'tick':
        this.#putHeader(P.SLICE_TICK, 0, 0, 8);
        return this.#putU64(input.now_us);
    }
  }

  #putHeader(type: number, channel: number, value: number, length: number): void {
    this.#buffer[this.#at] = type;
    this.#buffer[this.#at + 1] = channel;
    this.#buffer.writeInt16LE(value, this.#at + 2);
    this.#buffer.writeUInt32LE(length, this.#at + 4);
    this.#at += P.SLICE_HEADER;
  }

  #putBytes(type: number, channel: number, value: number, bytes: Uint8Array): void {
    this.#putHeader(type, channel, value, bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #putU32(value: number): void {
    this.#at = this.#buffer.writeUInt32LE(value, this.#at);
  }

  #putU64(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no count`);
    this.#putU32(value % TWO_32);
    this.#putU32(Math.floor(value / TWO_32));
  }

  #putSamples(firstIndex: number, sets: Int32Array): void {
    if (sets.byteLength % SET_BYTES !== 0)
      throw new RangeError(`${sets.length} words are no whole sample sets`);
    this.#putHeader(P.SLICE_SAMPLES, 0, 0, 8 + sets.byteLength);
    this.#putU64(firstIndex);
    // Both sides are little-endian machines: the words go over as they lie in memory.
    this.#buffer.set(new Uint8Array(sets.buffer, sets.byteOffset, sets.byteLength), this.#at);
    this.#at += sets.byteLength;
  }
}

/** Bytes of the whole slice that begins at `at`, or undefined when not even its length word is there. */
export function sliceLength(bytes: Buffer, at = 0): number | undefined {
  return bytes.length - at < LENGTH_WORD ? undefined : LENGTH_WORD + bytes.readUInt32LE(at);
}

function readU64(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * TWO_32;
}

/** Least payload bytes per record type; a shorter one is damaged. */
const LEAST_PAYLOAD: Record<number, number> = {
  [P.SLICE_PORT]: 0,
  [P.SLICE_PORT_CONFIG]: 8,
  [P.SLICE_LINK_REQUEST]: 0,
  [P.SLICE_LINK_ARMED]: 0,
  [P.SLICE_PULSE]: 12,
  [P.SLICE_LCD]: P.LCD_COLUMNS,
  [P.SLICE_FAULT]: 8,
  [P.SLICE_STARTED]: 32,
};

function decodeRecord(type: number, channel: number, value: number, payload: Buffer): SliceOutput {
  switch (type) {
    case P.SLICE_PORT:
      return { type: 'port', port: channel, bytes: Uint8Array.from(payload) };
    case P.SLICE_PORT_CONFIG:
      return {
        type: 'portConfig',
        port: channel,
        baud: payload.readUInt32LE(0),
        format: payload.readUInt32LE(4),
      };
    case P.SLICE_LINK_REQUEST:
      return { type: 'linkRequest', bytes: Uint8Array.from(payload), replyLength: value };
    case P.SLICE_LINK_ARMED:
      return { type: 'linkArmed', bytes: Uint8Array.from(payload) };
    case P.SLICE_PULSE:
      return {
        type: 'pulse',
        output: channel,
        sampleIndex: readU64(payload, 0),
        fraction_Q16: payload.readUInt32LE(8),
      };
    case P.SLICE_LCD:
      return { type: 'lcd', row: channel, text: payload.toString('latin1', 0, P.LCD_COLUMNS) };
    case P.SLICE_FAULT:
      return {
        type: 'fault',
        code: payload.readInt32LE(0),
        detail: payload.readInt32LE(4),
        text: payload.toString('utf8', 8),
      };
    default:
      return { type: 'started', resetCause: value, sha256: payload.toString('hex', 0, 32) };
  }
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
