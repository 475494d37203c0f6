// Exports of the third module: the cores' own framing and CRC, for the tools to load.
import { crc32 as crcOf } from './crc';
import { checkFrame, encodeFrame } from './framing';
import { BUFFER_MAX } from '../generated/assembly/protocol';

// @ts-ignore: decorator
@lazy const BUFFER = memory.data(BUFFER_MAX, 8);

export function buffer(): i32 {
  return <i32>BUFFER;
}

export function crc32(pointer: i32, length: i32, seed: i32): i32 {
  return <i32>crcOf(pointer, length, seed);
}

export function frame_encode(pointer: i32, kind: i32, sequence: i32, message: i32, length: i32): i32 {
  return encodeFrame(pointer, kind, sequence, message, length);
}

export function frame_check(pointer: i32, length: i32): i32 {
  return checkFrame(pointer, length);
}
