// What is recorded and when: minutes of the clock and without one, freezes by local time, late ones, what marks a record.
import { jobEnds, norEnds, norPut, resetHost, setHasKeys } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { FREEZE_RECORD_BYTES, FreezeRecord, LOCAL_TIME_BYTES, LocalTime, MINUTE_RECORD_BYTES, MinuteRecord } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  CLOCK_READ, DAY_LAST, EVENT_RECORDS_DAMAGED, QUALITY_NEVER_SET, QUALITY_UNKNOWN, RECORD_FLAG_CLOCK_CHANGED, RECORD_FLAG_GAP, RECORD_FLAG_LATE,
  RECORD_FLAG_SAMPLES_LOST, RECORD_FLAG_STARTED, RING_BILLING, RING_DAY_HEADS, RING_DAYS, RING_HOURS, RING_INSTANT, RING_MINUTES, RING_MONTHS,
  Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { DAY_s, daysOf } from '../../../../shared-protocol/assembly/objects/calendar';
import { localTime, loadLocalTime, replaceLocalTime } from '../../clock/local-time';
import { adoptClock, clock_s, resetClock } from '../../clock/rtc';
import { lifeSamples, missSamples, sampleIndex } from '../../clock/sample-clock';
import { untilSecond } from '../../clock/seconds';
import { loadClockState } from '../../clock/uncertainty';
import { passSamples } from '../../clock/sample-clock';
import { startMetering } from '../../metering';
import { signatureEnded } from '../../proof/signatures';
import { beginSeconds, clockEdge, freezeNow, recordEnded } from '../recorder';
import { eventOf, newestEvent } from '../../events/event-log';
import { newestOf, readRecord } from '../ring-reader';
import { slotAddress } from '../rings';

const MINUTE = memory.data(MINUTE_RECORD_BYTES, 8);
const FREEZE = memory.data(FREEZE_RECORD_BYTES, 8);
const NEXT = memory.data(LOCAL_TIME_BYTES, 8);

function utc(y: i32, m: i32, d: i32, hour: i64, minute: i64): u64 {
  return <u64>(<i64>daysOf(y, m, d) * DAY_s + hour * 3600 + minute * 60);
}

const SIGNATURE = memory.data(64);

function settle(): void {
  while (norEnds(true)) recordEnded(Status.OK);
  signatureEnded(jobEnds(), 64, SIGNATURE);
}

/** The meter starts at a time of its RTC. */
function start(at_s: u64): void {
  loadClockState();
  loadLocalTime();
  resetClock();
  startMetering(0);
  if (at_s) adoptClock(CLOCK_READ, Status.OK, at_s, false, 23_000, 0);
  clockEdge(0);
  if (at_s) adoptClock(CLOCK_READ, Status.OK, at_s + 1, false, 23_000, 0);
  settle();
}

/** Seconds go by with edges and samples in them, and the NOR has time enough. */
function pass(seconds: i64): void {
  for (let s: i64 = 0; s < seconds; s++) {
    passSamples(untilSecond(sampleIndex));
    beginSeconds();
    clockEdge(<i64>sampleIndex << 16);
    settle();
  }
}

function minute(sequence: u32): MinuteRecord {
  expect(readRecord(RING_MINUTES, sequence, MINUTE)).toBe(Status.OK);
  return changetype<MinuteRecord>(MINUTE);
}

function freeze(ring: i32, sequence: u32): FreezeRecord {
  expect(readRecord(ring, sequence, FREEZE)).toBe(Status.OK);
  return changetype<FreezeRecord>(FREEZE);
}

