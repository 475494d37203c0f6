// The cores' own framing and CRC, run from the third module: the tools never have a second implementation.
import {
  BUFFER_MAX,
  FRAME_HEADER,
  FRAME_TRAILER,
  LINK_FRAME_MAX,
  STATUS_NAMES,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { builtFile } from '../build/paths.ts';

interface ProtocolExports {
  memory: WebAssembly.Memory;
  buffer(): number;
  crc32(pointer: number, length: number, seed: number): number;
  frame_encode(pointer: number, kind: number, sequence: number, message: number, length: number): number;
  frame_check(pointer: number, length: number): number;
}

/** A frame taken apart. */
export interface Frame {
  kind: number;
  sequence: number;
  message: number;
  payload: Uint8Array;
}

/** Bytes that are no frame, or a payload that fits none; carries the Status and the bytes. */
export class FrameError extends Error {
  readonly status: number;
  readonly bytes: Uint8Array;
  constructor(status: number, bytes: Uint8Array) {
    super(`no valid frame: ${STATUS_NAMES.get(status) ?? status} in ${Buffer.from(bytes).toString('hex')}`);
    this.status = status;
    this.bytes = bytes;
  }
}

/** The module, and its buffer; static memory, so the view of it stays good. */
interface Protocol {
  readonly exports: ProtocolExports;
  readonly at: number;
  readonly buffer: Uint8Array;
}

let loaded: Protocol | undefined;

function load(): Protocol {
  const module = new WebAssembly.Module(builtFile('protocol.wasm') as BufferSource);
  const exports = new WebAssembly.Instance(module).exports as unknown as ProtocolExports;
  const at = exports.buffer();
  return { exports, at, buffer: new Uint8Array(exports.memory.buffer, at, BUFFER_MAX) };
}

const protocol = (): Protocol => (loaded ??= load());

/** CRC-32 of up to BUFFER_MAX bytes. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  if (bytes.length > BUFFER_MAX) throw new RangeError(`crc32: ${bytes.length} bytes, at most ${BUFFER_MAX}`);
  const { exports, at, buffer } = protocol();
  buffer.set(bytes);
  return exports.crc32(at, bytes.length, seed) >>> 0;
}

/** The bytes of a frame. Throws FrameError when the payload is too long. */
export function encodeFrame(frame: Frame): Uint8Array {
  if (frame.payload.length > LINK_FRAME_MAX) throw new FrameError(Status.BAD_LENGTH, frame.payload);
  const { exports, at, buffer } = protocol();
  const { kind, sequence, message, payload } = frame;
  buffer.set(payload, FRAME_HEADER);
  const length = exports.frame_encode(at, kind, sequence, message, payload.length);
  if (length < 0) throw new FrameError(length, payload);
  return buffer.slice(0, length);
}

/** Length of the frame at the start of bytes, or a negative Status (INCOMPLETE: wait for more). */
export function checkFrame(bytes: Uint8Array): number {
  const { exports, at, buffer } = protocol();
  const part = bytes.length > BUFFER_MAX ? bytes.subarray(0, BUFFER_MAX) : bytes;
  buffer.set(part);
  return exports.frame_check(at, part.length);
}

/** Takes the frame at the start of bytes apart. Throws FrameError when there is none. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const length = checkFrame(bytes);
  if (length < 0) throw new FrameError(length, bytes);
  const payload = bytes.slice(FRAME_HEADER, length - FRAME_TRAILER);
  return { kind: bytes[1] & 15, sequence: bytes[2], message: bytes[3], payload };
}
