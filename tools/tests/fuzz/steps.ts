// Inputs of the fuzzer as boards/fuzz/src/input.h has them: steps, each an operation, a length and bytes.
import { FRAME_REQUEST, FRAME_VERSION } from '../../../shared-protocol/generated/ts/protocol.ts';

/** Operations, in the order of input.h. */
export const OP = { bytes: 0, frame: 1, time: 2, apdu: 3, switch: 4, edit: 5 } as const;

/** Bit 7 of the operation: 256 bytes more. */
const LONG = 0x80;

export function step(operation: keyof typeof OP, bytes: Uint8Array | readonly number[]): Buffer {
  const isLong = bytes.length > 255;
  return Buffer.concat([
    Buffer.from([OP[operation] | (isLong ? LONG : 0), bytes.length & 0xff]),
    Uint8Array.from(bytes),
  ]);
}

/** A request that the harness puts into a frame. */
export const request = (message: number, payload: Uint8Array | readonly number[] = []): Buffer =>
  step('frame', [(FRAME_VERSION << 4) | FRAME_REQUEST, 1, message, ...payload]);

export const time = (blocks: number): Buffer => step('time', [blocks - 1]);
