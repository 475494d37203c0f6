// The tariff as objects: written as A-XDR in pieces of any size, and read back byte by byte.
import { ACTIVATION_LOCAL, ACTIVATION_NONE, ACTIVATION_UTC, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { daysOf } from '../../../../shared-protocol/assembly/objects/calendar';
import { resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { resetMirror } from '../../link/mirror';
import { rateAt, resetTariffDay } from '../../registers/tariff-day';
import { changeOver, loadTariff, tariffHead } from '../../registers/tariff-tables';
import { resetWrites } from '../write';
import {
  ACTIVATE, ACTIVATION, begin, BYTES, CALENDAR, date, DAYS, DEFAULT, head, open, put, putDays, putSeasons, read,
  reads, season, SEASONS, shorten, SPECIAL, start, switching, write, writeAll, written,
} from './axdr-writing';

function at(y: i32, m: i32, d: i32, minute: i64): i64 {
  return <i64>daysOf(y, m, d) * 86_400 + minute * 60;
}

describe('The activity calendar', () => {
  beforeEach(() => {
    resetHost();
    resetMirror();
    resetWrites();
    resetTariffDay();
    loadTariff();
    writeAll();
  });

  test('takes a passive set of ninety-six switching times and holds from its change-over on', () => {
    expect(rateAt(at(2028, 7, 3, 16))).toBe(1);
    begin();
    head(15, 0);
    expect(write(CALENDAR, ACTIVATE)).toBe(Status.OK);
    expect(tariffHead().activation).toBe(<u8>ACTIVATION_UTC);
    changeOver(0, 0);
    expect(rateAt(at(2028, 7, 3, 16))).toBe(2); // a Monday of summer
    expect(rateAt(at(2028, 7, 3, 1439))).toBe(8);
    expect(rateAt(at(2028, 7, 2, 16))).toBe(4);
    expect(rateAt(at(2028, 3, 31, 720))).toBe(7);
    expect(rateAt(at(2028, 3, 31, 721))).toBe(8);
    putDays();
    expect(reads(CALENDAR, DAYS - 4)).toBe(true);
  });

  test('comes back after a start', () => {
    loadTariff();
    putDays();
    expect(reads(CALENDAR, DAYS)).toBe(true);
    putSeasons();
    expect(reads(CALENDAR, SEASONS)).toBe(true);
  });

  test('takes the time of the change-over local, with a deviation, or not specified', () => {
    begin();
    open(12);
    date(2030, 1, 1, 0xff);
    put(0);
    put(0);
    put(0);
    put(0);
    put(0x80);
    put(0);
    put(0);
    expect(write(CALENDAR, ACTIVATION)).toBe(Status.OK);
    expect(tariffHead().activation).toBe(<u8>ACTIVATION_LOCAL);
    expect(tariffHead().activate_s).toBe(at(2030, 1, 1, 0));
    begin();
    open(12);
    date(2030, 1, 1, 0xff);
    put(0);
    put(0);
    put(0);
    put(0);
    put(0xff);
    put(0x88); // -120 min: two hours east
    put(0);
    expect(write(CALENDAR, ACTIVATION)).toBe(Status.OK);
    expect(tariffHead().activation).toBe(<u8>ACTIVATION_UTC);
    expect(tariffHead().activate_s).toBe(at(2029, 12, 31, 22 * 60));
    begin();
    open(12);
    for (let i = 0; i < 12; i++) put(0xff);
    expect(write(CALENDAR, ACTIVATION)).toBe(Status.OK);
    expect(tariffHead().activation).toBe(<u8>ACTIVATION_NONE);
  });

  test('refuses a change-over to a set whose weeks are not there', () => {
    begin();
    head(1, 1);
    season('x', 1, 1, 'X');
    expect(write(CALENDAR, SEASONS)).toBe(Status.OK);
    begin();
    head(15, 0);
    expect(write(CALENDAR, ACTIVATE)).toBe(Status.OUT_OF_RANGE);
  });

  test('drops what was not written to its end', () => {
    putDays();
    shorten(9);
    expect(write(CALENDAR, DAYS)).toBe(Status.INCOMPLETE);
    putDays();
    expect(reads(CALENDAR, DAYS)).toBe(true);
  });

  test('never takes the active set', () => {
    putSeasons();
    expect(write(CALENDAR, SEASONS - 4)).toBe(Status.OUT_OF_RANGE);
  });
});

describe('Special days', () => {
  beforeEach(() => {
    resetHost();
    resetWrites();
    loadTariff();
    begin();
    head(1, 2);
    head(2, 3);
    put(18);
    put(1);
    put(2);
    open(5);
    date(0xffff, 12, 25, 0xff);
    head(17, 9);
    head(2, 3);
    put(18);
    put(0);
    put(7);
    open(5);
    date(2028, 2, 29, 2);
    head(17, 8);
    expect(write(SPECIAL, 1, 3)).toBe(Status.OK);
  });

  test('come back as they were written', () => {
    expect(reads(SPECIAL, 1)).toBe(true);
    loadTariff();
    expect(reads(SPECIAL, 1)).toBe(true);
  });

  test('refuse a date that is none, and an index that is there twice', () => {
    const before = read(SPECIAL, 1);
    store<u8>(BYTES + 24, 30); // of February
    expect(write(SPECIAL, 1)).toBe(Status.OUT_OF_RANGE);
    begin();
    head(1, 2);
    for (let i = 0; i < 2; i++) {
      head(2, 3);
      put(18);
      put(0);
      put(1);
      open(5);
      date(0xffff, 0xff, 0xff, 1);
      head(17, 1);
    }
    expect(write(SPECIAL, 1)).toBe(Status.OUT_OF_RANGE);
    expect(read(SPECIAL, 1)).toBe(before);
  });
});

describe('The default rate', () => {
  test('is one of the rates', () => {
    resetHost();
    resetWrites();
    loadTariff();
    begin();
    head(17, 8);
    expect(write(DEFAULT, 1)).toBe(Status.OK);
    expect(reads(DEFAULT, 1)).toBe(true);
    begin();
    head(17, 9);
    expect(write(DEFAULT, 1)).toBe(Status.OUT_OF_RANGE);
  });
});
