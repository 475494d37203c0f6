// Frames in a stream: found among noise, whole or not at all, and a full stream still takes the next one.
import { crc32 } from '../../../../shared-protocol/assembly/crc';
import { encodeFrame } from '../../../../shared-protocol/assembly/framing';
import { FRAME_REQUEST, LINK_FRAME_MAX } from '../../../../shared-protocol/generated/assembly/protocol';
import {
  dropBytes, forgetAfterPause, resetStream, STREAM_BYTES, STREAM_ROOM, streamStart, takeByte, wholeFrame,
} from '../frame-stream';
import { useNominalParameters } from '../../parameters/parameters';

// @ts-ignore: decorator
@lazy const STREAM = memory.data(STREAM_BYTES, 8);
// @ts-ignore: decorator
@lazy const FRAME = memory.data(64, 8);
/** A header that claims the longest frame; repeated, each of its starts would claim one again. */
// @ts-ignore: decorator
@lazy const CLAIM = memory.data<u8>([0xa5, 0x11, 0, 0, 246, 0]);
/** 0.2 s at the nominal 4000 samples a second. */
const PAUSE: u64 = 800;

function takeFrame(length: i32): void {
  for (let i: i32 = 0; i < length; i++) takeByte(STREAM, load<u8>(FRAME + i));
}

describe('A stream of bytes', () => {
  beforeEach(() => {
    resetStream(STREAM);
  });

  test('gives a frame only once it is whole', () => {
    const length = encodeFrame(FRAME, FRAME_REQUEST, 1, 2, 0);
    takeFrame(length - 1);
    expect(wholeFrame(STREAM, false)).toBe(0);
    takeByte(STREAM, load<u8>(FRAME + length - 1));
    expect(wholeFrame(STREAM, false)).toBe(length);
    dropBytes(STREAM, length);
    expect(wholeFrame(STREAM, false)).toBe(0);
  });

  test('drops noise in front of a frame', () => {
    const length = encodeFrame(FRAME, FRAME_REQUEST, 1, 2, 0);
    for (let i: i32 = 0; i < 7; i++) takeByte(STREAM, <u8>i);
    takeFrame(length);
    expect(wholeFrame(STREAM, false)).toBe(length);
  });

  test('takes a frame after more noise than it holds', () => {
    for (let i: i32 = 0; i < 3 * STREAM_BYTES; i++) {
      takeByte(STREAM, 0x11);
      wholeFrame(STREAM, false);
    }
    takeFrame(encodeFrame(FRAME, FRAME_REQUEST, 1, 2, 0));
    expect(wholeFrame(STREAM, false)).toBeGreaterThan(0);
  });

  test('keeps frames in their order while they wait, as many as have room, and loses what comes beyond', () => {
    const length = encodeFrame(FRAME, FRAME_REQUEST, 0, 2, 0);
    const waiting = STREAM_ROOM / length;
    for (let i: i32 = 0; i < 2 * waiting; i++) {
      encodeFrame(FRAME, FRAME_REQUEST, i, 2, 0);
      takeFrame(length);
    }
    for (let i: i32 = 0; i < waiting; i++) {
      expect(wholeFrame(STREAM, false)).toBe(length);
      expect(load<u8>(streamStart(STREAM), 2)).toBe(<u8>i);
      dropBytes(STREAM, length);
    }
  });

  test('goes round and round: what waits moves to the front when it must', () => {
    const length = encodeFrame(FRAME, FRAME_REQUEST, 0, 2, 0);
    takeFrame(length);
    for (let i: i32 = 1; i < 1000; i++) {
      encodeFrame(FRAME, FRAME_REQUEST, i, 2, 0);
      takeFrame(length);
      expect(wholeFrame(STREAM, false)).toBe(length);
      expect(load<u8>(streamStart(STREAM), 2)).toBe(<u8>(i - 1));
      dropBytes(STREAM, length);
    }
  });

  test('gives a whole frame of another version, and behind a start byte of noise the next frame still', () => {
    const length = encodeFrame(FRAME, FRAME_REQUEST, 1, 2, 0);
    store<u8>(FRAME, 0x21, 1);
    store<u32>(FRAME + length - 4, crc32(FRAME, length - 4));
    takeFrame(length);
    expect(wholeFrame(STREAM, false)).toBe(length);
    dropBytes(STREAM, length);
    takeByte(STREAM, 0xa5);
    takeFrame(encodeFrame(FRAME, FRAME_REQUEST, 1, 1, 0));
    takeFrame(length);
    expect(wholeFrame(STREAM, false)).toBe(length);
  });

  test('drops a damaged frame as a whole: what it claims is looked at once, not again from each of its bytes', () => {
    for (let i: i32 = 0; i < LINK_FRAME_MAX; i++) {
      takeByte(STREAM, load<u8>(CLAIM + (i % 6)));
      expect(wholeFrame(STREAM, false)).toBe(0);
    }
    const length = encodeFrame(FRAME, FRAME_REQUEST, 1, 2, 0);
    takeFrame(length);
    expect(wholeFrame(STREAM, false)).toBe(length);
  });

  test('forgets after a pause what noise began, so that the next request is heard', () => {
    useNominalParameters();
    const length = encodeFrame(FRAME, FRAME_REQUEST, 1, 2, 0);
    forgetAfterPause(STREAM, 1000);
    for (let i: i32 = 0; i < 6; i++) takeByte(STREAM, load<u8>(CLAIM + i));
    expect(wholeFrame(STREAM, false)).toBe(0);
    forgetAfterPause(STREAM, 1000 + PAUSE + 1);
    takeFrame(length);
    expect(wholeFrame(STREAM, false)).toBe(length);
  });

  test('goes on with a frame whose second half comes within the pause, also where the count wraps', () => {
    useNominalParameters();
    const length = encodeFrame(FRAME, FRAME_REQUEST, 1, 2, 0);
    forgetAfterPause(STREAM, <u64>u32.MAX_VALUE - 3);
    takeFrame(4);
    forgetAfterPause(STREAM, <u64>u32.MAX_VALUE - 3 + PAUSE);
    for (let i: i32 = 4; i < length; i++) takeByte(STREAM, load<u8>(FRAME + i));
    expect(wholeFrame(STREAM, false)).toBe(length);
  });
});
