// Finds frames in the bytes of a serial port: whatever is no frame is dropped byte by byte.
// Legally relevant (IR46). Changes alter the software identification.
import { checkFrame } from '../../shared-protocol/assembly/framing';
import { LINK_FRAME_MAX, Status } from '../../shared-protocol/generated/assembly/protocol';

/** Bytes of a stream: how many are filled, then LINK_FRAME_MAX of them. */
export const STREAM_BYTES: i32 = 264;
const FIRST: usize = 8;

export function resetStream(stream: usize): void {
  store<i32>(stream, 0);
}

/** Address of the first byte. */
export function streamStart(stream: usize): usize {
  return stream + FIRST;
}

export function dropBytes(stream: usize, count: i32): void {
  const filled = load<i32>(stream) - count;
  memory.copy(stream + FIRST, stream + FIRST + count, filled);
  store<i32>(stream, filled);
}

/** Takes a byte; an incomplete frame of LINK_FRAME_MAX bytes cannot exist, so a full stream holds no frame. */
export function takeByte(stream: usize, byte: u8): void {
  if (load<i32>(stream) == LINK_FRAME_MAX) dropBytes(stream, 1);
  const filled = load<i32>(stream);
  store<u8>(stream + FIRST + filled, byte);
  store<i32>(stream, filled + 1);
}

/** Length of the whole frame at the start, after dropping what can be none; 0 when more bytes are needed. */
export function wholeFrame(stream: usize): i32 {
  while (load<i32>(stream) > 0) {
    const length = checkFrame(stream + FIRST, load<i32>(stream));
    if (length > 0) return length;
    if (length == Status.INCOMPLETE) return 0;
    dropBytes(stream, 1);
  }
  return 0;
}
