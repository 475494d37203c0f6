// The metering core's own ports: frames as on the link, found in a stream of bytes; who asks is told by the port.
// Legally relevant (IR46). Changes alter the software identification.
import { LINK_FRAME_MAX, PORT_ADJUSTMENT, PORT_LEGAL } from '../../../shared-protocol/generated/assembly/protocol';
import { sampleIndex } from '../clock/sample-clock';
import { portSend } from '../host';
import {
  dropBytes, forgetAfterPause, resetStream, STREAM_BYTES, streamStart, takeByte, wholeFrame,
} from './frame-stream';
import { Asker } from './messages';
import { reply } from './reply';

/** Ports are PORT_LEGAL, the RS485 port where anybody may read, and PORT_ADJUSTMENT, inside the seal. */
const PORTS: i32 = 2;

// @ts-ignore: decorator
@lazy const STREAMS = memory.data(PORTS * STREAM_BYTES, 8);
// @ts-ignore: decorator
@lazy const REPLY = memory.data(LINK_FRAME_MAX, 8);

function streamOf(port: i32): usize {
  return STREAMS + <usize>(port * STREAM_BYTES);
}

export function resetPorts(): void {
  resetStream(streamOf(PORT_LEGAL));
  resetStream(streamOf(PORT_ADJUSTMENT));
}

/** A transmit ring without room takes none of it: whoever asks without awaiting replies misses some. */
function answerFrame(port: i32, length: i32): void {
  memory.copy(REPLY, streamStart(streamOf(port)), length);
  const bytes = reply(port == PORT_ADJUSTMENT ? Asker.ADJUSTMENT : Asker.LEGAL, REPLY, length);
  if (bytes > 0) portSend(port, REPLY, bytes);
}

/** Takes bytes received on a port and answers every whole request. */
export function portReceived(port: i32, chunk: usize, length: i32): void {
  const stream = streamOf(port);
  forgetAfterPause(stream, sampleIndex);
  for (let i: i32 = 0; i < length; i++) {
    takeByte(stream, load<u8>(chunk + i));
    for (let frame = wholeFrame(stream); frame > 0; frame = wholeFrame(stream)) {
      answerFrame(port, frame);
      dropBytes(stream, frame);
    }
  }
}
