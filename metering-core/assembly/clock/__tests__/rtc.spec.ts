// The RTC as the core keeps it: when it is asked, how its seconds are counted, and what it does without a time.
import { clockReadings, resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { CLOCK_READ, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { adoptClock, clock_s, passSeconds, clockStatus, clockStopped, resetClock } from '../rtc';

const TIME_s: u64 = 1_800_000_000;

function adopt(status: i32, time_s: u64, stopped: bool): void {
  adoptClock(CLOCK_READ, status, time_s, stopped, 25_000, 0);
}

function pass(seconds: i32): void {
  for (let second: i32 = 0; second < seconds; second++) passSeconds(1);
}

describe('The clock', () => {
  beforeEach(() => {
    resetHost();
    resetClock();
  });

  test('knows no time before the board told it, and asks for it', () => {
    pass(5);
    expect(clock_s).toBe(0);
    expect(clockStatus).toBe(Status.NOT_STARTED);
    expect(clockReadings()).toBe(1);
  });

  test('counts the seconds behind a reading, has the first one confirmed at once, and asks again within the hour', () => {
    adopt(Status.OK, TIME_s, false);
    pass(4);
    expect(clock_s).toBe(TIME_s + 4);
    expect(clockReadings()).toBe(1);
    pass(1);
    expect(clockReadings()).toBe(2);
    adopt(Status.OK, TIME_s + 6, true);
    expect(clock_s).toBe(TIME_s + 6);
    expect(clockStopped).toBe(true);
    pass(3599);
    expect(clockReadings()).toBe(2);
    pass(1);
    expect(clockReadings()).toBe(3);
    expect(clock_s).toBe(TIME_s + 3606);
  });

  test('goes on with a time that is known while the RTC does not answer', () => {
    adopt(Status.OK, TIME_s, false);
    adopt(Status.TIMEOUT, 0, false);
    expect(clockStatus).toBe(Status.TIMEOUT);
    pass(60);
    expect(clock_s).toBe(TIME_s + 60);
    expect(clockReadings()).toBe(2);
  });

  test('that gives no time has none, and is asked again within a minute', () => {
    adopt(Status.NOT_FOUND, TIME_s, true);
    expect(clockStatus).toBe(Status.NOT_FOUND);
    expect(clockStopped).toBe(false);
    pass(59);
    expect(clock_s).toBe(0);
    expect(clockReadings()).toBe(1);
    pass(1);
    expect(clockReadings()).toBe(2);
  });
});
