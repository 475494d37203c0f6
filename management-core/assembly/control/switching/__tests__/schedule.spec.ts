// Hours in which the switch is open: by day and minute, over midnight, with a warning before.
import { ACTOR_SCHEDULE, Status } from '../../../../../shared-protocol/generated/assembly/protocol';
import { reasonOpen } from '../load-control';
import { daysOf, fromOf_min, setHours, toOf_min } from '../schedule';
import { replaceSettings, settings, settingsToBe } from '../settings';
import { secondsToOpening } from '../wishes';
import { fresh, isClosed, restart, seconds, setMode, tellTime } from './testing';

/** A Friday at midnight (UTC, and no zone is known). */
const FRIDAY_s: u64 = 1_800_057_600 - 1_800_057_600 % 86_400;
const FRIDAY: i32 = 1 << 5;

function hours(days: i32, from_min: i32, to_min: i32): void {
  const next = settingsToBe();
  expect(setHours(next, 0, days, from_min, to_min)).toBe(true);
  expect(replaceSettings(next)).toBe(Status.OK);
}

function at(day: i32, minute: i32): void {
  tellTime(FRIDAY_s + <u64>day * 86_400 + <u64>minute * 60);
  seconds(30);
}

/** Weekday of FRIDAY_s, Monday 0. */
function weekday(): i32 {
  return <i32>((FRIDAY_s / 86_400 + 3) % 7);
}

describe('The hours of the load switch', () => {
  beforeEach(() => {
    fresh();
    setMode(6);
  });

  test('open within them and close behind them', () => {
    hours(1 << weekday(), 600, 660);
    at(0, 599);
    expect(isClosed()).toBe(true);
    at(0, 600);
    expect(isClosed()).toBe(false);
    expect(reasonOpen()).toBe(ACTOR_SCHEDULE);
    at(0, 659);
    expect(isClosed()).toBe(false);
    restart(); // before the time is known nothing changes
    seconds(20);
    expect(isClosed()).toBe(false);
    at(0, 660);
    expect(isClosed()).toBe(true);
    at(1, 620);
    expect(isClosed()).toBe(true);
  });

  test('go over midnight as those of the day on which they begin', () => {
    hours(1 << weekday(), 1380, 60);
    at(0, 30);
    expect(isClosed()).toBe(true);
    at(0, 1390);
    expect(isClosed()).toBe(false);
    at(1, 59);
    expect(isClosed()).toBe(false);
    at(1, 60);
    expect(isClosed()).toBe(true);
    at(1, 1390);
    expect(isClosed()).toBe(true);
  });

  test('are told before they open', () => {
    const next = settingsToBe();
    next.warning_s = 120;
    replaceSettings(next);
    hours(0x7f, 0, 1440);
    tellTime(FRIDAY_s);
    seconds(1);
    expect(secondsToOpening()).toBeGreaterThan(117);
    seconds(115);
    expect(isClosed()).toBe(true);
    seconds(10);
    expect(isClosed()).toBe(false);
  });

  test('are refused where there is no such day or minute, and read back', () => {
    const next = settingsToBe();
    expect(setHours(next, 0, 0x80, 0, 0)).toBe(false);
    expect(setHours(next, 0, 1, 1440, 0)).toBe(false);
    expect(setHours(next, 0, 1, 0, 1441)).toBe(false);
    expect(setHours(next, 0, -1, 0, 0)).toBe(false);
    hours(FRIDAY, 61, 1440);
    expect(daysOf(settings(), 0)).toBe(FRIDAY);
    expect(fromOf_min(settings(), 0)).toBe(61);
    expect(toOf_min(settings(), 0)).toBe(1440);
  });
});
