// One exchange on the link: numbers, repeats, time limits, and what never reaches the mirror.
import { encodeFrame, frameLength, framePayload } from '../../../../shared-protocol/assembly/framing';
import {
  FRAME_ERROR, FRAME_REPLY, FRAME_REQUEST, MESSAGE_READ_HARMONICS, MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_REGISTERS,
  MESSAGE_READ_STATUS, MOMENT_OPEN, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { resetHost, requestCount, requestReplyLength, setLinkStatus } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { LATCH_BYTES, LATCH_MESSAGE, ROUND_SLOTS } from '../../../../shared-protocol/generated/assembly/mirror';
import { linkFailures, linkRepeats, linkReplies } from '../exchange';
import { linkReplied, linkTick, resetLink } from '../master';
import { frontBank, mirrored, resetMirror } from '../mirror';
import { slotBytes } from '../slots';
import {
  answeredTick, answerTo, isLatch, messageOfRequest, REPLY, scopeOfRequest, SCOPE_OFFSET, sequenceOfRequest,
  slotOfRequest,
} from '../../__tests__/testing';

const TICK: i64 = 10_000;

function reset(): void {
  resetHost();
  resetMirror();
  resetLink();
}

/** Goes on until the request with this index is out, all before it answered; returns the time. */
function upToRequest(index: i32): i64 {
  let now: i64 = TICK;
  while (requestCount() < index) now = answeredTick(now, 1, 7);
  linkTick(now);
  return now;
}

/** Goes on from a time until the round is over; returns the time. */
function toTheEnd(now: i64): i64 {
  for (let i = 0; i < 30; i++) now = answeredTick(now, 1, 7);
  return now;
}

/** Nothing was taken over, and the same record is asked for again with the next tick. */
function expectRefused(now: i64): void {
  const asked = requestCount() - 1;
  const replies = linkReplies;
  linkTick(now + TICK);
  expect(requestCount()).toBe(asked + 2);
  expect(messageOfRequest(asked + 1)).toBe(messageOfRequest(asked));
  expect(scopeOfRequest(asked + 1)).toBe(scopeOfRequest(asked));
  expect(linkReplies).toBe(replies);
}

describe('An exchange', () => {
  beforeEach(reset);

  test('asks for exactly the bytes of the reply frame', () => {
    upToRequest(ROUND_SLOTS);
    expect(requestReplyLength(0)).toBe(frameLength(LATCH_BYTES));
    for (let i = 1; i <= ROUND_SLOTS; i++) {
      expect(requestReplyLength(i)).toBe(frameLength(slotBytes(slotOfRequest(i))));
    }
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
    expect(isLatch(1)).toBe(true);
    expect(sequenceOfRequest(1)).toBe(2);
    expect(linkRepeats).toBe(1);
  });

  test('is given up after three attempts', () => {
    for (let i: i64 = 0; i < 4; i++) linkTick(TICK + i * 100_000);
    expect(requestCount()).toBe(4);
    expect(linkRepeats).toBe(2);
    expect(linkFailures).toBe(1);
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
    expect(linkReplies).toBe(0);
  });

  test('that the host would not start counts no attempt and is asked again at the next tick', () => {
    setLinkStatus(Status.BUSY);
    for (let i: i64 = 1; i < 10; i++) linkTick(i * TICK);
    expect(requestCount()).toBe(0);
    expect(linkRepeats).toBe(0);
    setLinkStatus(Status.OK);
    linkTick(10 * TICK);
    expect(isLatch(0)).toBe(true);
  });
});

/** Request 1 asks for the status, 2 to 5 for registers, 6 to 9 for quantities. */
describe('A reply', () => {
  beforeEach(reset);

  test('is taken byte by byte as it was sent', () => {
    const now = upToRequest(2);
    linkReplied(REPLY, answerTo(2, FRAME_REPLY, 0x5a), now);
    toTheEnd(now + TICK);
    expect(load<u8>(mirrored(frontBank(), 1) + 16)).toBe(0x5a);
    expect(load<u8>(mirrored(frontBank(), 1) + 79)).toBe(0x5a);
  });

  test('that nobody asked for changes nothing', () => {
    const now = upToRequest(1);
    linkReplied(REPLY, answerTo(1, FRAME_REPLY, 1), now);
    linkReplied(REPLY, answerTo(1, FRAME_REPLY, 2), now);
    toTheEnd(now + TICK);
    expect(load<u8>(mirrored(frontBank(), 0))).toBe(1);
    expect(linkRepeats).toBe(0);
  });

  test('with any bit turned round is no answer', () => {
    const length = frameLength(slotBytes(0));
    for (let bit = 0; bit < length * 8; bit++) {
      reset();
      const now = upToRequest(1);
      answerTo(1, FRAME_REPLY, 1);
      const at = REPLY + (bit >> 3);
      store<u8>(at, load<u8>(at) ^ <u8>(<i32>1 << (bit & 7)));
      linkReplied(REPLY, length, now);
      expectRefused(now);
    }
  });

  test('cut short anywhere is no answer', () => {
    const length = frameLength(slotBytes(0));
    for (let have = 0; have < length; have++) {
      reset();
      const now = upToRequest(1);
      answerTo(1, FRAME_REPLY, 1);
      linkReplied(REPLY, have, now);
      expectRefused(now);
    }
  });

  test('with the number of the request before is refused', () => {
    const now = upToRequest(2);
    const bytes = slotBytes(1);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(1), MESSAGE_READ_REGISTERS, bytes), now);
    expectRefused(now);
  });

  test('to another message is refused', () => {
    linkTick(TICK);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, 1, MESSAGE_READ_STATUS, LATCH_BYTES), TICK);
    expectRefused(TICK);
  });

  test('one byte shorter or longer than its record is refused', () => {
    linkTick(TICK);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, 1, <u8>LATCH_MESSAGE, LATCH_BYTES - 1), TICK);
    expectRefused(TICK);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, 2, <u8>LATCH_MESSAGE, LATCH_BYTES + 1), TICK);
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
    const frame = encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(3), MESSAGE_READ_REGISTERS, slotBytes(2));
    linkReplied(REPLY, frame, now);
    expectRefused(now);
  });

  test('with registers of another moment is refused', () => {
    const now = upToRequest(2);
    answerTo(2, FRAME_REPLY, 1);
    store<u8>(framePayload(REPLY) + SCOPE_OFFSET, <u8>MOMENT_OPEN, 1);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(2), MESSAGE_READ_REGISTERS, slotBytes(1)), now);
    expectRefused(now);
  });

  test('with another page or another input of the harmonics is refused', () => {
    // The first round has the identification in its turn, the second one the first input: latch, 14 records, pages.
    const now = upToRequest(16 + 15 + 1);
    const page = requestCount() - 1;
    expect(messageOfRequest(page)).toBe(MESSAGE_READ_HARMONICS);
    const bytes = slotBytes(slotOfRequest(page));
    answerTo(page, FRAME_REPLY, 1);
    store<u8>(framePayload(REPLY) + SCOPE_OFFSET, 1, 1);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(page), MESSAGE_READ_HARMONICS, bytes), now);
    expectRefused(now);
    answerTo(page + 1, FRAME_REPLY, 1);
    store<u8>(framePayload(REPLY) + SCOPE_OFFSET, 1);
    linkReplied(REPLY, encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(page + 1), MESSAGE_READ_HARMONICS, bytes), now + TICK);
    expectRefused(now + TICK);
  });

  test('with the quantities of another phase is refused', () => {
    const now = upToRequest(9);
    answerTo(9, FRAME_REPLY, 1);
    store<u8>(framePayload(REPLY) + SCOPE_OFFSET, 1);
    const frame = encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(9), MESSAGE_READ_INSTANTANEOUS, slotBytes(8));
    linkReplied(REPLY, frame, now);
    expectRefused(now);
  });
});
