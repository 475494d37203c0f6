// Billing periods: who may end one and when, what its row says, and what the objects read from it.
import { BillingRow, Books, FREEZE_RECORD_BYTES, FREEZE_RECORD_registers, FreezeRecord, Status as StatusRecord } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  BUTTON_SCROLL, BUTTON_SEALED, MESSAGE_READ_STATUS, RESET_BY_BUTTON, RESET_BY_COMMAND, RESET_BY_SCHEDULE, RESET_LOCK_s, ROW_FLAG_LATE,
  ROW_FLAG_OTHER_FREEZE, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { daysOf } from '../../../../shared-protocol/assembly/objects/calendar';
import { resetHost, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { mirrorValue64 } from '../../__tests__/testing';
import { resetMirror } from '../../link/mirror';
import { learnOffset, resetZone } from '../../time/zone';
import { bookRecord, resetBooking } from '../booking';
import { askReset, closePeriod, clockWentBack, freezeIsMet, makeBillingRow, makeDayRow } from '../billing';
import { books, loadBooks, openBooks, storeBooks, totalOf } from '../books';
import { cumulative_mW, maximum_mW } from '../demand';
import { periodButtonChanged, periodButtonTick, resetPeriodButton } from '../period-button';
import { resetTariffDay } from '../tariff-day';
import { loadTariff } from '../tariff-tables';
import { recordOf } from './testing';

const MIDNIGHT: i64 = <i64>daysOf(2028, 1, 1) * 86_400;
const FREEZE = memory.data(FREEZE_RECORD_BYTES, 8);

function row(at: usize): BillingRow {
  return changetype<BillingRow>(at);
}

/** The metering core's freeze at a time, of registers that stand so many mWs above the hundredths that were booked. */
function freezeAt(time_s: i64, above: u64): usize {
  memory.fill(FREEZE, 0, FREEZE_RECORD_BYTES);
  changetype<FreezeRecord>(FREEZE).time_s = <u64>time_s;
  changetype<FreezeRecord>(FREEZE).sequence = 17;
  for (let q: i32 = 0; q < 8; q++) store<u64>(FREEZE + FREEZE_RECORD_registers + q * 8, totalOf(q) * 36_000 + above);
  return FREEZE;
}

describe('A billing period', () => {
  beforeEach(() => {
    resetHost();
    resetZone();
    learnOffset(0, 0);
    resetBooking();
    resetTariffDay();
    loadTariff();
    loadBooks();
    for (let i = 0; i < 16; i++) bookRecord(recordOf(10 + i, MIDNIGHT - 900 + i * 60, 1000 + i * 100), 0);
    openBooks(false);
  });

  test('ends with a row of the registers of its instant and the freeze of the metering core', () => {
    const at = makeBillingRow(RESET_BY_SCHEDULE, freezeAt(MIDNIGHT, 35_999));
    expect(row(at).time_s).toBe(<u64>MIDNIGHT);
    expect(row(at).sequence).toBe(1);
    expect(row(at).freeze).toBe(17);
    expect(<i32>row(at).flags).toBe(0);
    expect(row(at).total_0).toBe(2500);
    expect(row(at).registers_0).toBe(2500 * 36_000 + 35_999);
    expect(row(at).demand_max_0).toBe(60_000);
  });

  test('is marked where its freeze is late, or of other registers', () => {
    expect(<i32>row(makeBillingRow(RESET_BY_SCHEDULE, freezeAt(MIDNIGHT - 60, 0))).flags).toBe(ROW_FLAG_LATE);
    expect(<i32>row(makeBillingRow(RESET_BY_SCHEDULE, freezeAt(MIDNIGHT, 36_000))).flags).toBe(ROW_FLAG_OTHER_FREEZE);
    expect(<i32>row(makeDayRow(true)).flags).toBe(ROW_FLAG_LATE);
  });

  test('is ended by a freeze whose registers are not beyond the record, whatever time it has; by its time where they are the same', () => {
    const record = recordOf(26, MIDNIGHT + 60, 2600);
    expect(freezeIsMet(changetype<FreezeRecord>(freezeAt(MIDNIGHT + 1_000_000, 0)), record)).toBe(true);
    expect(freezeIsMet(changetype<FreezeRecord>(freezeAt(0, 101 * 36_000)), record)).toBe(false);
    expect(freezeIsMet(changetype<FreezeRecord>(freezeAt(0, 2701 * 36_000)), record)).toBe(false);
    const same = recordOf(26, MIDNIGHT, 2500);
    expect(freezeIsMet(changetype<FreezeRecord>(freezeAt(MIDNIGHT, 0)), same)).toBe(true);
    expect(freezeIsMet(changetype<FreezeRecord>(freezeAt(MIDNIGHT + 60, 0)), same)).toBe(false);
  });

  test('locks out for a quarter of an hour at most where the clock went back', () => {
    closePeriod(RESET_BY_COMMAND, 0);
    clockWentBack(1000);
    expect(books().locked_until_s).toBe(<u64>RESET_LOCK_s + 1000);
  });

  test('begins its maxima anew, sums them up, and counts the reset with its time and source', () => {
    closePeriod(RESET_BY_COMMAND, 0);
    expect(maximum_mW(0, 0)).toBe(0);
    expect(cumulative_mW(0)).toBe(60_000);
    expect(books().resets).toBe(1);
    expect(books().reset_s).toBe(<u64>MIDNIGHT);
    expect(<i32>books().reset_source).toBe(RESET_BY_COMMAND);
  });

  test('is not ended again by command or button before the lock-out is over', () => {
    expect(askReset(RESET_BY_COMMAND, MIDNIGHT)).toBe(Status.OK);
    expect(askReset(RESET_BY_COMMAND, MIDNIGHT)).toBe(Status.BUSY);
    closePeriod(RESET_BY_COMMAND, 0);
    expect(askReset(RESET_BY_BUTTON, MIDNIGHT + RESET_LOCK_s - 1)).toBe(Status.BUSY);
    expect(askReset(RESET_BY_BUTTON, MIDNIGHT + RESET_LOCK_s)).toBe(Status.OK);
  });

  test('is ended by what was asked for before a cut', () => {
    storeBooks();
    askReset(RESET_BY_COMMAND, MIDNIGHT);
    loadBooks();
    expect(<i32>books().reset_asked).toBe(RESET_BY_COMMAND);
  });

  test('takes no command that cannot be kept, nor while a record is being kept, nor before the first', () => {
    setStorageFails(1);
    expect(askReset(RESET_BY_COMMAND, MIDNIGHT)).toBe(Status.STORAGE_FAILED);
    setStorageFails(0);
    expect(<i32>books().reset_asked).toBe(0);
    openBooks(true);
    expect(askReset(RESET_BY_COMMAND, MIDNIGHT)).toBe(Status.BUSY);
    openBooks(false);
    memory.fill(changetype<usize>(books()), 0, offsetof<Books>());
    expect(askReset(RESET_BY_COMMAND, MIDNIGHT)).toBe(Status.NOT_STARTED);
  });
});

describe('The sealed button', () => {
  beforeEach(() => {
    resetHost();
    loadBooks();
    bookRecord(recordOf(10, MIDNIGHT, 1000), 0);
    resetMirror();
    mirrorValue64(MESSAGE_READ_STATUS, 0, <i32>offsetof<StatusRecord>('clock_s'), MIDNIGHT, 0);
    resetPeriodButton();
  });

  test('ends the period when it was held for five seconds, once', () => {
    periodButtonChanged(BUTTON_SEALED, true, 0);
    periodButtonTick(4_990_000);
    expect(<i32>books().reset_asked).toBe(0);
    periodButtonTick(5_000_000);
    expect(<i32>books().reset_asked).toBe(RESET_BY_BUTTON);
    books().reset_asked = 0;
    periodButtonTick(99_000_000);
    expect(<i32>books().reset_asked).toBe(0);
  });

  test('does nothing when it is let go before, nor does the scroll button', () => {
    periodButtonChanged(BUTTON_SEALED, true, 0);
    periodButtonChanged(BUTTON_SEALED, false, 1_000_000);
    periodButtonTick(9_000_000);
    periodButtonChanged(BUTTON_SCROLL, true, 9_000_000);
    periodButtonTick(19_000_000);
    expect(<i32>books().reset_asked).toBe(0);
  });
});
