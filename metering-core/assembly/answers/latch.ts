// Keeps the records of a round on the link as they stand at one moment, until the next latch.
// Legally relevant (IR46). Changes alter the software identification.
import { Latch, LATCH_BYTES, REGISTERS_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_NETWORK, MESSAGE_READ_POWER_QUALITY, MESSAGE_READ_REGISTERS,
  MESSAGE_READ_STATUS, MOMENT_CLOSED,
} from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { quantities, SCOPES } from '../quantities/quantities';
import { meteringFlags } from '../events/marks';
import { answer } from './messages';

/** The messages of a round: first those with a scope, then those of the whole meter. */
// @ts-ignore: decorator
@lazy const ROUND = memory.data<i32>([
  MESSAGE_READ_REGISTERS, MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_POWER_QUALITY, MESSAGE_READ_NETWORK, MESSAGE_READ_STATUS,
]);
const MESSAGES: i32 = 5;
const WITH_SCOPE: i32 = 3;

/** A kept reply: its length, then up to as many bytes as the longest of them has. */
const HEAD: i32 = 8;
const KEPT_BYTES: i32 = HEAD + REGISTERS_BYTES;

// @ts-ignore: decorator
@lazy const KEPT = memory.data((WITH_SCOPE * SCOPES + MESSAGES - WITH_SCOPE) * KEPT_BYTES, 8);

let isKept: bool = false;

/** After a start nothing is kept: requests are answered as things stand. */
export function resetLatch(): void {
  isKept = false;
}

function messageAt(index: i32): i32 {
  return load<i32>(ROUND + (index << 2));
}

function kept(index: i32, scope: i32): usize {
  const place = index < WITH_SCOPE ? index * SCOPES + scope : WITH_SCOPE * (SCOPES - 1) + index;
  return KEPT + <usize>(place * KEPT_BYTES);
}

/** Answers all requests of a round at once, into the copy; the reply tells which moment that is. */
export function latch(payload: usize): i32 {
  for (let index: i32 = 0; index < MESSAGES; index++) {
    for (let scope: i32 = 0; scope < (index < WITH_SCOPE ? SCOPES : 1); scope++) {
      const at = kept(index, scope);
      store<u16>(at, <u16>(scope | (MOMENT_CLOSED << 8)), HEAD);
      store<i32>(at, answer(messageAt(index), at + HEAD));
    }
  }
  isKept = true;
  const reply = changetype<Latch>(payload);
  reply.sample_index = quantities(0).sample_index;
  reply.flags = meteringFlags();
  reply.reserved = 0;
  return LATCH_BYTES;
}

/** Replaces the request at payload by the kept reply; returns its bytes, 0 for what is not of the latched round. */
export function keptAnswer(message: i32, payload: usize): i32 {
  if (!isKept) return 0;
  let index: i32 = 0;
  while (index < MESSAGES && messageAt(index) != message) index++;
  if (index == MESSAGES) return 0;
  const scope = index < WITH_SCOPE ? <i32>load<u8>(payload) : 0;
  if (scope >= SCOPES || (index == 0 && load<u8>(payload, 1) != <u8>MOMENT_CLOSED)) return 0;
  const at = kept(index, scope);
  copyBytes(payload, at + HEAD, load<i32>(at));
  return load<i32>(at);
}
