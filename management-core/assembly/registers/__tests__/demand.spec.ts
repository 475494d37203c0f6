// Demand: windows, what makes them whole, maxima by rate and month, and what a reset leaves.
import { RECORD_FLAG_CLOCK_CHANGED, RECORD_FLAG_GAP, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { daysOf } from '../../../../shared-protocol/assembly/objects/calendar';
import { bookRecord } from '../booking';
import { books, loadBooks, storeBooks } from '../books';
import {
  cumulative_mW, currentDemand_mW, demandMinutes, demandPeriods, lastDemand_mW, lastDemandIsWhole, maximum_mW,
  maximumTime_s, peak_mW, beginMaximaAnew, setDemandWindow,
} from '../demand';
import { recordOf, resetTariffed } from './testing';

const MIDNIGHT: i64 = <i64>daysOf(2028, 1, 1) * 86_400;
let sequence: u32 = 0;
let now: i64 = 0;
let energy: u64 = 0;

function begin(at_s: i64): void {
  sequence = 1;
  now = at_s;
  energy = 0;
  bookRecord(recordOf(sequence, now, energy), 0);
}

/** Minutes, each with so much; 100 hundredths of Wh a minute are 60 W. */
function minutes(count: i32, each: u64): void {
  for (let i = 0; i < count; i++) {
    now += 60;
    energy += each;
    bookRecord(recordOf(++sequence, now, energy), 0);
  }
}

/** A record behind a gap of so many seconds. */
function gap(seconds: i64, flags: i32): void {
  now += seconds;
  bookRecord(recordOf(++sequence, now, energy, flags), 0);
}

describe('Demand', () => {
  beforeEach(() => {
    resetTariffed();
  });

  test('is of a quarter of an hour before another window is set', () => {
    expect(demandMinutes()).toBe(15);
    expect(demandPeriods()).toBe(1);
  });

  test('is the average of a whole block, and the highest with the end of its window', () => {
    begin(MIDNIGHT);
    minutes(14, 100);
    expect(currentDemand_mW(0)).toBe(56_000);
    expect(maximum_mW(0, 0)).toBe(0);
    minutes(1, 100);
    expect(lastDemand_mW(0)).toBe(60_000);
    expect(lastDemandIsWhole()).toBe(true);
    expect(maximum_mW(0, 0)).toBe(60_000);
    expect(maximum_mW(0, 3)).toBe(60_000);
    expect(maximum_mW(0, 4)).toBe(0);
    expect(maximumTime_s(0, 0)).toBe(<u32>(MIDNIGHT + 900));
    expect(currentDemand_mW(0)).toBe(0);
    minutes(15, 50);
    expect(lastDemand_mW(0)).toBe(30_000);
    expect(maximum_mW(0, 0)).toBe(60_000);
  });

  test('slides by its sub-intervals', () => {
    setDemandWindow(5, 3);
    begin(MIDNIGHT);
    minutes(5, 300);
    minutes(5, 0);
    expect(lastDemandIsWhole()).toBe(false);
    minutes(5, 0);
    expect(maximum_mW(0, 0)).toBe(60_000);
    minutes(5, 600);
    expect(maximum_mW(0, 0)).toBe(120_000);
    expect(maximumTime_s(0, 0)).toBe(<u32>(MIDNIGHT + 20 * 60));
    expect(currentDemand_mW(0)).toBe(120_000);
  });

  test('that began in the midst of its block is incomplete and no maximum', () => {
    begin(MIDNIGHT + 60);
    minutes(14, 1000);
    expect(books().demand_last_s).toBe(<u32>(MIDNIGHT + 900));
    expect(lastDemandIsWhole()).toBe(false);
    expect(maximum_mW(0, 0)).toBe(0);
    minutes(15, 10);
    expect(maximum_mW(0, 0)).toBe(6_000);
  });

  test('over a gap is incomplete and no maximum, nor is a window that has it in it', () => {
    setDemandWindow(5, 3);
    begin(MIDNIGHT);
    minutes(7, 1000);
    gap(120, RECORD_FLAG_GAP);
    minutes(1, 1000);
    expect(maximum_mW(0, 0)).toBe(0);
    minutes(10, 10);
    expect(lastDemandIsWhole()).toBe(false);
    minutes(5, 10);
    expect(maximum_mW(0, 0)).toBe(6_000);
  });

  test('over a step of the clock is incomplete, forwards and back', () => {
    begin(MIDNIGHT);
    minutes(7, 1000);
    gap(3600, RECORD_FLAG_CLOCK_CHANGED | RECORD_FLAG_GAP);
    minutes(8, 1000);
    expect(maximum_mW(0, 0)).toBe(0);
    minutes(7, 1000);
    gap(-60, RECORD_FLAG_CLOCK_CHANGED);
    minutes(9, 1000);
    expect(maximum_mW(0, 0)).toBe(0);
    minutes(15, 10);
    expect(maximum_mW(0, 0)).toBe(6_000);
  });

  test('has a highest of each month, and forgets the fourteenth', () => {
    begin(MIDNIGHT);
    for (let month = 0; month < 14; month++) {
      const first = <i64>daysOf(2028 + month / 12, month % 12 + 1, 1) * 86_400;
      gap(first - now, RECORD_FLAG_GAP);
      minutes(15, <u64>(100 + month));
    }
    expect(peak_mW(0, 0)).toBe(113 * 600);
    expect(peak_mW(12, 0)).toBe(101 * 600);
  });

  test('of a window that ends at midnight belongs to the month that ended', () => {
    begin(MIDNIGHT - 900);
    minutes(15, 100);
    expect(peak_mW(0, 0)).toBe(60_000);
    minutes(15, 50);
    expect(peak_mW(0, 0)).toBe(30_000);
    expect(peak_mW(1, 0)).toBe(60_000);
  });

  test('is summed up at a reset and begins anew', () => {
    begin(MIDNIGHT);
    minutes(15, 100);
    beginMaximaAnew();
    expect(maximum_mW(0, 0)).toBe(0);
    expect(maximum_mW(0, 3)).toBe(0);
    minutes(15, 50);
    beginMaximaAnew();
    expect(cumulative_mW(0)).toBe(90_000);
  });

  test('refuses windows that do not divide the hour or are longer than it keeps', () => {
    expect(setDemandWindow(7, 1)).toBe(Status.OUT_OF_RANGE);
    expect(setDemandWindow(0, 1)).toBe(Status.OUT_OF_RANGE);
    expect(setDemandWindow(61, 1)).toBe(Status.OUT_OF_RANGE);
    expect(setDemandWindow(15, 0)).toBe(Status.OUT_OF_RANGE);
    expect(setDemandWindow(15, 16)).toBe(Status.OUT_OF_RANGE);
    expect(demandMinutes()).toBe(15);
    expect(setDemandWindow(1, 15)).toBe(Status.OK);
    expect(setDemandWindow(60, 1)).toBe(Status.OK);
  });

  test('begins anew with another window and keeps what was highest', () => {
    begin(MIDNIGHT);
    minutes(20, 100);
    setDemandWindow(10, 1);
    expect(maximum_mW(0, 0)).toBe(60_000);
    minutes(10, 1000);
    expect(lastDemandIsWhole()).toBe(false);
    minutes(10, 200);
    expect(maximum_mW(0, 0)).toBe(120_000);
  });

  test('goes on after a start as if there had been none', () => {
    begin(MIDNIGHT);
    minutes(8, 100);
    storeBooks();
    loadBooks();
    minutes(7, 100);
    expect(maximum_mW(0, 0)).toBe(60_000);
  });
});
