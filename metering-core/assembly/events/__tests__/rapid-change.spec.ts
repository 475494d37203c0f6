// Rapid voltage changes, against the words of IEC 61000-4-30, 5.11 written down once more the slow way.
import { EventRecord } from '../../../../shared-protocol/generated/assembly/layouts';
import { EVENT_RAPID_CHANGE } from '../../../../shared-protocol/generated/assembly/protocol';
import { freshMeter, setVolts, supply } from '../../__tests__/mains';
import { eventOf, newestEvent } from '../event-log';
import { judgeRapidChange, resetRapidChanges } from '../rapid-change';
import { isSteady, meanOfSecond, resetSteady, takeHalfCycle } from '../steady-voltage';

const HALF_CYCLE: u64 = 40;
let now: u64 = 0;

function half(share: i32): void {
  now += HALF_CYCLE;
  judgeRapidChange(0, share, now, HALF_CYCLE);
}

function halves(share: i32, count: i32): void {
  for (let i: i32 = 0; i < count; i++) half(share);
}

function newest(): EventRecord {
  return eventOf(newestEvent)!;
}

/** Pseudo-random numbers, so that a failure comes again. */
let seed: u32 = 1;
function random(below: i32): i32 {
  seed = seed * 1_664_525 + 1_013_904_223;
  return <i32>((seed >> 8) % <u32>below);
}

describe('A voltage of the last second', () => {
  test('is steady by its mean and extremes as they are found by looking at every value', () => {
    resetSteady(60_000);
    const values = new Array<i32>();
    let times: i32 = 0;
    let level: i32 = 10_000;
    for (let i: i32 = 0; i < 20_000; i++) {
      if (random(150) == 0) level = 9_000 + random(2_000);
      values.push(level + random(300));
      takeHalfCycle(1, values[i]);
      if (i < 119) {
        expect(isSteady(1, 500)).toBe(false);
        continue;
      }
      let sum: i32 = 0;
      for (let k: i32 = i - 119; k <= i; k++) sum += values[k];
      let steady = true;
      for (let k: i32 = i - 119; k <= i; k++) if (abs(values[k] * 120 - sum) > 500 * 120) steady = false;
      if (steady != isSteady(1, 500) || sum / 120 != meanOfSecond(1)) times++;
    }
    expect(times).toBe(0);
  });
});

describe('A rapid voltage change', () => {
  beforeEach(() => {
    freshMeter();
    resetRapidChanges(50_000);
    now = 0;
    halves(10_000, 150);
  });

  test('is a step beyond 5 %: its start, its end where the steady second began, the largest departure and the difference', () => {
    const before = newestEvent;
    halves(9_400, 99);
    expect(newestEvent).toBe(before);
    half(9_400);
    expect(newestEvent).toBe(before + 1);
    expect(<i32>newest().event).toBe(EVENT_RAPID_CHANGE);
    expect(<i32>newest().scope).toBe(1);
    expect(newest().start).toBe(150 * HALF_CYCLE);
    expect(newest().end).toBe(newest().start + 1);
    expect(newest().extreme).toBe(-600);
    expect(newest().limit).toBe(-600);
  });

  test('that comes back leaves a departure and no difference, and lasts until it came back', () => {
    const before = newestEvent;
    halves(10_700, 10);
    halves(10_000, 100);
    expect(newestEvent).toBe(before + 1);
    expect(newest().extreme).toBe(700);
    expect(newest().limit).toBe(0);
    expect(newest().end).toBe(160 * HALF_CYCLE);
  });

  test('is none below 5 %', () => {
    const before = newestEvent;
    halves(9_520, 300);
    expect(newestEvent).toBe(before);
  });

  test('is none where it became a dip or a swell', () => {
    const before = newestEvent;
    halves(9_400, 10);
    halves(8_900, 1);
    halves(9_400, 200);
    halves(11_100, 200);
    expect(newestEvent).toBe(before);
  });

  test('ends only within half the threshold', () => {
    const before = newestEvent;
    for (let i: i32 = 0; i < 200; i++) half(i & 1 ? 9_400 : 9_940);
    expect(newestEvent).toBe(before);
    for (let i: i32 = 0; i < 100; i++) half(i & 1 ? 9_500 : 9_940);
    expect(newestEvent).toBe(before + 1);
  });

  test('is told of each phase of a mains that is metered', () => {
    freshMeter();
    supply(12_000);
    const before = newestEvent;
    setVolts(0.93);
    supply(8_000);
    expect(newestEvent).toBe(before + 3);
    for (let sequence = before + 1; sequence <= newestEvent; sequence++) {
      const event = eventOf(sequence)!;
      expect(<i32>event.event).toBe(EVENT_RAPID_CHANGE);
      expect(abs(event.limit + 700)).toBeLessThan(8);
      expect(event.start).toBeGreaterThan(11_900);
      expect(event.start).toBeLessThan(12_100);
    }
  });
});
