// Setting and slewing the clock: what is counted before it is done, how a slew goes, what a broadcast may not.
import { clockSetTo, resetHost, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import {
  CLOCK_READ, CLOCK_SET, CLOCK_SOURCE_BROADCAST, CLOCK_SOURCE_COMMAND, CLOCK_SOURCE_RTC, CLOCK_SOURCE_SLEW, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { loadLocalTime } from '../local-time';
import { adoptClock, change_s, changedBy, changeWasTold, clock_s, clockSteps, passSeconds, resetClock } from '../rtc';
import { beginSecond, startSeconds } from '../seconds';
import { followSetting, isUncertain, resetSetting, setClockByCommand, slewByBroadcast, slewByCommand, slewSecond, wasNeverSet } from '../setting';
import { clockState, loadClockState, sumUncertainty, uncertainty_s, UNKNOWN_s } from '../uncertainty';

/** Noon of a day, UTC. */
const NOON_s: u64 = 1_800_014_400;

function told(operation: i32, time_s: u64): void {
  if (operation == CLOCK_SET) clockSetTo();
  followSetting(operation, Status.OK);
  adoptClock(operation, Status.OK, time_s, false, 23_000, 0);
  sumUncertainty();
}

function start(): void {
  startSeconds(4_000_000);
  loadClockState();
  loadLocalTime();
  resetSetting();
  resetClock();
}

/** Each second the RTC takes what it is told, as the board would. */
function pass(seconds: i32): void {
  for (let s = 0; s < seconds; s++) {
    passSeconds(1);
    slewSecond();
    const taken = clockSetTo();
    if (taken) told(CLOCK_SET, <u64>taken);
  }
}

describe('Setting the clock', () => {
  beforeEach(() => {
    resetHost();
    start();
    told(CLOCK_READ, NOON_s);
  });

  test('by a command comes into force with the RTC, and tells the step', () => {
    expect(wasNeverSet()).toBe(true);
    expect(uncertainty_s()).toBe(UNKNOWN_s);
    expect(setClockByCommand(NOON_s + 5000, 10)).toBe(Status.OK);
    expect(clock_s).toBe(NOON_s);
    expect(setClockByCommand(NOON_s + 6000, 10)).toBe(Status.BUSY);
    told(CLOCK_SET, NOON_s + 5000);
    expect(clock_s).toBe(NOON_s + 5000);
    expect(changedBy).toBe(CLOCK_SOURCE_COMMAND);
    expect(change_s).toBe(5000);
    expect(clockSteps).toBe(1);
    expect(clockState().settings).toBe(1);
    expect(clockState().set_s).toBe(NOON_s + 5000);
    expect(uncertainty_s()).toBe(10);
    expect(wasNeverSet()).toBe(false);
  });

  test('is counted, and claims no more than before, where the supply goes in between', () => {
    setClockByCommand(NOON_s + 100, 2);
    told(CLOCK_SET, NOON_s + 100);
    setClockByCommand(NOON_s - 400, 1);
    start();
    told(CLOCK_READ, NOON_s + 101);
    expect(clockState().settings).toBe(2);
    expect(uncertainty_s()).toBeGreaterThanOrEqual(502);
  });

  test('changes nothing where the RTC does not answer, the time is none, or it cannot be counted', () => {
    setClockByCommand(NOON_s + 100, 2);
    followSetting(CLOCK_SET, Status.TIMEOUT);
    adoptClock(CLOCK_SET, Status.TIMEOUT, 0, false, 0, 0);
    expect(clock_s).toBe(NOON_s);
    expect(changedBy).toBe(0);
    expect(clockSetTo()).toBe(<i64>NOON_s + 100);
    expect(setClockByCommand(946_684_799, 1)).toBe(Status.OUT_OF_RANGE);
    expect(setClockByCommand(7_258_118_400, 1)).toBe(Status.OUT_OF_RANGE);
    expect(setClockByCommand(NOON_s, -1)).toBe(Status.OUT_OF_RANGE);
    setStorageFails(true);
    expect(setClockByCommand(NOON_s + 100, 2)).toBe(Status.STORAGE_FAILED);
    expect(clockSetTo()).toBe(0);
  });

  test('leaves an uncertainty that grows by half a second a day, and by a second a day without supply', () => {
    setClockByCommand(NOON_s, 0);
    told(CLOCK_SET, NOON_s);
    pass(86_400);
    expect(uncertainty_s()).toBe(1);
    sumUncertainty();
    expect(clockState().uncertainty_us).toBe(500_000);
    start();
    told(CLOCK_READ, NOON_s + 11 * 86_400);
    expect(clockState().uncertainty_us).toBe(10_500_000);
    expect(isUncertain()).toBe(false);
    start();
    told(CLOCK_READ, NOON_s + 100 * 86_400);
    expect(isUncertain()).toBe(true);
  });

  test('has a clock that fell back while off known to be as uncertain as it fell', () => {
    setClockByCommand(NOON_s, 0);
    told(CLOCK_SET, NOON_s);
    start();
    told(CLOCK_READ, NOON_s - 3600);
    expect(uncertainty_s()).toBeGreaterThanOrEqual(3600);
  });

  test('follows an RTC that is found elsewhere, and says so', () => {
    beginSecond(0);
    told(CLOCK_READ, NOON_s + 1);
    told(CLOCK_READ, NOON_s + 500);
    expect(changedBy).toBe(CLOCK_SOURCE_RTC);
    expect(clock_s).toBe(NOON_s + 500);
  });
});

describe('Slewing the clock', () => {
  beforeEach(() => {
    resetHost();
    start();
    told(CLOCK_READ, NOON_s);
  });

  test('moves it a second at a time, ten a day, forward or back, and never past a minute', () => {
    for (let way: i64 = -1; way <= 1; way += 2) {
      slewByCommand(4 * way);
      expect(changedBy).toBe(CLOCK_SOURCE_SLEW);
      changeWasTold();
      const before = clock_s;
      pass(86_400);
      expect(<i64>(clock_s - before)).toBe(86_400 + 4 * way);
      expect(clockState().slew_left_s).toBe(0);
      expect(changedBy).toBe(0);
    }
    slewByCommand(25);
    const before = clock_s;
    pass(86_400);
    expect(<i64>(clock_s - before)).toBeLessThanOrEqual(86_410);
    expect(clockState().slew_left_s).toBe(15);
  });

  test('goes on after a start, and ends with a command that sets the clock', () => {
    slewByCommand(5);
    start();
    told(CLOCK_READ, NOON_s);
    expect(clockState().slew_left_s).toBe(5);
    setClockByCommand(NOON_s + 9, 1);
    expect(clockState().slew_left_s).toBe(0);
    expect(slewByCommand(3601)).toBe(Status.OUT_OF_RANGE);
  });

  test('is what a broadcast may ask for once a day, by five minutes at most, not near midnight', () => {
    expect(slewByBroadcast(NOON_s + 301)).toBe(Status.OUT_OF_RANGE);
    expect(slewByBroadcast(NOON_s - 60)).toBe(Status.OK);
    expect(changedBy).toBe(CLOCK_SOURCE_BROADCAST);
    expect(slewByBroadcast(NOON_s + 60)).toBe(Status.BUSY);
    expect(clockState().slew_left_s).toBe(-60);
    told(CLOCK_READ, NOON_s + 43_200);
    told(CLOCK_READ, NOON_s + 43_200);
    expect(slewByBroadcast(NOON_s + 43_201)).toBe(Status.OUT_OF_RANGE);
    told(CLOCK_READ, NOON_s + 2 * 43_200);
    expect(slewByBroadcast(NOON_s + 2 * 43_200 + 5)).toBe(Status.OK);
    expect(clockState().broadcasts).toBe(2);
    expect(clockState().refused).toBe(3);
  });
});
