// Finds frames in the bytes of a serial port, at a cost a byte that no sender can raise: each is in few CRCs at most.
// Legally relevant (IR46). Changes alter the software identification.
import { checkFrame, FrameHeader, frameLength, isOwnVersion } from '../../../shared-protocol/assembly/framing';
import { FRAME_START, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { parameters } from '../parameters/parameters';

/** A stream: its bytes from start to end wait, STREAM_ROOM of them at most; the last ones came at a sample. */
@unmanaged
class Stream {
  start: i32;
  end: i32;
  last: u32;
  reserved: u32;
}

const FIRST: usize = offsetof<Stream>();
/** Twice what is sure to find room, so that bytes move to the front at most once each. */
const ROOM: i32 = 2048;
/** Bytes that may wait while the reply before them has no room: a hundred requests. */
export const STREAM_ROOM: i32 = ROOM / 2;
export const STREAM_BYTES: i32 = <i32>FIRST + ROOM;

/** A sender's longest pause inside a frame: 0.2 s, six characters at 300 baud, far below what a reader waits. */
const PAUSES_A_SECOND: u32 = 5;

export function resetStream(stream: usize): void {
  changetype<Stream>(stream).start = 0;
  changetype<Stream>(stream).end = 0;
}

/**
 * Forgets what is not whole when more than a pause went by since the last bytes; call before those that arrive, at a
 * sample since start. Its low 32 bits count: they come round after 12 days.
 */
export function forgetAfterPause(stream: usize, sample: u64): void {
  const pause = parameters().sampling_rate_mHz / (1000 * PAUSES_A_SECOND);
  const s = changetype<Stream>(stream);
  if (<u32>sample - s.last > pause) resetStream(stream);
  s.last = <u32>sample;
}

/** Address of the first byte. */
export function streamStart(stream: usize): usize {
  return stream + FIRST + changetype<Stream>(stream).start;
}

/** How many bytes wait. */
function filled(stream: usize): i32 {
  return changetype<Stream>(stream).end - changetype<Stream>(stream).start;
}

export function dropBytes(stream: usize, count: i32): void {
  changetype<Stream>(stream).start += count;
}

/** Moves what waits to the front once there is as much room before it as it can need. */
function makeRoom(stream: usize): void {
  const s = changetype<Stream>(stream);
  if (s.end < ROOM || s.start < STREAM_ROOM) return;
  copyBytes(stream + FIRST, streamStart(stream), filled(stream));
  s.end -= s.start;
  s.start = 0;
}

/** Takes a byte; when as many wait as may, it is lost: nobody who awaits replies sends as much ahead. */
export function takeByte(stream: usize, byte: u8): void {
  makeRoom(stream);
  const s = changetype<Stream>(stream);
  if (s.end == ROOM || filled(stream) >= STREAM_ROOM) return;
  store<u8>(stream + FIRST + s.end, byte);
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

/** Length of the whole frame at the start, of whatever version, after dropping what can be none; 0 for none yet. */
export function wholeFrame(stream: usize): i32 {
  while (filled(stream) > 0) {
    const at = streamStart(stream);
    const length = checkFrame(at, filled(stream));
    if (length > 0) return length;
    if (length == Status.BAD_VERSION) return frameLength(changetype<FrameHeader>(at).payloadLength);
    if (length == Status.INCOMPLETE) return 0;
    dropBytes(stream, refusedBytes(stream, length));
  }
  return 0;
}
