// The metering core's own RS485 port: the same frames as on the link, found in a stream of bytes.
// Legally relevant (IR46). Changes alter the software identification.
import { checkFrame } from '../../shared-protocol/assembly/framing';
import { LINK_FRAME_MAX, PORT_LEGAL, Status } from '../../shared-protocol/generated/assembly/protocol';
import { portSend } from './host';
import { serve } from './services';

// @ts-ignore: decorator
@lazy const STREAM = memory.data(256, 8);
// @ts-ignore: decorator
@lazy const REPLY = memory.data(256, 8);

let filled: i32 = 0;

export function resetLegalPort(): void {
  filled = 0;
}

function drop(count: i32): void {
  filled -= count;
  memory.copy(STREAM, STREAM + count, filled);
}

function answerFrame(length: i32): void {
  memory.copy(REPLY, STREAM, length);
  const reply = serve(REPLY, length);
  // A reply that does not fit the transmit ring is dropped whole: half a frame would only be noise.
  if (reply > 0) portSend(PORT_LEGAL, REPLY, reply);
}

/** Answers every whole frame; where none can start, one byte is dropped and the search goes on. */
function answerFrames(): void {
  while (filled > 0) {
    const length = checkFrame(STREAM, filled);
    if (length == Status.INCOMPLETE) return;
    if (length > 0) answerFrame(length);
    drop(length > 0 ? length : 1);
  }
}

/** Takes received bytes; an incomplete frame of LINK_FRAME_MAX bytes cannot exist, so the stream never overflows. */
export function legalPortReceived(chunk: usize, length: i32): void {
  for (let i: i32 = 0; i < length; i++) {
    if (filled == LINK_FRAME_MAX) drop(1);
    store<u8>(STREAM + filled++, load<u8>(chunk + i));
    answerFrames();
  }
}
