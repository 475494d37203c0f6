// Finds frames in the bytes of a serial port, at a cost a byte that no sender can raise: each is in few CRCs at most.
// Legally relevant (IR46). Changes alter the software identification.
import { checkFrame, FrameHeader, frameLength, isOwnVersion } from '../../../shared-protocol/assembly/framing';
import { FRAME_START, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { candidateLength, START } from '../dlt645/frame';
import { copyBytes } from '../math/copy';
import { parameters } from '../parameters/parameters';

/** A stream: its bytes from start to end wait, STREAM_ROOM of them at most; the last ones came at a sample. */
@unmanaged
class Stream {
  start: i32;
  end: i32;
  last: u32;
  /** Sum of all bytes so far, modulo 256. */
  sum: u32;
}

const FIRST: usize = offsetof<Stream>();
/** Twice what is sure to find room, so that bytes move to the front at most once each. */
const ROOM: i32 = 2048;
/** Bytes that may wait while the reply before them has no room: a hundred requests. */
export const STREAM_ROOM: i32 = ROOM / 2;
/** Behind the bytes, for each of them, the sum of those before it: what makes the sum of any stretch one subtraction. */
const SUMS: usize = FIRST + ROOM;
export const STREAM_BYTES: i32 = <i32>SUMS + ROOM;

/** A sender's longest pause inside a frame: 0.2 s, six characters at 300 baud, far below what a reader waits. */
const PAUSES_A_SECOND: u32 = 5;
/** Inside a frame of DL/T 645: 0.5 s. */
const PAUSES_A_SECOND_645: u32 = 2;

export function resetStream(stream: usize): void {
  changetype<Stream>(stream).start = 0;
  changetype<Stream>(stream).end = 0;
  changetype<Stream>(stream).sum = 0;
}

/** Address of the first byte. */
export function streamStart(stream: usize): usize {
  return stream + FIRST + changetype<Stream>(stream).start;
}

/** How many bytes wait. */
function filled(stream: usize): i32 {
  return changetype<Stream>(stream).end - changetype<Stream>(stream).start;
}

/**
 * Forgets what is not whole when more than a pause went by since the last bytes; call before those that arrive, at a
 * sample since start. Its low 32 bits count: they come round after 12 days.
 */
export function forgetAfterPause(stream: usize, sample: u64): void {
  const s = changetype<Stream>(stream);
  const is645 = filled(stream) > 0 && load<u8>(streamStart(stream)) == START;
  const pause = parameters().sampling_rate_mHz / (1000 * (is645 ? PAUSES_A_SECOND_645 : PAUSES_A_SECOND));
  if (<u32>sample - s.last > pause) resetStream(stream);
  s.last = <u32>sample;
}

export function dropBytes(stream: usize, count: i32): void {
  changetype<Stream>(stream).start += count;
}

/** Moves what waits to the front once there is as much room before it as it can need. */
function makeRoom(stream: usize): void {
  const s = changetype<Stream>(stream);
  if (s.end < ROOM || s.start < STREAM_ROOM) return;
  copyBytes(stream + FIRST, streamStart(stream), filled(stream));
  copyBytes(stream + SUMS, stream + SUMS + s.start, filled(stream));
  s.end -= s.start;
  s.start = 0;
}

/** Takes a byte; when as many wait as may, it is lost: nobody who awaits replies sends as much ahead. */
export function takeByte(stream: usize, byte: u8): void {
  makeRoom(stream);
  const s = changetype<Stream>(stream);
  if (s.end == ROOM || filled(stream) >= STREAM_ROOM) return;
  store<u8>(stream + FIRST + s.end, byte);
  store<u8>(stream + SUMS + s.end, <u8>s.sum);
  s.sum += byte;
  s.end++;
}

/**
 * Bytes that checkFrame refused: all of a frame of this version whose CRC is wrong, else the one with which no frame
 * begins. A frame of another version is short, so no byte is in more than five CRCs.
 */
function refusedBytes(stream: usize, status: i32): i32 {
  const at = streamStart(stream);
  const header = changetype<FrameHeader>(at);
  if (status != Status.BAD_CHECK || header.start != <u8>FRAME_START || !isOwnVersion(at)) return 1;
  return frameLength(header.payloadLength);
}

/**
 * Length of a frame of DL/T 645 at the start, 0 while it is not whole, -1 for none: then its first byte is dropped, and the
 * second one looked at. Its sum is the difference of two kept ones, so that no byte is summed up more than once.
 */
function whole645(stream: usize): i32 {
  const length = candidateLength(streamStart(stream), filled(stream));
  if (length <= 0) return length;
  const from = stream + SUMS + changetype<Stream>(stream).start;
  const sum = <u8>(load<u8>(from + length - 2) - load<u8>(from));
  return sum == load<u8>(streamStart(stream) + length - 2) ? length : -1;
}

/**
 * Length of the whole frame at the start, of whatever version, after dropping what can be none; 0 for none yet. With
 * `takes645` frames of DL/T 645, which begin with START, are frames too.
 */
export function wholeFrame(stream: usize, takes645: bool): i32 {
  while (filled(stream) > 0) {
    const at = streamStart(stream);
    if (takes645 && load<u8>(at) == START) {
      const whole = whole645(stream);
      if (whole >= 0) return whole;
      dropBytes(stream, 1);
      continue;
    }
    const length = checkFrame(at, filled(stream));
    if (length > 0) return length;
    if (length == Status.BAD_VERSION) return frameLength(changetype<FrameHeader>(at).payloadLength);
    if (length == Status.INCOMPLETE) return 0;
    dropBytes(stream, refusedBytes(stream, length));
  }
  return 0;
}