describe('The recorder', () => {
  beforeEach(() => {
    resetHost();
  });

  test('makes a record with every minute of the clock, the first one marked as begun within it', () => {
    start(utc(2026, 5, 4, 10, 0) + 17);
    pass(200);
    expect(newestOf(RING_MINUTES)).toBe(3);
    expect(minute(1).time_s).toBe(utc(2026, 5, 4, 10, 1));
    expect(minute(1).flags).toBe(<u16>RECORD_FLAG_STARTED);
    expect(minute(1).quality & <u8>QUALITY_NEVER_SET).toBe(<u8>QUALITY_NEVER_SET);
    expect(minute(2).time_s).toBe(utc(2026, 5, 4, 10, 2));
    expect(minute(2).flags).toBe(0);
    expect(minute(3).starts).toBe(1);
  });

  test('marks what is missing, and invents nothing of it', () => {
    start(utc(2026, 5, 4, 10, 0));
    pass(130);
    start(utc(2026, 5, 4, 12, 0) + 30);
    pass(100);
    expect(newestOf(RING_MINUTES)).toBe(4);
    expect(minute(2).time_s).toBe(utc(2026, 5, 4, 10, 2));
    expect(minute(3).time_s).toBe(utc(2026, 5, 4, 12, 1));
    expect(minute(3).flags).toBe(<u16>(RECORD_FLAG_GAP | RECORD_FLAG_STARTED));
    expect(minute(4).flags).toBe(0);
  });

  test('marks records whose clock was changed, and those that lack samples', () => {
    start(utc(2026, 5, 4, 10, 0));
    pass(70);
    adoptClock(CLOCK_READ, Status.OK, clock_s + 7, false, 23_000, sampleIndex);
    pass(60);
    missSamples(sampleIndex + 40);
    pass(60);
    expect(minute(2).flags).toBe(<u16>RECORD_FLAG_CLOCK_CHANGED);
    expect(minute(3).flags).toBe(<u16>RECORD_FLAG_SAMPLES_LOST);
  });

  test('goes on by its own seconds while no time is known, and freezes nothing by a clock it does not have', () => {
    start(0);
    pass(190);
    expect(newestOf(RING_MINUTES)).toBe(3);
    expect(minute(2).time_s).toBe(0);
    expect(minute(2).quality & <u8>QUALITY_UNKNOWN).toBe(<u8>QUALITY_UNKNOWN);
    expect(newestOf(RING_HOURS)).toBe(0);
    expect(newestOf(RING_DAYS)).toBe(0);
  });

  test('freezes hours, days, months and billing periods each when they begin, in one moment', () => {
    start(utc(2026, 5, 31, 22, 58));
    pass(2 * 3600);
    expect(newestOf(RING_HOURS)).toBe(3);
    expect(freeze(RING_HOURS, 1).flags).toBe(<u16>(RECORD_FLAG_STARTED | RECORD_FLAG_LATE));
    expect(freeze(RING_HOURS, 2).time_s).toBe(utc(2026, 5, 31, 23, 0));
    expect(freeze(RING_HOURS, 2).flags).toBe(0);
    const rings = [RING_HOURS, RING_DAYS, RING_MONTHS, RING_BILLING];
    const sample = freeze(RING_HOURS, 3).sample_index;
    for (let i = 0; i < rings.length; i++) {
      const record = freeze(rings[i], newestOf(rings[i]));
      expect(record.time_s).toBe(utc(2026, 6, 1, 0, 0));
      expect(record.sample_index).toBe(sample);
    }
    expect(newestOf(RING_DAYS)).toBe(2);
  });

  test('freezes by local time: a day of 23 and one of 25 hours, a billing day at its hour', () => {
    loadLocalTime();
    memory.copy(NEXT, changetype<usize>(localTime()), LOCAL_TIME_BYTES);
    const zone = changetype<LocalTime>(NEXT);
    zone.zone_min = 60;
    zone.daylight_min = 60;
    zone.begin_day = <u8>DAY_LAST;
    zone.begin_quarter = 8;
    zone.end_quarter = 12;
    zone.billing_day = 28;
    zone.billing_hour = 6;
    expect(replaceLocalTime(NEXT)).toBe(Status.OK);
    start(utc(2026, 3, 28, 4, 0));
    pass(3 * 86_400 - 4 * 3600);
    expect(newestOf(RING_DAYS)).toBe(4);
    expect(freeze(RING_DAYS, 2).time_s).toBe(utc(2026, 3, 28, 23, 0));
    expect(freeze(RING_DAYS, 3).time_s).toBe(utc(2026, 3, 29, 22, 0));
    expect(newestOf(RING_BILLING)).toBe(2);
    expect(freeze(RING_BILLING, 2).time_s).toBe(utc(2026, 3, 28, 5, 0));
    expect(newestOf(RING_HOURS)).toBe(69);
    start(utc(2026, 10, 24, 21, 0));
    const days = newestOf(RING_DAYS);
    const hours = newestOf(RING_HOURS);
    pass(27 * 3600);
    expect(newestOf(RING_DAYS) - days).toBe(3);
    expect(freeze(RING_DAYS, days + 2).time_s).toBe(utc(2026, 10, 24, 22, 0));
    expect(freeze(RING_DAYS, days + 3).time_s).toBe(utc(2026, 10, 25, 23, 0));
    expect(newestOf(RING_HOURS) - hours).toBe(28);
  });

  test('freezes late what fell into a time without supply, with the time it did so', () => {
    start(utc(2026, 5, 4, 10, 0));
    pass(120);
    start(utc(2026, 5, 6, 9, 30));
    pass(60);
    expect(newestOf(RING_DAYS)).toBe(2);
    expect(freeze(RING_DAYS, 2).time_s).toBe(utc(2026, 5, 6, 9, 31));
    expect(freeze(RING_DAYS, 2).flags).toBe(<u16>(RECORD_FLAG_STARTED | RECORD_FLAG_LATE));
    expect(newestOf(RING_MONTHS)).toBe(1);
  });

  test('has the head of each day signed once, also where the supply went before it was', () => {
    start(utc(2026, 5, 4, 23, 58));
    pass(180);
    expect(newestOf(RING_DAY_HEADS)).toBe(2);
    pass(600);
    expect(newestOf(RING_DAY_HEADS)).toBe(2);
    start(utc(2026, 5, 5, 23, 59));
    for (let s: i64 = 0; s < 70; s++) {
      passSamples(untilSecond(sampleIndex));
      beginSeconds();
      clockEdge(<i64>sampleIndex << 16);
      while (norEnds(true)) recordEnded(Status.OK);
    }
    expect(jobEnds()).toBeGreaterThan(0);
    start(utc(2026, 5, 6, 0, 5));
    pass(60);
    expect(newestOf(RING_DAYS)).toBe(3);
    expect(newestOf(RING_DAY_HEADS)).toBe(3);
  });

  test('has no heads of days on a meter without an identity', () => {
    setHasKeys(false);
    start(utc(2026, 5, 4, 23, 58));
    pass(180);
    expect(newestOf(RING_DAYS)).toBe(2);
    expect(newestOf(RING_DAY_HEADS)).toBe(0);
  });

  test('freezes on command into a ring of its own, one after the other', () => {
    start(utc(2026, 5, 4, 10, 0));
    expect(freezeNow()).toBe(Status.OK);
    expect(freezeNow()).toBe(Status.BUSY);
    pass(1);
    expect(newestOf(RING_INSTANT)).toBe(1);
    expect(freeze(RING_INSTANT, 1).sample_index).toBeLessThanOrEqual(lifeSamples);
    expect(freezeNow()).toBe(Status.OK);
  });

  test('finds a record that somebody changed or took away while nobody reads it, once from each start', () => {
    start(utc(2026, 5, 4, 10, 0));
    pass(600);
    const before = newestEvent;
    pass(60);
    expect(newestEvent).toBe(before);
    norPut(slotAddress(RING_MINUTES, 3) + 40, 0x01);
    for (let i = 0; i < 16; i++) norPut(slotAddress(RING_MINUTES, 6) + i, 0xff);
    pass(20);
    expect(newestEvent).toBe(before + 1);
    expect(eventOf(newestEvent)!.event).toBe(<u8>EVENT_RECORDS_DAMAGED);
    expect(eventOf(newestEvent)!.scope).toBe(<u8>(RING_MINUTES + 1));
    pass(60);
    expect(newestEvent).toBe(before + 1);
  });

  test('marks the minutes that a NOR at work for too long did not take', () => {
    start(utc(2026, 5, 4, 10, 0));
    pass(61);
    for (let s: i64 = 0; s < 190; s++) {
      passSamples(untilSecond(sampleIndex));
      beginSeconds();
      clockEdge(<i64>sampleIndex << 16);
    }
    settle();
    pass(60);
    const newest = newestOf(RING_MINUTES);
    let gaps = 0;
    for (let n: u32 = 2; n <= newest; n++) if (minute(n).flags & <u16>RECORD_FLAG_GAP) gaps++;
    expect(gaps).toBe(1);
  });
});
