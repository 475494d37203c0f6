// Frames in a stream: found among noise, whole or not at all, and a full stream still takes the next one.
import { encodeFrame } from '../../../shared-protocol/assembly/framing';
import { FRAME_REQUEST, LINK_FRAME_MAX } from '../../../shared-protocol/generated/assembly/protocol';
import { dropBytes, resetStream, takeByte, wholeFrame } from '../frame-stream';

// @ts-ignore: decorator
@lazy const STREAM = memory.data(264, 8);
// @ts-ignore: decorator
@lazy const FRAME = memory.data(64, 8);

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
    expect(wholeFrame(STREAM)).toBe(0);
    takeByte(STREAM, load<u8>(FRAME + length - 1));
    expect(wholeFrame(STREAM)).toBe(length);
    dropBytes(STREAM, length);
    expect(wholeFrame(STREAM)).toBe(0);
  });

  test('drops noise in front of a frame', () => {
    const length = encodeFrame(FRAME, FRAME_REQUEST, 1, 2, 0);
    for (let i: i32 = 0; i < 7; i++) takeByte(STREAM, <u8>i);
    takeFrame(length);
    expect(wholeFrame(STREAM)).toBe(length);
  });

  test('takes a frame after more noise than it holds', () => {
    for (let i: i32 = 0; i < 3 * LINK_FRAME_MAX; i++) takeByte(STREAM, 0x11);
    takeFrame(encodeFrame(FRAME, FRAME_REQUEST, 1, 2, 0));
    expect(wholeFrame(STREAM)).toBeGreaterThan(0);
  });
});
