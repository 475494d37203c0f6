// A round of the link: the latch, records of one moment, one turn, and when the mirror flips.
import {
  FRAME_REPLY, INPUTS, MESSAGE_IDENTIFY, MESSAGE_READ_AGGREGATE, MESSAGE_READ_HARMONIC_POWERS, MESSAGE_READ_HARMONICS,
  MESSAGE_READ_INSTANTANEOUS,
  MESSAGE_READ_NETWORK, MESSAGE_READ_POWER_QUALITY, MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS, MOMENT_CLOSED, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { resetHost, requestByte, requestCount } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { ROUND_SLOTS, SLOTS, TURNS } from '../../../../shared-protocol/generated/assembly/mirror';
import { linkRepeats, linkReplies } from '../exchange';
import { linkReplied, linkTick, resetLink } from '../master';
import { age_us, frontBank, isMirrored, mirrored, resetMirror } from '../mirror';
import { firstOfTurn, slotOf } from '../slots';
import { answeredTick, answerOfMoment, isLatch, messageOfRequest, REPLY, scopeOfRequest } from '../../__tests__/testing';

const SCOPES: i32 = 4;
const TICK: i64 = 10_000;
const ROUND_us: i64 = 1_000_000;

/** Time of the next tick of a spec. */
let now: i64 = TICK;

function reset(): void {
  resetHost();
  resetMirror();
  resetLink();
  now = TICK;
}

function answer(count: i32, fill: u8, moment: u64): void {
  for (let end = requestCount() + count; requestCount() < end; ) now = answeredTick(now, fill, moment);
}

/** The host gives up on the exchange of as many ticks. */
function lose(ticks: i32): void {
  for (let i = 0; i < ticks; i++, now += TICK) {
    linkTick(now);
    linkReplied(REPLY, Status.TIMEOUT, now);
  }
}

/** Goes on to the end of this second. */
function restOfSecond(fill: u8, moment: u64): void {
  for (const end = (now / ROUND_us + 1) * ROUND_us; now < end; ) now = answeredTick(now, fill, moment);
}

/** What the registers of the total are full of; 0 for nothing yet. */
function shown(): u8 {
  return load<u8>(mirrored(frontBank(), slotOf(MESSAGE_READ_REGISTERS, 0)) + 16);
}

function shownPage(input: i32, page: i32): u8 {
  return load<u8>(mirrored(frontBank(), slotOf(MESSAGE_READ_HARMONICS, input) + page) + 24);
}

describe('A round on the link', () => {
  beforeEach(reset);

  test('begins with a latch, then asks for status, registers, quantities of each scope, network, and one turn', () => {
    answer(1 + ROUND_SLOTS + 1, 1, 7);
    expect(isLatch(0)).toBe(true);
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
    expect(messageOfRequest(15)).toBe(MESSAGE_IDENTIFY);
  });

  test('has one turn after the other: identification, the pages of each input and each phase, the aggregates', () => {
    for (let round = 0; round < 2 * TURNS; round++) {
      answer(1 + ROUND_SLOTS, 1, 7);
      const turn = round % TURNS;
      const records = turn == 0 ? 1 : turn < TURNS - 1 ? 3 : SCOPES;
      const spectrum = turn <= INPUTS ? MESSAGE_READ_HARMONICS : MESSAGE_READ_HARMONIC_POWERS;
      const message = turn == 0 ? MESSAGE_IDENTIFY : turn < TURNS - 1 ? spectrum : MESSAGE_READ_AGGREGATE;
      const first = requestCount();
      restOfSecond(1, 7);
      expect(requestCount()).toBe(first + records);
      for (let i = 0; i < records; i++) {
        expect(messageOfRequest(first + i)).toBe(message);
        if (records == 3) expect(requestByte(first + i, 6)).toBe(turn <= INPUTS ? turn - 1 : turn - INPUTS);
        if (records == 3) expect(requestByte(first + i, 7)).toBe(1 + 24 * i);
      }
    }
  });

  test('shows nothing before its last record, and then all of them with the age of the latch', () => {
    answer(1 + ROUND_SLOTS, 1, 7);
    for (let slot = 0; slot < SLOTS; slot++) expect(isMirrored(frontBank(), slot)).toBe(false);
    answer(1, 1, 7);
    for (let slot = 0; slot < SLOTS; slot++) expect(isMirrored(frontBank(), slot)).toBe(slot <= ROUND_SLOTS);
    for (let slot = 0; slot < ROUND_SLOTS; slot++) expect(age_us(frontBank(), slot, TICK + 2_000)).toBe(0);
    expect(linkReplies).toBe(1 + ROUND_SLOTS + 1);
    expect(linkRepeats).toBe(0);
  });

  test('after round mirrors every record within as many seconds as there are turns', () => {
    for (let turn = 0; turn < TURNS; turn++) restOfSecond(1, 7);
    for (let slot = 0; slot < SLOTS; slot++) expect(isMirrored(frontBank(), slot)).toBe(true);
  });

  test('begins once a second, not sooner', () => {
    restOfSecond(1, 7);
    const first = requestCount();
    linkTick(TICK + ROUND_us - 1);
    expect(requestCount()).toBe(first);
    linkTick(TICK + ROUND_us);
    expect(requestCount()).toBe(first + 1);
    expect(isLatch(first)).toBe(true);
  });

  test('keeps the registers younger than a second and a quarter when nothing is disturbed', () => {
    restOfSecond(1, 7);
    const registers = slotOf(MESSAGE_READ_REGISTERS, 0);
    for (const end = now + 20 * ROUND_us; now < end; ) {
      now = answeredTick(now, 1, 7);
      expect(age_us(frontBank(), registers, now)).toBeLessThan(1_250_000);
    }
  });
});

describe('A round that is disturbed', () => {
  beforeEach(reset);

  test('shows nothing of itself, and begins anew at once with another latch', () => {
    restOfSecond(1, 7);
    answer(5, 2, 8);
    const age = age_us(frontBank(), 1, now);
    lose(3);
    expect(shown()).toBe(1);
    expect(age_us(frontBank(), 1, now)).toBe(age + 3 * TICK);
    const again = requestCount();
    answer(1, 3, 9);
    expect(isLatch(again)).toBe(true);
    restOfSecond(3, 9);
    expect(shown()).toBe(3);
  });

  test('goes on when a repeat is answered', () => {
    restOfSecond(1, 7);
    answer(5, 2, 8);
    lose(2);
    restOfSecond(2, 8);
    expect(shown()).toBe(2);
  });

  test('is asked for again and again while the link is dead, and the age grows', () => {
    restOfSecond(1, 7);
    const asked = requestCount();
    lose(300);
    expect(requestCount()).toBeGreaterThan(asked + 200);
    expect(shown()).toBe(1);
    expect(age_us(frontBank(), 1, now)).toBeGreaterThan(3_000_000);
  });

  test('is given up when a record says another moment: the metering core has started anew', () => {
    restOfSecond(1, 7);
    answer(5, 2, 8);
    answer(1, 2, 9);
    const next = requestCount();
    answer(1, 3, 10);
    expect(isLatch(next)).toBe(true);
    restOfSecond(3, 10);
    expect(shown()).toBe(3);
  });

  test('shows its records also when those of its turn do not come, which stay as they were', () => {
    for (let turn = 0; turn < TURNS; turn++) restOfSecond(1, 7);
    restOfSecond(1, 7);
    answer(1 + ROUND_SLOTS + 1, 2, 8);
    lose(3);
    linkTick(now);
    expect(shown()).toBe(2);
    expect(shownPage(0, 0)).toBe(1);
    expect(shownPage(0, 1)).toBe(1);
  });
});

describe('The pages of a spectrum', () => {
  beforeEach(reset);

  test('are shown only when they are of one measurement', () => {
    for (let turn = 0; turn <= TURNS; turn++) restOfSecond(1, 7);
    answer(1 + ROUND_SLOTS, 2, 8);
    const first = requestCount();
    answer(1, 2, 8);
    answer(1, 2, 9);
    expect(requestByte(first, 6)).toBe(0);
    expect(shown()).toBe(2);
    for (let page = 0; page < 3; page++) expect(shownPage(0, page)).toBe(1);
    restOfSecond(2, 9);
    for (let turn = 0; turn < TURNS; turn++) restOfSecond(3, 10);
    for (let page = 0; page < 3; page++) expect(shownPage(0, page)).toBe(3);
  });

  test('may be of another moment than the round, and of one that does not change', () => {
    restOfSecond(1, 7);
    answer(1 + ROUND_SLOTS, 2, 8);
    for (let i = 0; i < 3; i++, now += TICK) {
      const asked = requestCount();
      linkTick(now);
      linkReplied(REPLY, answerOfMoment(asked, FRAME_REPLY, 2, 3), now);
    }
    expect(shownPage(0, 2)).toBe(2);
    expect(isMirrored(frontBank(), firstOfTurn(2))).toBe(true);
  });
});
