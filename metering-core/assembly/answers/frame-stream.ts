// Finds frames in the bytes of a serial port, at a cost a byte that no sender can raise: each is in one CRC at most.
// Legally relevant (IR46). Changes alter the software identification.
import { checkFrame, FrameHeader, frameLength } from '../../../shared-protocol/assembly/framing';
import { FRAME_START, LINK_FRAME_MAX, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { parameters } from '../parameters/parameters';

/** Bytes of a stream: how many are filled, the sample at which the last ones came, then LINK_FRAME_MAX of them. */
const LAST: usize = 4;
const FIRST: usize = 8;
export const STREAM_BYTES: i32 = <i32>FIRST + LINK_FRAME_MAX;

/** A sender's longest pause inside a frame: 0.2 s, six characters at 300 baud, far below what a reader waits. */
const PAUSES_A_SECOND: u32 = 5;

export function resetStream(stream: usize): void {
  store<i32>(stream, 0);
}

/**
 * Forgets what is not whole when more than a pause went by since the last bytes; call before those that arrive, at a
 * sample since start. Its low 32 bits count: they come round after 12 days.
 */
export function forgetAfterPause(stream: usize, sample: u64): void {
  const pause = parameters().sampling_rate_mHz / (1000 * PAUSES_A_SECOND);
  if (<u32>sample - load<u32>(stream, LAST) > pause) resetStream(stream);
  store<u32>(stream, <u32>sample, LAST);
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

/** Bytes that checkFrame refused: all of a frame whose CRC is wrong, else the one with which no frame begins. */
function refusedBytes(stream: usize, status: i32): i32 {
  const header = changetype<FrameHeader>(stream + FIRST);
  if (status != Status.BAD_CHECK || header.start != <u8>FRAME_START) return 1;
  return frameLength(header.payloadLength);
}

/** Length of the whole frame at the start, after dropping what can be none; 0 when more bytes are needed. */
export function wholeFrame(stream: usize): i32 {
  while (load<i32>(stream) > 0) {
    const length = checkFrame(stream + FIRST, load<i32>(stream));
    if (length > 0) return length;
    if (length == Status.INCOMPLETE) return 0;
    dropBytes(stream, refusedBytes(stream, length));
  }
  return 0;
}
