// The RTC as the core keeps it: when it is asked, how its seconds are counted, and what it does without a time.
import { clockReadings, resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { adoptClock, clock_s, clockSecond, clockStatus, clockStopped, resetClock } from '../rtc';

const TIME_s: u64 = 1_800_000_000;

function pass(seconds: i32): void {
  for (let second: i32 = 0; second < seconds; second++) clockSecond();
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

  test('counts the seconds behind a reading, and asks again within the hour', () => {
    adoptClock(Status.OK, TIME_s, false);
    pass(3599);
    expect(clock_s).toBe(TIME_s + 3599);
    expect(clockReadings()).toBe(1);
    pass(1);
    expect(clockReadings()).toBe(2);
    adoptClock(Status.OK, TIME_s + 3601, true);
    expect(clock_s).toBe(TIME_s + 3601);
    expect(clockStopped).toBe(true);
  });

  test('that gives no time has none, and is asked again within a minute', () => {
    adoptClock(Status.OK, TIME_s, true);
    adoptClock(Status.NOT_FOUND, TIME_s, true);
    expect(clockStatus).toBe(Status.NOT_FOUND);
    expect(clockStopped).toBe(false);
    pass(59);
    expect(clock_s).toBe(0);
    expect(clockReadings()).toBe(1);
    pass(1);
    expect(clockReadings()).toBe(2);
  });
});
