// Turns a request frame into its reply, in place: what the link and both ports have in common.
// Legally relevant (IR46). Changes alter the software identification.
import { checkFrame, encodeFrame, FrameHeader, frameKind, framePayload } from '../../../shared-protocol/assembly/framing';
import { Error, ERROR_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { FRAME_ERROR, FRAME_REPLY, FRAME_REQUEST, MESSAGE_LATCH, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { refused, takeRequest } from '../proof/allowance';
import { isUnsealed } from '../surroundings/switches';
import { keptAnswer, latch } from './latch';
import { carriedBy } from './apdu-answers';
import { answer, Asker, leastBytes, requestBytes } from './messages';

/** On the link the records of a round are those of its latch. */
function answerTo(asker: i32, message: i32, payload: usize): i32 {
  if (asker != Asker.LINK) return answer(message, payload);
  if (message == MESSAGE_LATCH) return latch(payload);
  const kept = keptAnswer(message, payload);
  return kept ? kept : answer(message, payload);
}

/** Bytes that a request must have at most, or why it is not heard. The seal comes before everything else, then the limit. */
function admitted(asker: i32, message: i32, length: i32): i32 {
  if (asker == Asker.ADJUSTMENT && !isUnsealed()) return Status.SEALED;
  if (asker == Asker.LINK && !takeRequest()) return Status.BUSY;
  const most = requestBytes(asker, message);
  if (most < 0) return most;
  return length > most || length < leastBytes(message, most) ? Status.BAD_LENGTH : most;
}

/** Payload bytes of the reply, or a Status. */
function resultOf(asker: i32, message: i32, payload: usize, length: i32): i32 {
  const most = admitted(asker, message, length);
  if (most < 0) return refused(most);
  for (let i = length; i < most; i++) store<u8>(payload + i, 0);
  carriedBy(asker == Asker.LINK ? 0 : 1);
  return answerTo(asker, message, payload);
}

/** Makes the request at pointer its own reply: of result payload bytes, or an error frame with that Status. */
function finishReply(pointer: usize, result: i32): i32 {
  const header = changetype<FrameHeader>(pointer);
  if (result >= 0) return encodeFrame(pointer, FRAME_REPLY, header.sequence, header.message, result);
  changetype<Error>(framePayload(pointer)).status = result;
  return encodeFrame(pointer, FRAME_ERROR, header.sequence, header.message, ERROR_BYTES);
}

/**
 * Answers the frame at pointer, over it, one that is no request with an error frame. Returns the reply's length; 0 for
 * a damaged frame, whose answer could be taken for another one's, and for an error frame: two who answer each other's
 * would never end.
 */
export function reply(asker: i32, pointer: usize, length: i32): i32 {
  const status = checkFrame(pointer, length);
  if (status < 0 && status != Status.BAD_VERSION) return 0;
  if (frameKind(pointer) == FRAME_ERROR) return 0;
  if (status < 0) return finishReply(pointer, refused(status));
  if (frameKind(pointer) != FRAME_REQUEST) return finishReply(pointer, refused(Status.UNKNOWN_MESSAGE));
  const header = changetype<FrameHeader>(pointer);
  return finishReply(pointer, resultOf(asker, header.message, framePayload(pointer), header.payloadLength));
}
