// The frame of the link: encoded, checked, refused.
import { FRAME_HEADER, FRAME_REQUEST, LINK_FRAME_MAX, Status } from '../../generated/assembly/protocol';
import { crc32 } from '../crc';
import {
  checkFrame, encodeFrame, FOREIGN_PAYLOAD_MAX, FrameHeader, frameKind, frameLength, PAYLOAD_MAX,
} from '../framing';

const FRAME = memory.data(512, 8);

function frameOf(payloadLength: i32): i32 {
  for (let i = 0; i < payloadLength; i++) store<u8>(FRAME + FRAME_HEADER + i, <u8>i);
  return encodeFrame(FRAME, FRAME_REQUEST, 7, 3, payloadLength);
}

describe('A link frame', () => {
  test('that was encoded checks out with its own length', () => {
    for (let payload = 0; payload <= PAYLOAD_MAX; payload++) {
      const length = frameOf(payload);
      expect(length).toBe(frameLength(payload));
      expect(checkFrame(FRAME, length)).toBe(length);
    }
  });

  test('carries kind, sequence, message and payload length in its header', () => {
    frameOf(5);
    const header = changetype<FrameHeader>(FRAME);
    expect(header.start).toBe(0xa5);
    expect(frameKind(FRAME)).toBe(FRAME_REQUEST);
    expect(header.sequence).toBe(7);
    expect(header.message).toBe(3);
    expect(header.payloadLength).toBe(5);
  });

  test('with any one bit turned round is no valid frame', () => {
    const length = frameOf(8);
    for (let bit = 0; bit < length * 8; bit++) {
      const at = FRAME + (bit >> 3);
      store<u8>(at, load<u8>(at) ^ <u8>(<i32>1 << (bit & 7)));
      expect(checkFrame(FRAME, length)).toBeLessThan(0);
      store<u8>(at, load<u8>(at) ^ <u8>(<i32>1 << (bit & 7)));
    }
    expect(checkFrame(FRAME, length)).toBe(length);
  });

  test('is incomplete while bytes are missing', () => {
    const length = frameOf(8);
    for (let have = 0; have < length; have++) expect(checkFrame(FRAME, have)).toBe(Status.INCOMPLETE);
  });

  test('that claims to be longer than the longest frame is refused at its header', () => {
    frameOf(0);
    changetype<FrameHeader>(FRAME).payloadLength = <u16>(PAYLOAD_MAX + 1);
    expect(checkFrame(FRAME, LINK_FRAME_MAX)).toBe(Status.BAD_LENGTH);
  });

  test('of another version is refused as such once it is whole and its check is right', () => {
    const length = frameOf(2);
    changetype<FrameHeader>(FRAME).versionAndKind = 0x21;
    expect(checkFrame(FRAME, length - 1)).toBe(Status.INCOMPLETE);
    expect(checkFrame(FRAME, length)).toBe(Status.BAD_CHECK);
    store<u32>(FRAME + FRAME_HEADER + 2, crc32(FRAME, FRAME_HEADER + 2));
    expect(checkFrame(FRAME, length)).toBe(Status.BAD_VERSION);
  });

  test('of another version with more payload than a request needs is refused at its header', () => {
    frameOf(FOREIGN_PAYLOAD_MAX + 1);
    changetype<FrameHeader>(FRAME).versionAndKind = 0x21;
    expect(checkFrame(FRAME, FRAME_HEADER)).toBe(Status.BAD_LENGTH);
  });

  test('with a payload beyond PAYLOAD_MAX cannot be encoded', () => {
    expect(encodeFrame(FRAME, FRAME_REQUEST, 0, 1, PAYLOAD_MAX + 1)).toBe(Status.BAD_LENGTH);
    expect(encodeFrame(FRAME, FRAME_REQUEST, 0, 1, -1)).toBe(Status.BAD_LENGTH);
  });
});
