// Requests of the link on demand, beside its round: a small queue, the most urgent first.
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { Question } from './exchange';

/** How a request stands. */
export namespace Demand {
  export const NONE: u8 = 0;
  export const QUEUED: u8 = 1;
  /** The reply's payload stands at `reply`. */
  export const ANSWERED: u8 = 2;
  /** No answer after all attempts, or none before its deadline. */
  export const FAILED: u8 = 3;
}

/** How urgent: lower goes first. */
export namespace Priority {
  /** Somebody waits for the answer. */
  export const ASKED: u8 = 0;
  /** Nobody waits: events that are followed. */
  export const FOLLOWED: u8 = 1;
}

/** A request, in the memory of who asks; it stays there unchanged while it is queued. */
@unmanaged
export class LinkRequest extends Question {
  state: u8;
  priority: u8;
  /** Where the reply's payload goes, replyBytes of it. */
  reply: usize;
  deadline_us: i64;
}

export const REQUESTS_MAX: i32 = 4;

// @ts-ignore: decorator
@lazy const QUEUE = memory.data(REQUESTS_MAX * 4, 8);
let queued: i32 = 0;

export function forgetRequests(): void {
  queued = 0;
}

function requestAt(place: i32): usize {
  return <usize>load<u32>(QUEUE + (place << 2));
}

/**
 * Makes a request that nobody waits for, whose payload begins with a byte and has zeros behind it. Returns where the payload
 * stands; it wants a deadline before it is queued.
 */
export function composeFollowed(
  r: LinkRequest, message: i32, requestBytes: i32, replyBytes: i32, echoBytes: u8, reply: usize, first: i32,
): usize {
  r.message = <u8>message;
  r.requestBytes = <u8>requestBytes;
  r.replyBytes = <u8>replyBytes;
  r.echo = 0;
  r.echoBytes = echoBytes;
  r.reply = reply;
  r.priority = Priority.FOLLOWED;
  const payload = changetype<usize>(r) + offsetof<LinkRequest>('request_0');
  memory.fill(payload, 0, requestBytes);
  store<u8>(payload, <u8>first);
  return payload;
}

/** Writes a number byte by byte: a payload stands at no even address. */
export function putPayload(at: usize, number: u64, bytes: i32): void {
  for (let i: i32 = 0; i < bytes; i++) store<u8>(at + i, <u8>(number >> <u64>(8 * i)));
}

/** Queues a request; returns OK, or BUSY when the queue is full or it is queued already. */
export function demand(request: LinkRequest): Status {
  if (queued == REQUESTS_MAX || request.state == Demand.QUEUED) return Status.BUSY;
  store<u32>(QUEUE + (queued << 2), <u32>changetype<usize>(request));
  request.state = Demand.QUEUED;
  queued++;
  return Status.OK;
}

function leaveQueue(place: i32, state: u8): void {
  changetype<LinkRequest>(requestAt(place)).state = state;
  queued--;
  for (let i = place; i < queued; i++) store<u32>(QUEUE + (i << 2), <u32>requestAt(i + 1));
}

function dropOverdue(now_us: i64): void {
  for (let i = queued - 1; i >= 0; i--) {
    if (changetype<LinkRequest>(requestAt(i)).deadline_us <= now_us) leaveQueue(i, Demand.FAILED);
  }
}

/** The most urgent request, of equals the one that was queued first; 0 for none. */
export function mostUrgent(now_us: i64): usize {
  dropOverdue(now_us);
  let found: usize = 0;
  for (let i = queued - 1; i >= 0; i--) {
    const request = requestAt(i);
    if (!found || changetype<LinkRequest>(request).priority <= changetype<LinkRequest>(found).priority) found = request;
  }
  return found;
}

function end(request: usize, state: u8): void {
  for (let i: i32 = 0; i < queued; i++) {
    if (requestAt(i) == request) return leaveQueue(i, state);
  }
}

export function requestAnswered(request: usize, payload: usize): void {
  const r = changetype<LinkRequest>(request);
  memory.copy(r.reply, payload, r.replyBytes);
  end(request, Demand.ANSWERED);
}

export function requestFailed(request: usize): void {
  end(request, Demand.FAILED);
}
