// The metering core's own ports: frames as on the link, and of DL/T 645 on one of them, found in a stream of bytes.
// Legally relevant (IR46). Changes alter the software identification.
import { LINK_FRAME_MAX, PORT_ADJUSTMENT, PORT_LEGAL } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { sampleIndex } from '../clock/sample-clock';
import { START } from '../dlt645/frame';
import { serveLine } from '../dlt645/line';
import { answer645 } from '../dlt645/server';
import { portSend } from '../host';
import { dropBytes, forgetAfterPause, resetStream, STREAM_BYTES, streamStart, takeByte, wholeFrame } from './frame-stream';
import { Asker } from './messages';
import { parameters } from '../parameters/parameters';
import { reply } from './reply';

/** Ports are PORT_LEGAL, the RS485 port where anybody may read, and PORT_ADJUSTMENT, inside the seal. */
const PORTS: i32 = 2;

/**
 * A port: a reply that waits for room, its length or 0, or less the length of a request of DL/T 645 that is answered later;
 * how often that was looked at, and the sample it came at; then the reply or that request, then the stream of what is received.
 */
const LOOKED: usize = 4;
const CAME_AT: usize = 8;
const REPLY: usize = 16;
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

/** A master needs so long to turn its line round: DL/T 645-2007, 5.4 has 20 ms at least. */
const TURN_ms: u32 = 20;

/**
 * Answers a request of DL/T 645 that waits, once its time has come: by the samples, or, where the front end stands still and
 * seconds alone go by, the second time it is looked at.
 */
function answerLater(state: usize): void {
  const bytes = load<i32>(state);
  const since = sampleIndex - load<u64>(state + CAME_AT);
  const looked = load<i32>(state + LOOKED) + 1;
  store<i32>(state + LOOKED, looked);
  if (since == 0 ? looked < 3 : since < <u64>((parameters().sampling_rate_mHz / 1000) * TURN_ms) / 1000) return;
  store<i32>(state, answer645(state + REPLY));
}

/** Sends the reply that waits; false while there is no room for it. One that the port refuses for good is lost. */
function replySent(port: i32): bool {
  const state = stateOf(port);
  if (load<i32>(state) < 0) answerLater(state);
  const bytes = load<i32>(state);
  if (bytes < 0) return false;
  if (bytes > 0 && portSend(port, state + REPLY, bytes) == 0) return false;
  store<i32>(state, 0);
  return true;
}

/** Answers requests in their order; while a reply waits for room, the next request waits as well. */
function answerFrames(port: i32): void {
  const stream = streamOf(port);
  const asker = port == PORT_ADJUSTMENT ? Asker.ADJUSTMENT : Asker.LEGAL;
  while (replySent(port)) {
    const length = wholeFrame(stream, port == PORT_LEGAL);
    if (length == 0) return;
    const state = stateOf(port);
    copyBytes(state + REPLY, streamStart(stream), length);
    dropBytes(stream, length);
    const later = port == PORT_LEGAL && load<u8>(state + REPLY) == START;
    store<u64>(state + CAME_AT, sampleIndex);
    store<i32>(state + LOOKED, 0);
    store<i32>(state, later ? -length : reply(asker, state + REPLY, length));
  }
}

/** Sends what waits for room or for its time; call now and then. */
export function servePorts(): void {
  serveLine();
  for (let port: i32 = 0; port < PORTS; port++) {
    if (load<i32>(stateOf(port)) != 0) answerFrames(port);
  }
}

/** Takes bytes received on a port and answers every whole request. */
export function portReceived(port: i32, chunk: usize, length: i32): void {
  const stream = streamOf(port);
  if (load<i32>(stateOf(port)) != 0) answerFrames(port);
  else forgetAfterPause(stream, sampleIndex);
  for (let i: i32 = 0; i < length; i++) {
    takeByte(stream, load<u8>(chunk + i));
    if (load<i32>(stateOf(port)) == 0) answerFrames(port);
  }
}
