// The management side of the link: order, numbers, repeats, time limits, and what never reaches the mirror.
import { encodeFrame, frameLength, framePayload } from '../../../../shared-protocol/assembly/framing';
import {
  FRAME_ERROR, FRAME_REPLY, FRAME_REQUEST, MESSAGE_IDENTIFY, MESSAGE_READ_HARMONICS, MESSAGE_READ_INSTANTANEOUS,
  MESSAGE_READ_NETWORK, MESSAGE_READ_POWER_QUALITY, MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS, MOMENT_CLOSED,
  MOMENT_OPEN, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { benchReset, requestByte, requestCount, requestReplyLength, setLinkStatus } from '../../../../shared-protocol/assembly/__tests__/bench';
import { linkFailures, linkRepeats, linkReplied, linkReplies, linkTick, resetLinkMaster } from '../master';
import { SLOTS } from '../../../../shared-protocol/generated/assembly/mirror';
import { isMirrored, mirrored, resetMirror, slotBytes } from '../mirror';
import {
  answerTo, messageOfRequest, REPLY, scopeOfRequest, SCOPE_OFFSET, sequenceOfRequest, slotOfRequest,
} from '../../__tests__/testing';

const SCOPES: i32 = 4;
/** Fifteen records each second, and three of the twenty-one pages of harmonics. */
const ROUND: i32 = 18;
const FIRST_PAGE: i32 = 15;
/** 21 pages of harmonics and the aggregates of four scopes. */
const TURNS: i32 = 25;
const TICK: i64 = 10_000;

function reset(): void {
  benchReset();
  resetMirror();
  resetLinkMaster();
}

/** Ticks once and answers the request that went out; returns the time of the next tick. */
function answeredTick(now: i64): i64 {
  const before = requestCount();
  linkTick(now);
  if (requestCount() > before) linkReplied(REPLY, answerTo(before, FRAME_REPLY, 1), now + 2_000);
  return now + TICK;
}

/** Goes on until the request with this index is out, all before it answered; returns the time. */
function upToRequest(index: i32): i64 {
  let now: i64 = TICK;
  while (requestCount() < index) now = answeredTick(now);
  linkTick(now);
  return now;
}

/** Nothing was taken over, and the same record is asked for again with the next tick. */
function expectRefused(now: i64): void {
  const asked = requestCount() - 1;
  const replies = linkReplies;
  const slot = slotOfRequest(asked);
  expect(isMirrored(slot)).toBe(false);
  linkTick(now + TICK);
  expect(requestCount()).toBe(asked + 2);
  expect(messageOfRequest(asked + 1)).toBe(messageOfRequest(asked));
  expect(scopeOfRequest(asked + 1)).toBe(scopeOfRequest(asked));
  expect(linkReplies).toBe(replies);
}

describe('A round on the link', () => {
  beforeEach(reset);

  test('asks for identification, status, registers, quantities of each scope, network and one input, in this order', () => {
    upToRequest(ROUND - 1);
    expect(messageOfRequest(0)).toBe(MESSAGE_IDENTIFY);
    expect(messageOfRequest(1)).toBe(MESSAGE_READ_STATUS);
    for (let scope = 0; scope < SCOPES; scope++) {
      expect(messageOfRequest(2 + scope)).toBe(MESSAGE_READ_REGISTERS);
      expect(scopeOfRequest(2 + scope)).toBe(scope);
      expect(requestByte(2 + scope, 7)).toBe(MOMENT_CLOSED);
      expect(messageOfRequest(6 + scope)).toBe(MESSAGE_READ_INSTANTANEOUS);
      expect(scopeOfRequest(6 + scope)).toBe(scope);
      expect(messageOfRequest(10 + scope)).toBe(MESSAGE_READ_POWER_QUALITY);
      expect(scopeOfRequest(10 + scope)).toBe(scope);
    }
    expect(messageOfRequest(14)).toBe(MESSAGE_READ_NETWORK);
    for (let page = 0; page < 3; page++) {
      expect(messageOfRequest(15 + page)).toBe(MESSAGE_READ_HARMONICS);
      expect(requestByte(15 + page, 6)).toBe(0);
      expect(requestByte(15 + page, 7)).toBe(1 + 24 * page);
    }
  });

  test('asks for three more in turn in each second, pages of harmonics and then aggregates, and comes round again', () => {
    upToRequest(9 * ROUND);
    for (let round = 0; round < 9; round++) {
      for (let page = 0; page < 3; page++) {
        const slot = FIRST_PAGE + ((3 * round + page) % TURNS);
        expect(slotOfRequest(round * ROUND + FIRST_PAGE + page)).toBe(slot);
      }
    }
  });

  test('asks for exactly the bytes of the reply frame', () => {
    upToRequest(ROUND - 1);
    for (let i = 0; i < ROUND; i++) {
      expect(requestReplyLength(i)).toBe(frameLength(slotBytes(slotOfRequest(i))));
    }
  });

  test('mirrors its eighteen records', () => {
    const now = upToRequest(ROUND - 1);
    linkReplied(REPLY, answerTo(ROUND - 1, FRAME_REPLY, 1), now);
    for (let slot = 0; slot < SLOTS; slot++) expect(isMirrored(slot)).toBe(slot < ROUND);
    expect(linkReplies).toBe(18);
    expect(linkRepeats).toBe(0);
  });

  test('after round mirrors every record within nine seconds', () => {
    for (let now: i64 = TICK; now < 9_000_000; ) now = answeredTick(now);
    for (let slot = 0; slot < SLOTS; slot++) expect(isMirrored(slot)).toBe(true);
  });

  test('begins once a second, not sooner', () => {
    let now = upToRequest(ROUND - 1);
    now = answeredTick(now);
    linkReplied(REPLY, answerTo(ROUND - 1, FRAME_REPLY, 1), now);
    linkTick(999_999);
    expect(requestCount()).toBe(ROUND);
    linkTick(1_000_000);
    expect(requestCount()).toBe(ROUND + 1);
    expect(messageOfRequest(ROUND)).toBe(MESSAGE_IDENTIFY);
  });

  test('has eighteen exchanges in each of five seconds', () => {
    for (let now: i64 = TICK; now < 5_000_000; ) now = answeredTick(now);
    expect(requestCount()).toBe(5 * ROUND);
  });

  test('gives each request the number after the last one, modulo 256', () => {
    upToRequest(300);
    for (let i = 0; i < 300; i++) expect(sequenceOfRequest(i)).toBe((i + 1) & 0xff);
  });
});

describe('A request without an answer', () => {
  beforeEach(reset);

  test('is waited for 100 ms, then repeated under a new number', () => {
    linkTick(TICK);
    linkTick(TICK + 99_999);
    expect(requestCount()).toBe(1);
    linkTick(TICK + 100_000);
    expect(requestCount()).toBe(2);
    expect(messageOfRequest(1)).toBe(MESSAGE_IDENTIFY);
    expect(sequenceOfRequest(1)).toBe(2);
    expect(linkRepeats).toBe(1);
  });

  test('is given up after three attempts, and the next record is asked for', () => {
    for (let i: i64 = 0; i < 4; i++) linkTick(TICK + i * 100_000);
    expect(requestCount()).toBe(4);
    expect(messageOfRequest(2)).toBe(MESSAGE_IDENTIFY);
    expect(messageOfRequest(3)).toBe(MESSAGE_READ_STATUS);
    expect(linkRepeats).toBe(2);
    expect(linkFailures).toBe(1);
    expect(isMirrored(0)).toBe(false);
  });

  test('that times out on the wire is repeated at the next tick already', () => {
    linkTick(TICK);
    linkReplied(REPLY, Status.TIMEOUT, TICK + 20_000);
    expectRefused(TICK + 20_000);
  });

  test('is answered too late for anybody once it was given up', () => {
    linkTick(TICK);
    const late = answerTo(0, FRAME_REPLY, 1);
    linkTick(TICK + 100_000);
    linkReplied(REPLY, late, TICK + 101_000);
    expect(isMirrored(0)).toBe(false);
    expect(linkReplies).toBe(0);
  });

  test('that the host would not start counts no attempt and is asked again at the next tick', () => {
    setLinkStatus(Status.BUSY);
    for (let i: i64 = 1; i < 10; i++) linkTick(i * TICK);
    expect(requestCount()).toBe(0);
    expect(linkRepeats).toBe(0);
    setLinkStatus(Status.OK);
    linkTick(10 * TICK);
    expect(messageOfRequest(0)).toBe(MESSAGE_IDENTIFY);
  });
});

describe('A reply', () => {
  beforeEach(reset);

  test('is taken byte by byte as it was sent', () => {
    const now = upToRequest(2);
    linkReplied(REPLY, answerTo(2, FRAME_REPLY, 0x5a), now);
    expect(load<u8>(mirrored(2) + 16)).toBe(0x5a);
    expect(load<u8>(mirrored(2) + 79)).toBe(0x5a);
  });

  test('that nobody asked for changes nothing', () => {
    linkTick(TICK);
    linkReplied(REPLY, answerTo(0, FRAME_REPLY, 1), TICK);
    linkReplied(REPLY, answerTo(0, FRAME_REPLY, 2), TICK);
    expect(load<u8>(mirrored(0))).toBe(1);
    expect(linkReplies).toBe(1);
    expect(linkRepeats).toBe(0);
  });

  test('with any bit turned round never reaches the mirror', () => {
    const length = frameLength(slotBytes(0));
    for (let bit = 0; bit < length * 8; bit++) {
      reset();
      linkTick(TICK);
      answerTo(0, FRAME_REPLY, 1);
      const at = REPLY + (bit >> 3);
      store<u8>(at, load<u8>(at) ^ <u8>(<i32>1 << (bit & 7)));
      linkReplied(REPLY, length, TICK);
      expect(isMirrored(0)).toBe(false);
    }
  });

  test('cut short anywhere never reaches the mirror', () => {
    const length = frameLength(slotBytes(0));
    for (let have = 0; have < length; have++) {
      reset();
      linkTick(TICK);
      answerTo(0, FRAME_REPLY, 1);
      linkReplied(REPLY, have, TICK);
      expect(isMirrored(0)).toBe(false);
    }
  });

  test('with the number of the request before is refused', () => {
    const now = upToRequest(1);
    const bytes = slotBytes(1);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(0), MESSAGE_READ_STATUS, bytes), now);
    expectRefused(now);
  });

  test('to another message is refused', () => {
    linkTick(TICK);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, 1, MESSAGE_READ_STATUS, slotBytes(0)), TICK);
    expectRefused(TICK);
  });

  test('one byte shorter or longer than its record is refused', () => {
    linkTick(TICK);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, 1, MESSAGE_IDENTIFY, slotBytes(0) - 1), TICK);
    expectRefused(TICK);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, 2, MESSAGE_IDENTIFY, slotBytes(0) + 1), TICK);
    expectRefused(2 * TICK);
  });

  test('that is a request or an error is refused', () => {
    linkTick(TICK);
    linkReplied(REPLY, answerTo(0, FRAME_REQUEST, 1), TICK);
    expectRefused(TICK);
    linkReplied(REPLY, answerTo(1, FRAME_ERROR, 1), TICK);
    expectRefused(2 * TICK);
  });

  test('with the registers of another phase is refused', () => {
    const now = upToRequest(3);
    answerTo(3, FRAME_REPLY, 1);
    store<u8>(framePayload(REPLY) + SCOPE_OFFSET, 2);
    const frame = encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(3), MESSAGE_READ_REGISTERS, slotBytes(3));
    linkReplied(REPLY, frame, now);
    expectRefused(now);
  });

  test('with registers of another moment is refused', () => {
    const now = upToRequest(2);
    answerTo(2, FRAME_REPLY, 1);
    store<u8>(framePayload(REPLY) + SCOPE_OFFSET, <u8>MOMENT_OPEN, 1);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(2), MESSAGE_READ_REGISTERS, slotBytes(2)), now);
    expectRefused(now);
  });

  test('with another page or another input of the harmonics is refused', () => {
    const now = upToRequest(16);
    const bytes = slotBytes(slotOfRequest(16));
    answerTo(16, FRAME_REPLY, 1);
    store<u8>(framePayload(REPLY) + SCOPE_OFFSET, 1, 1);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(16), MESSAGE_READ_HARMONICS, bytes), now);
    expectRefused(now);
    answerTo(17, FRAME_REPLY, 1);
    store<u8>(framePayload(REPLY) + SCOPE_OFFSET, 1);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(17), MESSAGE_READ_HARMONICS, bytes), now + TICK);
    expectRefused(now + TICK);
  });

  test('with the quantities of another phase is refused', () => {
    const now = upToRequest(9);
    answerTo(9, FRAME_REPLY, 1);
    store<u8>(framePayload(REPLY) + SCOPE_OFFSET, 1);
    const frame = encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(9), MESSAGE_READ_INSTANTANEOUS, slotBytes(9));
    linkReplied(REPLY, frame, now);
    expectRefused(now);
  });
});
