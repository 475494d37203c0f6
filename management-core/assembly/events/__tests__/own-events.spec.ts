// Management's own events: what lasts begins and ends once, over a start too; what others count is logged step by step, wherever the supply is cut.
import { framWritten, resetHost, setCutAfter } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import {
  CODE_BILLING_RESET, CODE_DAYLIGHT_CHANGED, CODE_TARIFF_ACTIVATED, CODE_TARIFF_CHANGED,
  CODE_BYPASS, CODE_BYPASS_GONE, CODE_FAILED_LOGIN, CODE_LOCKED_OUT, CODE_LOG_CLEARED, CODE_MAGNET, CODE_MAGNET_GONE, CODE_TERMINAL_COVER_OFF,
  CODE_TERMINAL_COVER_ON, CODE_TERMINALS_COOL, CODE_TERMINALS_HOT, CODE_WATCHDOG, CODE_WRITTEN, LOG_FRAUD, LOG_PARAMETERS, LOG_STANDARD,
} from '../../../../shared-protocol/generated/assembly/event-logs';
import { EVENT_ENTRY_BYTES, EVENT_STATE_BYTES, Status as StatusRecord } from '../../../../shared-protocol/generated/assembly/layouts';
import { ACT_WRITE, GATES, LOCK_OUT_FREE } from '../../../../shared-protocol/generated/assembly/programming';
import {
  CONTACT_MAGNET, CONTACT_TERMINAL_COVER, COVER_LATCH_ARMED, COVER_LATCH_OPENED, COVER_WITHOUT_POWER, LOG_ENTRY_UNKNOWN_OUTCOME,
  MESSAGE_READ_STATUS, QUALITY_DAYLIGHT, RESET_FAULT, RESET_POWER_ON, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { beginAttempt, failAttempt, resetLockOut } from '../../access/lock-out';
import { enter, newEntry, noteOutcome, resetAccessLog } from '../../access/log';
import { loadSwitchChanged, resetLoadSwitch } from '../../control/load-switch';
import { resetMirror } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { entryAt, newestOf } from '../../logs/log';
import { books, loadBooks } from '../../registers/books';
import { loadTariff, passiveTable, tariffHead } from '../../registers/tariff-tables';
import { contactChanged, latchRead, resetContacts, terminalsMeasured } from '../../surroundings/contacts';
import { setNow } from '../../time/clock';
import { mirrorRecord, RECORD } from '../../__tests__/testing';
import { ownEventsTick, resetOwnEvents } from '../own-events';

const TICK: i64 = 10_000;
const CLOCK_s: u64 = 1_780_000_000;
/** Longer than any lock-out. */
const HOURS_us: i64 = 7_200_000_000;
let now: i64 = TICK;

function tellTime(): void {
  memory.fill(RECORD, 0, 256);
  changetype<StatusRecord>(RECORD).clock_s = CLOCK_s;
  mirrorRecord(slotOf(MESSAGE_READ_STATUS, 0), RECORD, now);
}

/** Contacts as they are at a board where nothing is the matter. */
function tellContacts(): void {
  contactChanged(CONTACT_TERMINAL_COVER, 1);
  contactChanged(CONTACT_MAGNET, 0);
}

function restart(cause: i32 = RESET_POWER_ON): void {
  now = TICK;
  setNow(now);
  resetMirror();
  loadBooks();
  loadTariff();
  resetContacts();
  resetLoadSwitch();
  resetLockOut();
  resetAccessLog();
  resetOwnEvents(cause);
  tellTime();
}

function run(ticks: i32 = 200): void {
  for (let i = 0; i < ticks; i++, now += TICK) {
    setNow(now);
    if (i % 50 == 0) tellTime();
    ownEventsTick(now);
  }
}

function begin(): void {
  resetHost();
  restart();
  tellContacts();
  run();
}

function codes(log: i32): string {
  let text = '';
  for (let n: u32 = 1; n <= newestOf(log); n++) {
    const found = entryAt(log, n);
    text += (found == null ? 'lost' : found.code.toString()) + ' ';
  }
  return text;
}

function told(a: i32, b: i32 = 0, c: i32 = 0, d: i32 = 0): string {
  let text = CODE_LOG_CLEARED.toString() + ' ';
  if (a) text += a.toString() + ' ';
  if (b) text += b.toString() + ' ';
  if (c) text += c.toString() + ' ';
  if (d) text += d.toString() + ' ';
  return text;
}

/** A wrong password at the first gate, when it is open again. */
function fail(): void {
  now += HOURS_us;
  setNow(now);
  if (beginAttempt(0) == Status.OK) failAttempt(0);
}

describe('What lasts at the board', () => {
  beforeEach(begin);

  test('is nothing where nothing is the matter', () => {
    expect(codes(LOG_FRAUD)).toBe(told(0));
  });

  test('begins and ends once each', () => {
    contactChanged(CONTACT_MAGNET, 1);
    run();
    contactChanged(CONTACT_MAGNET, 0);
    run();
    expect(codes(LOG_FRAUD)).toBe(told(CODE_MAGNET, CODE_MAGNET_GONE));
    terminalsMeasured(Status.OK, 95_000);
    run();
    terminalsMeasured(Status.NOT_FOUND, 20_000); // a broken sensor cools nothing
    run();
    expect(codes(LOG_FRAUD)).toBe(told(CODE_MAGNET, CODE_MAGNET_GONE, CODE_TERMINALS_HOT));
    expect(entryAt(LOG_FRAUD, 4)!.value).toBe(95_000);
    terminalsMeasured(Status.OK, 30_000);
    run();
    expect(codes(LOG_FRAUD)).toBe(told(CODE_MAGNET, CODE_MAGNET_GONE, CODE_TERMINALS_HOT, CODE_TERMINALS_COOL));
  });

  test('is voltage behind the open switch: a bypass', () => {
    loadSwitchChanged(0, 1, Status.OK);
    run();
    restart();
    tellContacts();
    run(); // not told yet how it stands
    loadSwitchChanged(0, 0, Status.OK);
    run();
    expect(codes(LOG_FRAUD)).toBe(told(CODE_BYPASS, CODE_BYPASS_GONE));
  });

  test('goes on behind a start without a word, and ends with one where it ended meanwhile', () => {
    contactChanged(CONTACT_MAGNET, 1);
    contactChanged(CONTACT_TERMINAL_COVER, 0);
    run();
    restart();
    run();
    contactChanged(CONTACT_MAGNET, 1);
    contactChanged(CONTACT_TERMINAL_COVER, 1);
    run();
    expect(codes(LOG_FRAUD)).toBe(told(CODE_TERMINAL_COVER_OFF, CODE_MAGNET, CODE_TERMINAL_COVER_ON));
  });

  test('was a cover open without power: each start that its latch tells it', () => {
    for (let n = 0; n < 2; n++) {
      restart();
      latchRead(COVER_LATCH_OPENED);
      tellContacts();
      run();
    }
    restart();
    latchRead(COVER_LATCH_ARMED);
    tellContacts();
    run();
    expect(codes(LOG_FRAUD)).toBe(told(CODE_TERMINAL_COVER_OFF, CODE_TERMINAL_COVER_OFF));
    expect(entryAt(LOG_FRAUD, 2)!.value).toBe(COVER_WITHOUT_POWER);
  });

  test('was a cover open without power that is open still: one event', () => {
    restart();
    latchRead(COVER_LATCH_OPENED);
    tellContacts();
    contactChanged(CONTACT_TERMINAL_COVER, 0);
    run();
    contactChanged(CONTACT_TERMINAL_COVER, 1);
    run();
    expect(codes(LOG_FRAUD)).toBe(told(CODE_TERMINAL_COVER_OFF, CODE_TERMINAL_COVER_ON));
    expect(entryAt(LOG_FRAUD, 2)!.value).toBe(COVER_WITHOUT_POWER);
  });

  test('is told by its latch once, though the supply goes before the time is known', () => {
    restart();
    latchRead(COVER_LATCH_OPENED);
    resetMirror(); // no time
    for (let i = 0; i < 5; i++, now += TICK) ownEventsTick(now);
    restart();
    latchRead(COVER_LATCH_ARMED);
    tellContacts();
    run();
    expect(codes(LOG_FRAUD)).toBe(told(CODE_TERMINAL_COVER_OFF));
  });
});

describe('What others count', () => {
  beforeEach(begin);

  test('are wrong passwords, until the gate is locked', () => {
    for (let n = 0; n < LOCK_OUT_FREE + 4; n++) {
      fail();
      run(20);
    }
    expect(codes(LOG_FRAUD)).toBe(told(CODE_FAILED_LOGIN, CODE_FAILED_LOGIN, CODE_FAILED_LOGIN, CODE_LOCKED_OUT));
    expect(entryAt(LOG_FRAUD, 3)!.value).toBe(2);
    expect(entryAt(LOG_FRAUD, 3)!.scope).toBe(1);
    expect(GATES).toBeGreaterThan(1);
  });

  test('is what was written: with its object, and unknown where the supply went meanwhile', () => {
    for (let n = 0; n < 2; n++) {
      newEntry(ACT_WRITE, 0, 3).attribute = 2;
      enter();
      run(20);
      expect(newestOf(LOG_PARAMETERS)).toBe(1 + n);
      if (n == 0) noteOutcome(Status.OK);
      else {
        restart();
        tellContacts();
      }
      run(20);
    }
    newEntry(ACT_WRITE, 0, 3).attribute = 2;
    enter();
    noteOutcome(Status.OUT_OF_RANGE);
    run(20);
    expect(codes(LOG_PARAMETERS)).toBe(told(CODE_WRITTEN, CODE_WRITTEN));
    expect(entryAt(LOG_PARAMETERS, 2)!.flags & <u8>LOG_ENTRY_UNKNOWN_OUTCOME).toBe(0);
    expect(entryAt(LOG_PARAMETERS, 3)!.flags & <u8>LOG_ENTRY_UNKNOWN_OUTCOME).toBe(<u8>LOG_ENTRY_UNKNOWN_OUTCOME);
    expect(entryAt(LOG_PARAMETERS, 2)!.scope).toBe(3);
  });

  test('is daylight saving that begins and ends, not what the first record tells', () => {
    books().record = 1;
    books().time_s = CLOCK_s;
    books().quality = <u8>QUALITY_DAYLIGHT;
    run(20);
    expect(codes(LOG_STANDARD)).toBe(told(0));
    for (let n = 0; n < 2; n++) {
      books().time_s += 60;
      books().quality = n == 0 ? 0 : <u8>QUALITY_DAYLIGHT;
      run(20);
    }
    expect(codes(LOG_STANDARD)).toBe(told(CODE_DAYLIGHT_CHANGED, CODE_DAYLIGHT_CHANGED));
    expect(entryAt(LOG_STANDARD, 2)!.value).toBe(0);
    expect(entryAt(LOG_STANDARD, 2)!.time_s).toBe(<u32>CLOCK_s + 60);
    expect(entryAt(LOG_STANDARD, 3)!.value).toBe(1);
  });

  test('are the tables of a tariff that come one by one: one change, when no more come, or it takes over', () => {
    for (let n = 0; n < 4; n++) {
      passiveTable().sequence++;
      run(100);
    }
    expect(codes(LOG_STANDARD)).toBe(told(0));
    run(1000);
    expect(codes(LOG_STANDARD)).toBe(told(CODE_TARIFF_CHANGED));
    passiveTable().sequence++;
    run(100);
    tariffHead().changes++;
    run(20);
    expect(codes(LOG_STANDARD)).toBe(told(CODE_TARIFF_CHANGED, CODE_TARIFF_CHANGED, CODE_TARIFF_ACTIVATED));
  });

  test('is a tariff that takes over, and a period that ends', () => {
    tariffHead().changes++;
    run(20);
    books().resets = 7;
    run(20);
    expect(codes(LOG_STANDARD)).toBe(told(CODE_TARIFF_ACTIVATED, CODE_BILLING_RESET));
    expect(entryAt(LOG_STANDARD, 3)!.value).toBe(7);
  });

  test('is a restart behind a fault, of this core', () => {
    restart(RESET_FAULT);
    tellContacts();
    run();
    expect(codes(LOG_STANDARD)).toBe(told(CODE_WATCHDOG));
    expect(entryAt(LOG_STANDARD, 2)!.scope).toBe(2);
  });
});

describe('A cut of the supply', () => {
  test('at any byte logs what was counted and what lasts once, or the next start does', () => {
    let cuts = 0;
    for (let cut = 0; cut <= 3 * (EVENT_STATE_BYTES + 2 * EVENT_ENTRY_BYTES); cut++) {
      begin();
      fail(); // counted before it is compared, and not logged yet
      newEntry(ACT_WRITE, 0, 3).attribute = 2;
      enter(Status.OK);
      contactChanged(CONTACT_MAGNET, 1);
      const written = framWritten();
      setCutAfter(cut);
      run(20);
      setCutAfter(-1);
      if (framWritten() > written) cuts++;
      restart();
      contactChanged(CONTACT_TERMINAL_COVER, 1);
      contactChanged(CONTACT_MAGNET, 1);
      run(20);
      expect(newestOf(LOG_FRAUD)).toBe(3);
      expect(codes(LOG_FRAUD)).toBe(told(CODE_MAGNET, CODE_FAILED_LOGIN));
      expect(codes(LOG_PARAMETERS)).toBe(told(CODE_WRITTEN));
    }
    expect(cuts).toBeGreaterThan(600);
  });
});
