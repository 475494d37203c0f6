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

let loaded: ProtocolExports | undefined;

function protocol(): ProtocolExports {
  if (!loaded) {
    const module = new WebAssembly.Module(builtFile('protocol.wasm') as BufferSource);
    loaded = new WebAssembly.Instance(module).exports as unknown as ProtocolExports;
  }
  return loaded;
}

function window(length: number): Uint8Array {
  const p = protocol();
  return new Uint8Array(p.memory.buffer, p.buffer(), length);
}

/** CRC-32 of up to BUFFER_MAX bytes. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  if (bytes.length > BUFFER_MAX) throw new RangeError(`crc32: ${bytes.length} bytes, at most ${BUFFER_MAX}`);
  window(bytes.length).set(bytes);
  return protocol().crc32(protocol().buffer(), bytes.length, seed) >>> 0;
}

/** The bytes of a frame. Throws FrameError when the payload is too long. */
export function encodeFrame(frame: Frame): Uint8Array {
  if (frame.payload.length > LINK_FRAME_MAX) throw new FrameError(Status.BAD_LENGTH, frame.payload);
  window(BUFFER_MAX).set(frame.payload, FRAME_HEADER);
  const { kind, sequence, message, payload } = frame;
  const length = protocol().frame_encode(protocol().buffer(), kind, sequence, message, payload.length);
  if (length < 0) throw new FrameError(length, payload);
  return window(length).slice();
}

/** Length of the frame at the start of bytes, or a negative Status (INCOMPLETE: wait for more). */
export function checkFrame(bytes: Uint8Array): number {
  const part = bytes.subarray(0, BUFFER_MAX);
  window(part.length).set(part);
  return protocol().frame_check(protocol().buffer(), part.length);
}

/** Takes the frame at the start of bytes apart. Throws FrameError when there is none. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const length = checkFrame(bytes);
  if (length < 0) throw new FrameError(length, bytes);
  const payload = bytes.slice(FRAME_HEADER, length - FRAME_TRAILER);
  return { kind: bytes[1] & 15, sequence: bytes[2], message: bytes[3], payload };
}
