// Requests on demand: the most urgent first, beside a round that no flood can hold up.
import { encodeFrame, framePayload } from '../../../../shared-protocol/assembly/framing';
import { FRAME_REPLY, MESSAGE_READ_EVENTS, MESSAGE_READ_REGISTERS, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { resetHost, requestByte, requestCount } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { linkReplied, linkTick, resetLink } from '../master';
import { age_us, frontBank, resetMirror } from '../mirror';
import { Demand, demand, LinkRequest, Priority, REQUESTS_MAX } from '../requests';
import { slotOf } from '../slots';
import { answerTo, isLatch, messageOfRequest, REPLY, sequenceOfRequest } from '../../__tests__/testing';

const TICK: i64 = 10_000;
const REPLY_BYTES: i32 = 12;
const FOREVER: i64 = i64.MAX_VALUE;
const POOL = memory.data(8 * 64, 8);
const ANSWERS = memory.data(8 * 16, 8);

let now: i64 = TICK;

function request(index: i32): LinkRequest {
  return changetype<LinkRequest>(POOL + index * 64);
}

/** Request index of a spec: for events from its own number on. */
function prepare(index: i32, priority: u8, deadline_us: i64): LinkRequest {
  const r = request(index);
  r.message = <u8>MESSAGE_READ_EVENTS;
  r.requestBytes = 4;
  r.replyBytes = <u8>REPLY_BYTES;
  r.echoBytes = 0;
  r.request_0 = <u8>index;
  r.reply = ANSWERS + index * 16;
  r.priority = priority;
  r.deadline_us = deadline_us;
  return r;
}

function isOnDemand(index: i32): bool {
  return messageOfRequest(index) == MESSAGE_READ_EVENTS;
}

/** One tick, whatever is asked for is answered. */
function answered(): void {
  const asked = requestCount();
  linkTick(now);
  if (requestCount() > asked && isOnDemand(asked)) {
    memory.fill(framePayload(REPLY), <u8>(0xe0 + requestByte(asked, 6)), REPLY_BYTES);
    const length = encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(asked), <u8>MESSAGE_READ_EVENTS, REPLY_BYTES);
    linkReplied(REPLY, length, now);
  } else if (requestCount() > asked) {
    linkReplied(REPLY, answerTo(asked, FRAME_REPLY, 1), now);
  }
  now += TICK;
}


describe('A request on demand', () => {
  beforeEach(() => {
    resetHost();
    resetMirror();
    resetLink();
    memory.fill(POOL, 0, 8 * 64);
    memory.fill(ANSWERS, 0, 8 * 16);
    now = TICK;
  });

  test('goes before the next step of the round, and its reply goes where it was wanted', () => {
    for (let i = 0; i < 5; i++) answered();
    expect(demand(prepare(3, Priority.FOLLOWED, FOREVER))).toBe(Status.OK);
    answered();
    expect(isOnDemand(5)).toBe(true);
    expect(requestByte(5, 6)).toBe(3);
    expect(request(3).state).toBe(Demand.ANSWERED);
    for (let i = 0; i < REPLY_BYTES; i++) expect(load<u8>(ANSWERS + 48 + i)).toBe(0xe3);
    expect(load<u8>(ANSWERS + 48 + REPLY_BYTES)).toBe(0);
    answered();
    expect(isOnDemand(6)).toBe(false);
  });

  test('goes by urgency, and equals in the order they were queued', () => {
    demand(prepare(0, Priority.FOLLOWED, FOREVER));
    demand(prepare(1, Priority.ASKED, FOREVER));
    demand(prepare(2, Priority.FOLLOWED, FOREVER));
    demand(prepare(3, Priority.ASKED, FOREVER));
    for (let i = 0; i < 8; i++) answered();
    const order = [1, 3, 0, 2];
    for (let i = 0, next = 0; i < 8; i++) if (isOnDemand(i)) expect(requestByte(i, 6)).toBe(order[next++]);
    for (let i = 0; i < 4; i++) expect(request(i).state).toBe(Demand.ANSWERED);
  });

  test('is refused when the queue is full, or while it is queued', () => {
    for (let i = 0; i < REQUESTS_MAX; i++) expect(demand(prepare(i, 0, FOREVER))).toBe(Status.OK);
    expect(demand(prepare(7, 0, FOREVER))).toBe(Status.BUSY);
    answered();
    expect(demand(prepare(7, 0, FOREVER))).toBe(Status.OK);
    expect(demand(request(1))).toBe(Status.BUSY);
  });

  test('fails when its time is over before its turn came', () => {
    demand(prepare(0, 0, now + TICK));
    demand(prepare(1, 1, now + TICK));
    answered();
    expect(request(0).state).toBe(Demand.ANSWERED);
    answered();
    answered();
    expect(request(1).state).toBe(Demand.FAILED);
  });

  test('fails after three attempts, and the round goes on', () => {
    demand(prepare(0, 0, FOREVER));
    for (let i = 0; i < 3; i++, now += TICK) {
      linkTick(now);
      linkReplied(REPLY, Status.TIMEOUT, now);
    }
    answered();
    expect(request(0).state).toBe(Demand.FAILED);
    expect(isLatch(3)).toBe(true);
  });

  test('cannot hold a round up by more than one exchange between two of its own', () => {
    const registers = slotOf(MESSAGE_READ_REGISTERS, 0);
    for (const end = 30 * 100 * TICK; now < end; ) {
      for (let i = 0; i < 8; i++) demand(again(i));
      answered();
      if (now > 2_000_000) expect(age_us(frontBank(), registers, now)).toBeLessThan(1_500_000);
    }
    let onDemand = 0;
    for (let i = 0; i < requestCount(); i++) if (isOnDemand(i)) onDemand++;
    expect(onDemand).toBeGreaterThan(requestCount() / 2);
  });
});

/** A request that is asked for as soon as it may be. */
function again(index: i32): LinkRequest {
  return request(index).state == Demand.QUEUED ? request(index) : prepare(index, Priority.ASKED, FOREVER);
}
