// Requests and who may make them: what each asker is refused, and that one piece of code answers all of them.
import { encodeFrame, FrameHeader, frameKind, framePayload } from '../../../../shared-protocol/assembly/framing';
import { Error, IDENTIFICATION_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  FRAME_ERROR, FRAME_REPLY, FRAME_REQUEST, MESSAGE_ADJUSTMENT_IDENTIFY, MESSAGE_IDENTIFY, MESSAGE_READ_PARAMETERS,
  MESSAGE_READ_REGISTERS, Status, SWITCH_CALIBRATION_JUMPER,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { Asker, requestBytes } from '../messages';
import { reply } from '../reply';
import { freshMeter } from '../../__tests__/mains';
import { resetSwitches, switchChanged } from '../../surroundings/switches';

const FRAME = memory.data(256, 8);
const OTHER = memory.data(256, 8);
/** Messages below this code change nothing. */
const READING_MESSAGES: i32 = 32;

/** Status with which a request without payload is refused, or 0 for a reply. */
function refusal(asker: i32, message: i32): i32 {
  const length = reply(asker, FRAME, encodeFrame(FRAME, FRAME_REQUEST, 9, message, 0));
  expect(length).toBeGreaterThan(0);
  expect(changetype<FrameHeader>(FRAME).sequence).toBe(9);
  const kind = frameKind(FRAME);
  if (kind == FRAME_REPLY) return 0;
  expect(kind).toBe(FRAME_ERROR);
  return changetype<Error>(framePayload(FRAME)).status;
}

/** The reply to a message with a payload of zeros, where the buffer held a byte before. */
function replyOver(buffer: usize, byte: u8, message: i32): i32 {
  const bytes = requestBytes(Asker.LEGAL, message);
  if (bytes < 0) return 0;
  memory.fill(buffer, byte, 256);
  memory.fill(framePayload(buffer), 0, bytes);
  return reply(Asker.LEGAL, buffer, encodeFrame(buffer, FRAME_REQUEST, 9, message, bytes));
}

describe('A reply', () => {
  test('tells nothing of what was in its place before', () => {
    freshMeter();
    let replies: i32 = 0;
    for (let message: i32 = 1; message < READING_MESSAGES; message++) {
      const length = replyOver(FRAME, 0, message);
      expect(replyOver(OTHER, 0xff, message)).toBe(length);
      expect(memory.compare(FRAME, OTHER, length)).toBe(0, 'message ' + message.toString());
      if (length > 0) replies++;
    }
    expect(replies).toBeGreaterThan(10);
  });
});

describe('A request', () => {
  beforeEach(() => {
    freshMeter();
    resetSwitches();
  });

  test('of anybody may read, but knows nothing of adjustment, sealed or not', () => {
    expect(refusal(Asker.LEGAL, MESSAGE_IDENTIFY)).toBe(0);
    expect(refusal(Asker.LEGAL, MESSAGE_READ_PARAMETERS)).toBe(Status.UNKNOWN_MESSAGE);
    switchChanged(SWITCH_CALIBRATION_JUMPER, 1, 0);
    expect(refusal(Asker.LEGAL, MESSAGE_READ_PARAMETERS)).toBe(Status.UNKNOWN_MESSAGE);
    expect(refusal(Asker.LEGAL, MESSAGE_ADJUSTMENT_IDENTIFY)).toBe(Status.UNKNOWN_MESSAGE);
  });

  test('of an adjuster meets the seal before anything else', () => {
    expect(refusal(Asker.ADJUSTMENT, MESSAGE_ADJUSTMENT_IDENTIFY)).toBe(Status.SEALED);
    expect(refusal(Asker.ADJUSTMENT, 99)).toBe(Status.SEALED);
    switchChanged(SWITCH_CALIBRATION_JUMPER, 1, 0);
    expect(refusal(Asker.ADJUSTMENT, MESSAGE_READ_PARAMETERS)).toBe(Status.BAD_LENGTH);
    expect(refusal(Asker.ADJUSTMENT, MESSAGE_ADJUSTMENT_IDENTIFY)).toBe(0);
    expect(changetype<FrameHeader>(FRAME).payloadLength).toBe(<u16>IDENTIFICATION_BYTES);
    expect(refusal(Asker.ADJUSTMENT, MESSAGE_READ_REGISTERS)).toBe(Status.UNKNOWN_MESSAGE);
  });

  test('without the payload its message has is refused by its length', () => {
    expect(refusal(Asker.LEGAL, MESSAGE_READ_REGISTERS)).toBe(Status.BAD_LENGTH);
  });

  test('that is damaged, or is an error, gets no answer', () => {
    const length = encodeFrame(FRAME, FRAME_REQUEST, 9, MESSAGE_IDENTIFY, 0);
    store<u8>(FRAME, load<u8>(FRAME, 5) ^ 1, 5);
    expect(reply(Asker.LEGAL, FRAME, length)).toBe(0);
    expect(reply(Asker.LEGAL, FRAME, encodeFrame(FRAME, FRAME_ERROR, 9, MESSAGE_IDENTIFY, 4))).toBe(0);
  });

  test('that is none, but a reply or of no kind, is refused, and the refusal is not', () => {
    for (let kind: i32 = 0; kind < 16; kind++) {
      if (kind == FRAME_REQUEST || kind == FRAME_ERROR) continue;
      const length = reply(Asker.LEGAL, FRAME, encodeFrame(FRAME, kind, 9, MESSAGE_IDENTIFY, 0));
      expect(frameKind(FRAME)).toBe(FRAME_ERROR);
      expect(changetype<Error>(framePayload(FRAME)).status).toBe(Status.UNKNOWN_MESSAGE);
      expect(reply(Asker.LEGAL, FRAME, length)).toBe(0);
    }
  });
});
