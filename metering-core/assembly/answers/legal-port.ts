// The metering core's own RS485 port: the same frames as on the link, found in a stream of bytes.
// Legally relevant (IR46). Changes alter the software identification.
import { PORT_LEGAL } from '../../../shared-protocol/generated/assembly/protocol';
import { dropBytes, forgetAfterPause, resetStream, streamStart, takeByte, wholeFrame } from './frame-stream';
import { portSend } from '../host';
import { sampleIndex } from '../metering';
import { serve } from './link-answers';

// @ts-ignore: decorator
@lazy const STREAM = memory.data(264, 8);
// @ts-ignore: decorator
@lazy const REPLY = memory.data(256, 8);

export function resetLegalPort(): void {
  resetStream(STREAM);
}

function answerFrame(length: i32): void {
  memory.copy(REPLY, streamStart(STREAM), length);
  const reply = serve(REPLY, length);
  // A transmit ring that is nearly full takes the beginning only: whoever asks without awaiting replies gets some cut.
  if (reply > 0) portSend(PORT_LEGAL, REPLY, reply);
}

/** Takes received bytes and answers every whole frame. */
export function legalPortReceived(chunk: usize, length: i32): void {
  forgetAfterPause(STREAM, sampleIndex);
  for (let i: i32 = 0; i < length; i++) {
    takeByte(STREAM, load<u8>(chunk + i));
    for (let frame = wholeFrame(STREAM); frame > 0; frame = wholeFrame(STREAM)) {
      answerFrame(frame);
      dropBytes(STREAM, frame);
    }
  }
}
