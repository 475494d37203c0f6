// The metering core's events in the logs: each once, in its log, with its codes and its time, wherever the supply is cut meanwhile.
import { framWritten, requestCount, resetHost, setCutAfter } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import {
  CODE_CLOCK_NEW, CODE_CLOCK_OLD, CODE_COVER_OFF, CODE_COVER_ON, CODE_DIP, CODE_EVENTS_PASSED_OVER, CODE_LOG_CLEARED, CODE_NEUTRAL_FAULT,
  CODE_POWER_DOWN, CODE_POWER_UP, CODE_WATCHDOG, LOG_FRAUD, LOG_POWER_QUALITY, LOG_STANDARD,
} from '../../../../shared-protocol/generated/assembly/event-logs';
import { EVENT_ENTRY_BYTES, EVENT_STATE_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  CLOCK_SOURCE_COMMAND, EVENT_CLOCK_SET, EVENT_DIP, EVENT_FAULT, EVENT_MAIN_COVER_OPEN, EVENT_NEUTRAL_MISMATCH, EVENT_POWER_OFF, EVENT_RESET,
  LOG_ENTRY_DOUBTFUL, MESSAGE_READ_EVENTS, RESET_FAULT, RESET_POWER_ON, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { followEvents, resetEvents } from '../../link/events';
import { linkReplied, linkTick, resetLink } from '../../link/master';
import { resetMirror } from '../../link/mirror';
import { entryAt, newestOf, resetLogs } from '../../logs/log';
import { loadBooks } from '../../registers/books';
import { answer, begin as beginLog, CLOCK_s, happens, inLog, oldestIs, RATE_Hz, startsAre, tellStatus } from '../../registers/__tests__/event-log';
import { messageOfRequest, REPLY } from '../../__tests__/testing';
import { meteringEventsTick, resetMeteringEvents } from '../metering-events';

const TICK: i64 = 10_000;
let now: i64 = TICK;

/** Management starts anew; what the metering core tells, it tells again. */
function restart(): void {
  resetMirror();
  resetLink();
  loadBooks();
  resetEvents();
  resetLogs();
  resetMeteringEvents();
  now = TICK;
}

function begin(): void {
  resetHost();
  beginLog();
  restart();
}

function follow(ticks: i32 = 900): void {
  tellStatus();
  for (let i = 0; i < ticks; i++, now += TICK) {
    const index = requestCount();
    followEvents(now);
    meteringEventsTick(now);
    linkTick(now);
    if (requestCount() == index) continue;
    const isAsked = messageOfRequest(index) == MESSAGE_READ_EVENTS;
    linkReplied(REPLY, isAsked ? answer(index) : <i32>Status.TIMEOUT, now);
  }
}

/** Codes of a log from its first entry on. */
function codes(log: i32): string {
  let text = '';
  for (let n: u32 = 1; n <= newestOf(log); n++) {
    const found = entryAt(log, n);
    text += found == null ? 'lost ' : found.code.toString() + ' ';
  }
  return text;
}

function expected1(a: i32): string {
  return CODE_LOG_CLEARED.toString() + ' ' + a.toString() + ' ';
}

function expected2(a: i32, b: i32): string {
  return expected1(a) + b.toString() + ' ';
}

function expected3(a: i32, b: i32, c: i32): string {
  return expected2(a, b) + c.toString() + ' ';
}

function started(cause: i32): void {
  const n = happens(EVENT_RESET, 0, 0, cause);
  inLog(n).start = 0;
}

describe("An event of the metering core", () => {
  beforeEach(begin);

  test('is logged once, and its end when it is told', () => {
    started(RESET_POWER_ON);
    const open = happens(EVENT_MAIN_COVER_OPEN, 0, -1);
    follow();
    expect(codes(LOG_STANDARD)).toBe(expected1(CODE_POWER_UP));
    expect(codes(LOG_FRAUD)).toBe(expected1(CODE_COVER_OFF));
    follow();
    expect(codes(LOG_FRAUD)).toBe(expected1(CODE_COVER_OFF));
    inLog(open).end = inLog(open).start + 10 * RATE_Hz;
    follow();
    expect(codes(LOG_FRAUD)).toBe(expected2(CODE_COVER_OFF, CODE_COVER_ON));
    expect(entryAt(LOG_FRAUD, 3)!.source).toBe(open);
  });

  test('that sets the clock is two entries, with the times before and after', () => {
    const n = happens(EVENT_CLOCK_SET, CLOCK_SOURCE_COMMAND, 0, -100);
    inLog(n).limit = <i32>CLOCK_s - 7;
    follow();
    expect(codes(LOG_STANDARD)).toBe(expected2(CODE_CLOCK_OLD, CODE_CLOCK_NEW));
    expect(entryAt(LOG_STANDARD, 2)!.time_s).toBe(<u32>CLOCK_s - 7 + 100);
    expect(entryAt(LOG_STANDARD, 3)!.time_s).toBe(<u32>CLOCK_s - 7);
  });

  test('of a start behind a time without supply tells when that began and when it ended', () => {
    started(RESET_POWER_ON);
    happens(EVENT_POWER_OFF, 0, 0, 300);
    follow();
    expect(codes(LOG_STANDARD)).toBe(expected2(CODE_POWER_DOWN, CODE_POWER_UP));
    expect(entryAt(LOG_STANDARD, 3)!.time_s - entryAt(LOG_STANDARD, 2)!.time_s).toBe(300);
    expect(entryAt(LOG_STANDARD, 2)!.flags & <u8>LOG_ENTRY_DOUBTFUL).toBe(0);
  });

  test('of a start behind a fault tells no supply that came', () => {
    started(RESET_FAULT);
    happens(EVENT_FAULT, 0, 0);
    follow();
    expect(codes(LOG_STANDARD)).toBe(expected1(CODE_WATCHDOG));
  });

  test('that goes on behind a start is neither ended nor begun again', () => {
    started(RESET_POWER_ON);
    const first = happens(EVENT_NEUTRAL_MISMATCH, 0, -1);
    follow();
    inLog(first).end = inLog(first).start + 1;
    startsAre(2);
    started(RESET_POWER_ON);
    happens(EVENT_NEUTRAL_MISMATCH, 0, -1);
    restart();
    follow();
    expect(codes(LOG_FRAUD)).toBe(expected1(CODE_NEUTRAL_FAULT));
  });

  test('that left the log before it was read is told by its number', () => {
    happens(EVENT_DIP, 1, 0);
    follow();
    for (let n = 0; n < 30; n++) happens(EVENT_DIP, 1, 0);
    oldestIs(21);
    restart();
    follow();
    expect(codes(LOG_STANDARD)).toBe(expected1(CODE_EVENTS_PASSED_OVER));
    expect(entryAt(LOG_STANDARD, 2)!.value).toBe(19);
    expect(newestOf(LOG_POWER_QUALITY)).toBe(2 + 11);
  });
});

describe('A cut of the supply', () => {
  test('at any byte leaves no event of the metering core out, and logs none twice', () => {
    let cuts = 0;
    const steps = 4 * (EVENT_STATE_BYTES + EVENT_ENTRY_BYTES);
    for (let cut = 0; cut <= steps; cut++) {
      begin();
      started(RESET_POWER_ON);
      happens(EVENT_DIP, 1, 0);
      follow(200);
      const written = framWritten();
      setCutAfter(cut);
      for (let n = 0; n < 4; n++) happens(EVENT_DIP, 1 + (n & 1), 0);
      happens(EVENT_MAIN_COVER_OPEN, 0, 2);
      const n = happens(EVENT_CLOCK_SET, CLOCK_SOURCE_COMMAND, 0, 5);
      inLog(n).limit = <i32>CLOCK_s;
      follow(200);
      setCutAfter(-1);
      if (framWritten() > written) cuts++;
      restart();
      follow(400);
      expect(newestOf(LOG_POWER_QUALITY)).toBe(1 + 5);
      for (let k: u32 = 2; k <= 6; k++) expect(<i32>entryAt(LOG_POWER_QUALITY, k)!.code).toBe(CODE_DIP);
      expect(codes(LOG_FRAUD)).toBe(expected2(CODE_COVER_OFF, CODE_COVER_ON));
      expect(codes(LOG_STANDARD)).toBe(expected3(CODE_POWER_UP, CODE_CLOCK_OLD, CODE_CLOCK_NEW));
    }
    expect(cuts).toBeGreaterThan(100);
  });
});
