// The adjustment port inside the seal: every request is refused with SEALED unless the calibration jumper is closed.
// Legally relevant (IR46). Changes alter the software identification.
import { FrameHeader, frameKind, framePayload } from '../../../shared-protocol/assembly/framing';
import { FRAME_REQUEST, PORT_ADJUSTMENT, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { adjustmentAnswer, adjustmentRequestBytes } from './adjustment-services';
import { dropBytes, forgetAfterPause, resetStream, streamStart, takeByte, wholeFrame } from './frame-stream';
import { portSend } from '../host';
import { sampleIndex } from '../metering';
import { finishReply } from './link-answers';
import { isUnsealed } from '../surroundings/switches';

// @ts-ignore: decorator
@lazy const STREAM = memory.data(264, 8);
// @ts-ignore: decorator
@lazy const REPLY = memory.data(256, 8);

export function resetAdjustmentPort(): void {
  resetStream(STREAM);
}

/** Result of a request: payload bytes or a Status. The seal comes before everything else. */
function resultOf(message: i32, payload: usize, length: i32): i32 {
  if (!isUnsealed()) return Status.SEALED;
  const expected = adjustmentRequestBytes(message);
  if (expected < 0) return expected;
  return expected == length ? adjustmentAnswer(message, payload) : Status.BAD_LENGTH;
}

function answerFrame(length: i32): void {
  memory.copy(REPLY, streamStart(STREAM), length);
  if (frameKind(REPLY) != FRAME_REQUEST) return;
  const header = changetype<FrameHeader>(REPLY);
  const result = resultOf(header.message, framePayload(REPLY), header.payloadLength);
  portSend(PORT_ADJUSTMENT, REPLY, finishReply(REPLY, result));
}

/** Takes received bytes and answers every whole request. */
export function adjustmentPortReceived(chunk: usize, length: i32): void {
  forgetAfterPause(STREAM, sampleIndex);
  for (let i: i32 = 0; i < length; i++) {
    takeByte(STREAM, load<u8>(chunk + i));
    for (let frame = wholeFrame(STREAM); frame > 0; frame = wholeFrame(STREAM)) {
      answerFrame(frame);
      dropBytes(STREAM, frame);
    }
  }
}
