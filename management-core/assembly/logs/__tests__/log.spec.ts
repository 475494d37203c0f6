// The event logs: rings go round, a log that may lose nothing refuses and counts, and what was put is kept as a whole or not at all.
import { setCutAfter, resetHost, setStorageFails, framWritten } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import {
  CODE_CLOCK_NEW, CODE_CLOCK_OLD, CODE_LOG_CLEARED, CODE_MAGNET, CODE_MAGNET_GONE, CODE_WRITTEN, LOG_FRAUD, LOG_PARAMETERS, LOG_STANDARD, LOGS,
} from '../../../../shared-protocol/generated/assembly/event-logs';
import { EVENT_ENTRY_BYTES, EVENT_STATE_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { resetMirror } from '../../link/mirror';
import { loadBooks } from '../../registers/books';
import { entryAt, keepLogs, logOfCode, logSize, newestOf, oldestOf, refusedBy, resetLogs } from '../log';
import { beginEvents, logEvent, putClearing, putNow } from '../log-event';

function begin(): void {
  resetHost();
  restart();
}

function restart(): void {
  resetMirror();
  loadBooks();
  resetLogs();
}

function codeAt(log: i32, sequence: u32): i32 {
  const found = entryAt(log, sequence);
  return found == null ? -1 : <i32>found.code;
}

describe('An event log', () => {
  beforeEach(begin);

  test('begins with the entry that says so, every one of them', () => {
    expect(newestOf(LOG_FRAUD)).toBe(0);
    expect(logEvent(CODE_MAGNET)).toBe(Status.OK);
    for (let log = 0; log < LOGS; log++) expect(codeAt(log, 1)).toBe(CODE_LOG_CLEARED);
    expect(newestOf(LOG_STANDARD)).toBe(1);
    expect(newestOf(LOG_FRAUD)).toBe(2);
    expect(codeAt(LOG_FRAUD, 2)).toBe(CODE_MAGNET);
  });

  test('has a code that another one has not', () => {
    expect(logOfCode(CODE_MAGNET)).toBe(LOG_FRAUD);
    expect(logOfCode(CODE_CLOCK_OLD)).toBe(LOG_STANDARD);
    expect(logOfCode(0)).toBe(-1);
    expect(logOfCode(254)).toBe(-1);
    expect(logEvent(254)).toBe(Status.OK);
    expect(newestOf(LOG_FRAUD)).toBe(1);
  });

  test('captures what it is given', () => {
    logEvent(CODE_MAGNET, -7, 3);
    const found = entryAt(LOG_FRAUD, 2)!;
    expect(found.value).toBe(-7);
    expect(found.scope).toBe(3);
    expect(found.source).toBe(0);
  });

  test('goes round: the oldest gives way, and no other', () => {
    for (let n = 0; n < 3 * logSize(LOG_FRAUD); n++) logEvent(CODE_MAGNET, n);
    expect(newestOf(LOG_FRAUD)).toBe(3 * logSize(LOG_FRAUD) + 1);
    expect(newestOf(LOG_FRAUD) - oldestOf(LOG_FRAUD) + 1).toBe(logSize(LOG_FRAUD));
    for (let n = oldestOf(LOG_FRAUD); n <= newestOf(LOG_FRAUD); n++) expect(entryAt(LOG_FRAUD, n)!.value).toBe(n - 2);
    expect(refusedBy(LOG_FRAUD)).toBe(0);
  });

  test('that may lose nothing refuses when it is full, and counts what it refused, until it is cleared', () => {
    for (let n = 0; n < logSize(LOG_PARAMETERS) + 4; n++) expect(logEvent(CODE_WRITTEN, n)).toBe(Status.OK);
    expect(newestOf(LOG_PARAMETERS)).toBe(logSize(LOG_PARAMETERS));
    expect(oldestOf(LOG_PARAMETERS)).toBe(1);
    expect(refusedBy(LOG_PARAMETERS)).toBe(5);
    restart();
    expect(refusedBy(LOG_PARAMETERS)).toBe(5);
    beginEvents();
    putClearing(LOG_PARAMETERS);
    expect(keepLogs()).toBe(Status.OK);
    expect(oldestOf(LOG_PARAMETERS)).toBe(newestOf(LOG_PARAMETERS));
    expect(codeAt(LOG_PARAMETERS, newestOf(LOG_PARAMETERS))).toBe(CODE_LOG_CLEARED);
    logEvent(CODE_WRITTEN, 77);
    expect(entryAt(LOG_PARAMETERS, newestOf(LOG_PARAMETERS))!.value).toBe(77);
    expect(refusedBy(LOG_PARAMETERS)).toBe(5);
  });

  test('shows nothing before it is kept, and nothing where the FRAM refuses', () => {
    logEvent(CODE_MAGNET);
    beginEvents();
    putNow(CODE_MAGNET_GONE);
    expect(newestOf(LOG_FRAUD)).toBe(2);
    setStorageFails(true);
    expect(logEvent(CODE_MAGNET_GONE)).toBe(Status.STORAGE_FAILED);
    setStorageFails(false);
    expect(newestOf(LOG_FRAUD)).toBe(2);
    restart();
    expect(newestOf(LOG_FRAUD)).toBe(2);
  });
});

describe('A cut of the supply', () => {
  test('at any byte leaves both entries of an event or none, and no other entry damaged', () => {
    const written = 2 * EVENT_ENTRY_BYTES + EVENT_STATE_BYTES;
    let whole = 0;
    for (let cut = 0; cut <= written; cut++) {
      begin();
      for (let n = 0; n < logSize(LOG_STANDARD) + 3; n++) logEvent(CODE_CLOCK_OLD, n);
      const newest = newestOf(LOG_STANDARD);
      const before = framWritten();
      setCutAfter(cut);
      beginEvents();
      putNow(CODE_CLOCK_OLD, 1000);
      putNow(CODE_CLOCK_NEW, 1000);
      keepLogs();
      setCutAfter(-1);
      expect(framWritten() - before).toBeLessThanOrEqual(written);
      restart();
      const now = newestOf(LOG_STANDARD);
      if (now != newest) whole++;
      expect(now == newest || now == newest + 2).toBe(true);
      for (let n = oldestOf(LOG_STANDARD); n <= now; n++) expect(entryAt(LOG_STANDARD, n) != null).toBe(true);
    }
    expect(whole).toBeGreaterThan(0);
    expect(whole).toBeLessThan(10);
  });
});
