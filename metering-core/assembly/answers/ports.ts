// The metering core's own ports: frames as on the link, found in a stream of bytes; who asks is told by the port.
// Legally relevant (IR46). Changes alter the software identification.
import { LINK_FRAME_MAX, PORT_ADJUSTMENT, PORT_LEGAL } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { sampleIndex } from '../clock/sample-clock';
import { portSend } from '../host';
import { dropBytes, forgetAfterPause, resetStream, STREAM_BYTES, streamStart, takeByte, wholeFrame } from './frame-stream';
import { Asker } from './messages';
import { reply } from './reply';

/** Ports are PORT_LEGAL, the RS485 port where anybody may read, and PORT_ADJUSTMENT, inside the seal. */
const PORTS: i32 = 2;

/** A port: a reply that waits for room, its length or 0, then the reply, then the stream of what is received. */
const REPLY: usize = 8;
const STREAM: usize = REPLY + LINK_FRAME_MAX;
const PORT_BYTES: i32 = <i32>STREAM + STREAM_BYTES;

// @ts-ignore: decorator
@lazy const STATES = memory.data(PORTS * PORT_BYTES, 8);

function stateOf(port: i32): usize {
  return STATES + <usize>(port * PORT_BYTES);
}

function streamOf(port: i32): usize {
  return stateOf(port) + STREAM;
}

export function resetPorts(): void {
  for (let port: i32 = 0; port < PORTS; port++) {
    store<i32>(stateOf(port), 0);
    resetStream(streamOf(port));
  }
}

/** Sends the reply that waits; false while there is no room for it. One that the port refuses for good is lost. */
function replySent(port: i32): bool {
  const state = stateOf(port);
  const bytes = load<i32>(state);
  if (bytes > 0 && portSend(port, state + REPLY, bytes) == 0) return false;
  store<i32>(state, 0);
  return true;
}

/** Answers requests in their order; while a reply waits for room, the next request waits as well. */
function answerFrames(port: i32): void {
  const stream = streamOf(port);
  const asker = port == PORT_ADJUSTMENT ? Asker.ADJUSTMENT : Asker.LEGAL;
  while (replySent(port)) {
    const length = wholeFrame(stream);
    if (length == 0) return;
    copyBytes(stateOf(port) + REPLY, streamStart(stream), length);
    dropBytes(stream, length);
    store<i32>(stateOf(port), reply(asker, stateOf(port) + REPLY, length));
  }
}

/** Sends what waits for room; call now and then. */
export function servePorts(): void {
  for (let port: i32 = 0; port < PORTS; port++) {
    if (load<i32>(stateOf(port)) > 0) answerFrames(port);
  }
}

/** Takes bytes received on a port and answers every whole request. */
export function portReceived(port: i32, chunk: usize, length: i32): void {
  const stream = streamOf(port);
  if (load<i32>(stateOf(port)) > 0) answerFrames(port);
  else forgetAfterPause(stream, sampleIndex);
  for (let i: i32 = 0; i < length; i++) {
    takeByte(stream, load<u8>(chunk + i));
    if (load<i32>(stateOf(port)) == 0) answerFrames(port);
  }
}
