// Booking of minute records: which rate each minute goes to, what has none, and what a cut at any byte leaves.
import {
  BOOKS_MARK_ANEW, BOOKS_MARK_BACK, BOOKS_MARK_GAP, BOOKS_MARK_LOST, BOOKS_MARK_STEP, QUALITY_DAYLIGHT,
  RECORD_FLAG_CLOCK_CHANGED, RECORD_FLAG_GAP, RECORD_FLAG_STARTED, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { BOOKS_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { resetHost, setCutAfter } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { learnOffset } from '../../time/zone';
import { bookRecord } from '../booking';
import { books, loadBooks, ofRate, storeBooks, totalOf, unsplitOf } from '../books';
import { setDefaultRate } from '../tariff-tables';
import { QUANTITIES, recordOf, resetTariffed } from './testing';

const DAY: i64 = 20_000 * 86_400;
const SIX: i64 = DAY + 6 * 3600;
const MINUTE: i64 = 60;

function sumOf(quantity: i32): u64 {
  let sum: u64 = 0;
  for (let rate: i32 = 1; rate <= 8; rate++) sum += ofRate(quantity, rate);
  return sum;
}

function expectWhole(): void {
  for (let q: i32 = 0; q < QUANTITIES; q++) expect(sumOf(q)).toBe(totalOf(q));
}

/** A first record at a time, with 1000 counted up to it. */
function beginAt(time_s: i64): void {
  bookRecord(recordOf(10, time_s, 1000), 0);
}

describe('A minute record', () => {
  beforeEach(() => {
    resetTariffed();
    learnOffset(1, 60);
  });

  test('that is the first has all that was counted before at the default rate, marked', () => {
    setDefaultRate(7);
    beginAt(SIX);
    expect(ofRate(0, 7)).toBe(1000);
    expect(unsplitOf(0)).toBe(1000);
    expect(<i32>books().marks).toBe(0);
    expectWhole();
  });

  test('goes to the rate that its minute began with', () => {
    beginAt(SIX - MINUTE);
    bookRecord(recordOf(11, SIX, 1500), 0);
    expect(ofRate(0, 3)).toBe(500);
    bookRecord(recordOf(12, SIX + MINUTE, 1700), 0);
    expect(ofRate(0, 4)).toBe(200);
    expect(books().unrecorded).toBe(0);
    expectWhole();
  });

  test('goes by local time, with daylight saving where the record before had it', () => {
    bookRecord(recordOf(10, SIX - 3600 - MINUTE, 1000, 0, QUALITY_DAYLIGHT), 0);
    bookRecord(recordOf(11, SIX - 3600, 1500, 0, QUALITY_DAYLIGHT), 0);
    expect(ofRate(0, 3)).toBe(500);
    bookRecord(recordOf(12, SIX - 3600 + MINUTE, 1700, 0, 0), 0);
    expect(ofRate(0, 4)).toBe(200);
  });

  test('behind an outage goes to the rate at both its ends, and to the default rate where they differ', () => {
    beginAt(SIX - 7200);
    bookRecord(recordOf(11, SIX - 3600, 1500, RECORD_FLAG_STARTED | RECORD_FLAG_GAP), 0);
    expect(ofRate(0, 3)).toBe(500);
    bookRecord(recordOf(12, SIX + 3600, 1700, RECORD_FLAG_STARTED | RECORD_FLAG_GAP), 0);
    expect(ofRate(0, 1)).toBe(1200);
    expect(unsplitOf(0)).toBe(1200);
    expect(<i32>books().marks).toBe(BOOKS_MARK_GAP);
    expect(books().unrecorded).toBe(1);
    expectWhole();
  });

  test('behind minutes that were counted and not recorded goes to the default rate', () => {
    beginAt(SIX - 7200);
    bookRecord(recordOf(11, SIX - 3600, 1500, RECORD_FLAG_GAP), 0);
    expect(ofRate(0, 3)).toBe(0);
    expect(unsplitOf(0)).toBe(1500);
    expect(<i32>books().marks).toBe(BOOKS_MARK_GAP);
  });

  test('behind records that were lost goes to the default rate, and they are counted', () => {
    beginAt(SIX - 7200);
    bookRecord(recordOf(15, SIX - 7200 + 5 * MINUTE, 1500), 4);
    expect(unsplitOf(0)).toBe(1500);
    expect(books().lost_records).toBe(4);
    expect(<i32>books().marks).toBe(BOOKS_MARK_GAP | BOOKS_MARK_LOST);
  });

  test('behind a step of the clock goes to one rate, and across a switching time to the default rate', () => {
    beginAt(SIX - 600);
    bookRecord(recordOf(11, SIX - 900, 1100, RECORD_FLAG_CLOCK_CHANGED), 0);
    expect(ofRate(0, 3)).toBe(100);
    expect(<i32>books().marks).toBe(BOOKS_MARK_BACK);
    bookRecord(recordOf(12, SIX + 300, 1200, RECORD_FLAG_CLOCK_CHANGED | RECORD_FLAG_GAP), 0);
    expect(unsplitOf(0)).toBe(1100);
    expect(<i32>books().marks).toBe(BOOKS_MARK_BACK | BOOKS_MARK_STEP);
    expectWhole();
  });

  test('without a time goes to the default rate', () => {
    beginAt(SIX);
    bookRecord(recordOf(11, 0, 1500), 0);
    expect(unsplitOf(0)).toBe(1500);
    bookRecord(recordOf(12, SIX + MINUTE, 1600), 0);
    expect(unsplitOf(0)).toBe(1600);
    bookRecord(recordOf(13, SIX + 2 * MINUTE, 1700), 0);
    expect(ofRate(0, 4)).toBe(100);
  });

  test('of registers that began anew has the rates begin anew', () => {
    beginAt(SIX);
    bookRecord(recordOf(11, SIX + MINUTE, 2631), 0);
    bookRecord(recordOf(12, SIX + 2 * MINUTE, 30), 0);
    expect(totalOf(0)).toBe(30);
    expect(ofRate(0, 4)).toBe(0);
    expect(<i32>books().marks).toBe(BOOKS_MARK_ANEW);
    expectWhole();
  });

  test('of registers that an open window took back books nothing twice, and lets no rate fall', () => {
    beginAt(SIX);
    bookRecord(recordOf(11, SIX + MINUTE, 5613), 0);
    const booked = ofRate(0, 4);
    bookRecord(recordOf(12, SIX + 2 * MINUTE, 5595), 0);
    expect(totalOf(0)).toBe(5613);
    expect(ofRate(0, 4)).toBe(booked);
    bookRecord(recordOf(13, SIX + 3 * MINUTE, 5600), 0);
    expect(ofRate(0, 4)).toBe(booked);
    bookRecord(recordOf(14, SIX + 4 * MINUTE, 5700), 0);
    expect(totalOf(0)).toBe(5700);
    expect(ofRate(0, 4)).toBe(booked + 87);
    expect(<i32>books().marks).toBe(0);
    expectWhole();
  });

  test('holds registers of 48 bits', () => {
    bookRecord(recordOf(10, SIX, 0xffff_ffff_fff0), 0);
    bookRecord(recordOf(11, SIX + MINUTE, 0xffff_ffff_ffff), 0);
    expect(ofRate(0, 4)).toBe(15);
    expectWhole();
  });

  test('is kept whole or not at all, whatever byte a cut hits', () => {
    let old = 0;
    for (let cut: i32 = 0; cut <= BOOKS_BYTES; cut++) {
      resetHost();
      loadBooks();
      beginAt(SIX);
      storeBooks();
      bookRecord(recordOf(11, SIX + MINUTE, 1500), 0);
      setCutAfter(cut);
      storeBooks();
      setCutAfter(-1);
      loadBooks();
      const before = books().record == 10;
      if (before) old++;
      expect(totalOf(0)).toBe(before ? 1000 : 1500);
      expectWhole();
      // The record is followed again where it is not kept: nothing is lost or doubled.
      if (before) bookRecord(recordOf(11, SIX + MINUTE, 1500), 0);
      expect(storeBooks()).toBe(Status.OK);
      expect(ofRate(0, 4)).toBe(500);
    }
    trace('cuts of a booking: ' + (BOOKS_BYTES + 1).toString() + ', of which the record before was kept: ' + old.toString());
    expect(old).toBeGreaterThan(BOOKS_BYTES - 5);
  });
});
