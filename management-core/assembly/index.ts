// The exports of the management core, and nothing else; the table is shared-protocol/spec/abi.json.
import { ABI_VERSION, PORT_CHUNK_MAX, PORT_OPTICAL, Status } from '../../shared-protocol/generated/assembly/protocol';
import { now_us as time_us, setNow } from './time/clock';
import { displayFits, displayTick, resetDisplay } from './faces/display';
import { opticalReceive, opticalReset, opticalTick } from './servers/iec62056-21';
import { linkReplied, linkTick, resetLinkMaster } from './link/master';
import { LINK_REPLY, memoryMatchesProtocol, PORT_CHUNK } from './memory';
import { resetMirror } from './link/mirror';
import { Panic, stop } from './panic';

export function abi_version(): i32 {
  return ABI_VERSION;
}

export function port_buffer(): i32 {
  return <i32>PORT_CHUNK;
}

export function link_buffer(): i32 {
  return <i32>LINK_REPLY;
}

export function start(reset_cause: i32): i32 {
  if (!memoryMatchesProtocol() || !displayFits()) stop(Panic.MEMORY_MAP, reset_cause);
  setNow(0);
  resetMirror();
  resetLinkMaster();
  resetDisplay();
  opticalReset();
  return Status.OK;
}

export function tick(now_us: i64): i32 {
  if (now_us < time_us) return Status.OUT_OF_RANGE;
  setNow(now_us);
  linkTick(now_us);
  opticalTick(now_us);
  displayTick(now_us);
  return Status.OK;
}

export function port_received(port: i32, length: i32): i32 {
  if (port != PORT_OPTICAL || length < 1 || length > PORT_CHUNK_MAX) return Status.OUT_OF_RANGE;
  opticalReceive(PORT_CHUNK, length);
  return Status.OK;
}

export function link_replied(length: i32): i32 {
  linkReplied(LINK_REPLY, length, time_us);
  return Status.OK;
}
