// What of a tariff is refused, field by field, with the old one left as it was.
import { resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { resetMirror } from '../../link/mirror';
import { resetTariffDay } from '../../registers/tariff-day';
import { loadTariff } from '../../registers/tariff-tables';
import { resetWrites } from '../write';
import {
  begin, CALENDAR, day, DAYS, head, putDays, putSeasons, putWeeks, reads, ROOM, season, SEASONS, switching, week,
  WEEKS, write, writeAll, written,
} from './axdr-writing';

/** A change that must be refused with what was there before untouched. */
function expectRefused(place: i32): void {
  expect(write(CALENDAR, place, 13)).toBeLessThan(0);
  if (place == SEASONS) putSeasons();
  if (place == WEEKS) putWeeks();
  if (place == DAYS) putDays();
  expect(reads(CALENDAR, place)).toBe(true);
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

  test('refuses seasons that cannot begin, with the old ones in force', () => {
    begin();
    head(1, 1);
    season('a', 13, 1, 'S');
    expectRefused(SEASONS);
    begin();
    head(1, 1);
    season('a', 2, 30, 'S');
    expectRefused(SEASONS);
    begin();
    head(1, 1);
    season('a', 2, 1, 'S', 3);
    expectRefused(SEASONS);
    begin();
    head(1, 1);
    season('ninechars', 2, 1, 'S');
    expectRefused(SEASONS);
    begin();
    head(1, 2);
    season('a', 2, 1, 'S');
    season('a', 3, 1, 'S');
    expectRefused(SEASONS);
    begin();
    head(1, 13);
    expectRefused(SEASONS);
  });

  test('refuses weeks of one name, and more than it holds', () => {
    begin();
    head(1, 2);
    week('S', 1, 2);
    week('S', 3, 3);
    expectRefused(WEEKS);
    begin();
    head(1, 13);
    expectRefused(WEEKS);
  });

  test('refuses days that do not begin at midnight, do not go up, or have no such rate', () => {
    begin();
    head(1, 1);
    day(1, 1);
    switching(1, 1);
    expectRefused(DAYS);
    begin();
    head(1, 1);
    day(1, 2);
    switching(0, 1);
    switching(0, 2);
    expectRefused(DAYS);
    begin();
    head(1, 1);
    day(1, 1);
    switching(0, 9);
    expectRefused(DAYS);
    begin();
    head(1, 1);
    day(1, 1);
    switching(0, 0);
    expectRefused(DAYS);
    begin();
    head(1, 1);
    day(1, 1);
    switching(1440, 1);
    expectRefused(DAYS);
    begin();
    head(1, 1);
    day(1, 1);
    switching(0, 1, 101);
    expectRefused(DAYS);
  });

  test('refuses days of one number, empty ones, and more switching times than it holds', () => {
    begin();
    head(1, 2);
    day(1, 1);
    switching(0, 1);
    day(1, 1);
    switching(0, 1);
    expectRefused(DAYS);
    begin();
    head(1, 1);
    day(1, 0);
    expectRefused(DAYS);
    begin();
    head(1, 1);
    day(1, 97);
    expectRefused(DAYS);
    begin();
    head(1, 33);
    expectRefused(DAYS);
    begin();
    head(1, 7);
    for (let number = 1; number <= 7; number++) {
      day(number, 96);
      for (let i = 0; i < 96 && written() < ROOM - 64; i++) switching(i * 15, 1);
    }
    expect(write(CALENDAR, DAYS, 64)).toBeLessThan(0);
  });
});
