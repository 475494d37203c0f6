// Local time by its rules: Europe, North America, the southern hemisphere; what is no such record is refused.
import { framWrite, resetHost, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { LOCAL_TIME_BYTES, LocalTime } from '../../../../shared-protocol/generated/assembly/layouts';
import { DAY_LAST, FRAM_LOCAL_TIME_A, FRAM_LOCAL_TIME_B, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { Found } from '../../storage/banked-record';
import { DAY_s, daysOf } from '../../../../shared-protocol/assembly/objects/calendar';
import { isDaylight, loadLocalTime, localOffset_s, localTime, localTimeFound, replaceLocalTime } from '../local-time';

const NEXT = memory.data(LOCAL_TIME_BYTES, 8);

function next(): LocalTime {
  return changetype<LocalTime>(NEXT);
}

function utc(y: i32, m: i32, d: i32, hour: i64, minute: i64): i64 {
  return <i64>daysOf(y, m, d) * DAY_s + hour * 3600 + minute * 60;
}

function rules(begin: u8[], end: u8[]): void {
  next().begin_month = begin[0];
  next().begin_day = begin[1];
  next().begin_weekday = begin[2];
  next().begin_quarter = begin[3];
  next().end_month = end[0];
  next().end_day = end[1];
  next().end_weekday = end[2];
  next().end_quarter = end[3];
}

/** Last Sundays of March and October at 01:00 UTC. */
function europe(): void {
  next().zone_min = 60;
  next().daylight_min = 60;
  rules([3, <u8>DAY_LAST, 7, 8], [10, <u8>DAY_LAST, 7, 12]);
}

function expectChange(at: i64, before_s: i64, after_s: i64): void {
  expect(localOffset_s(at - 1)).toBe(before_s);
  expect(localOffset_s(at)).toBe(after_s);
}

describe('Local time', () => {
  beforeEach(() => {
    resetHost();
    loadLocalTime();
    memory.copy(NEXT, changetype<usize>(localTime()), LOCAL_TIME_BYTES);
  });

  test('is UTC in a meter nobody told otherwise', () => {
    expect(localTimeFound).toBe(0);
    expect(localOffset_s(utc(2026, 7, 1, 0, 0))).toBe(0);
    expect(localTime().billing_day).toBe(1);
  });

  test('changes in central Europe at one in the morning, UTC', () => {
    europe();
    expect(replaceLocalTime(NEXT)).toBe(Status.OK);
    expectChange(utc(2026, 3, 29, 1, 0), 3600, 7200);
    expectChange(utc(2026, 10, 25, 1, 0), 7200, 3600);
    expectChange(utc(2027, 3, 28, 1, 0), 3600, 7200);
  });

  test('changes in New York at two o\'clock of the second Sunday in March and the first in November', () => {
    next().zone_min = -300;
    next().daylight_min = 60;
    rules([3, 8, 7, 8], [11, 1, 7, 8]);
    expect(replaceLocalTime(NEXT)).toBe(Status.OK);
    expectChange(utc(2026, 3, 8, 7, 0), -18_000, -14_400);
    expectChange(utc(2026, 11, 1, 6, 0), -14_400, -18_000);
  });

  test('spans the turn of the year in Sydney', () => {
    next().zone_min = 600;
    next().daylight_min = 60;
    rules([10, 1, 7, 8], [4, 1, 7, 12]);
    expect(replaceLocalTime(NEXT)).toBe(Status.OK);
    expectChange(utc(2026, 4, 4, 16, 0), 39_600, 36_000);
    expectChange(utc(2026, 10, 3, 16, 0), 36_000, 39_600);
    expect(isDaylight(utc(2026, 12, 31, 13, 30))).toBe(true);
    expect(isDaylight(utc(2026, 7, 1, 0, 0))).toBe(false);
  });

  test('is found again after a start, and with one bank damaged', () => {
    europe();
    replaceLocalTime(NEXT);
    next().billing_day = 15;
    replaceLocalTime(NEXT);
    loadLocalTime();
    expect(localTimeFound).toBe(Found.WHOLE);
    expect(localTime().billing_day).toBe(15);
    framWrite(FRAM_LOCAL_TIME_B + 9, 0x55);
    loadLocalTime();
    expect(localTimeFound).toBe(Found.WHOLE | Found.DAMAGED_B);
    expect(localTime().billing_day).toBe(1);
    expect(localTime().zone_min).toBe(60);
    framWrite(FRAM_LOCAL_TIME_A + 9, 0x55);
    loadLocalTime();
    expect(localTimeFound).toBe(Found.DAMAGED);
    expect(localTime().zone_min).toBe(0);
  });

  test('refuses a zone, rule or schedule that is none, and keeps what it had', () => {
    const refused = (): void => {
      expect(replaceLocalTime(NEXT)).toBe(Status.OUT_OF_RANGE);
      memory.copy(NEXT, changetype<usize>(localTime()), LOCAL_TIME_BYTES);
    };
    next().zone_min = 841;
    refused();
    next().daylight_min = -1;
    refused();
    next().billing_day = 29;
    refused();
    next().billing_day = 0;
    refused();
    next().billing_hour = 24;
    refused();
    next().slew_limit_s = 0;
    refused();
    next().uncertainty_limit_s = 3601;
    refused();
    next().begin_month = 13;
    refused();
    next().begin_day = 32;
    refused();
    next().end_weekday = 0;
    refused();
    next().end_quarter = 96;
    refused();
    next().end_month = next().begin_month;
    refused();
    expect(replaceLocalTime(NEXT)).toBe(Status.OK);
    setStorageFails(true);
    next().billing_day = 9;
    expect(replaceLocalTime(NEXT)).toBe(Status.STORAGE_FAILED);
    expect(localTime().billing_day).toBe(1);
  });
});
