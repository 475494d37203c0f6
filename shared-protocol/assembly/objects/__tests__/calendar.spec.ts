// The calendar: dates of days and days of dates, through leap years and centuries.
import { civilOf, dayOf, daysOf, daysOfMonth, monthOf, weekdayOf, yearOf } from '../calendar';

function expectDate(days: i32, y: i32, m: i32, d: i32): void {
  const date = civilOf(days);
  expect(yearOf(date)).toBe(y);
  expect(monthOf(date)).toBe(m);
  expect(dayOf(date)).toBe(d);
}

describe('The calendar', () => {
  test('knows the days around a leap day, a common century and the ends of what the clock can hold', () => {
    expectDate(0, 1970, 1, 1);
    expectDate(10_957, 2000, 1, 1);
    expectDate(11_016, 2000, 2, 29);
    expectDate(11_017, 2000, 3, 1);
    expectDate(20_786, 2026, 11, 29);
    expectDate(47_540, 2100, 2, 28);
    expectDate(47_541, 2100, 3, 1);
    expectDate(84_005, 2199, 12, 31);
  });

  test('gives for every day from 1970 to 2199 the one behind the day before, and finds it again', () => {
    let wrong = 0;
    let y = 1970;
    let m = 1;
    let d = 1;
    for (let days = 0; days <= 84_005; days++) {
      const date = civilOf(days);
      if (yearOf(date) != y || monthOf(date) != m || dayOf(date) != d || daysOf(y, m, d) != days) wrong++;
      if (++d <= daysOfMonth(y, m)) continue;
      d = 1;
      if (++m <= 12) continue;
      m = 1;
      y++;
    }
    expect(wrong).toBe(0);
    expect(y).toBe(2200);
  });

  test('knows how long a month is, and what day of the week it was', () => {
    expect(daysOfMonth(2024, 2)).toBe(29);
    expect(daysOfMonth(2100, 2)).toBe(28);
    expect(daysOfMonth(2026, 12)).toBe(31);
    expect(weekdayOf(0)).toBe(4);
    expect(weekdayOf(daysOf(2026, 11, 29))).toBe(7);
    expect(weekdayOf(daysOf(2026, 11, 30))).toBe(1);
  });
});
