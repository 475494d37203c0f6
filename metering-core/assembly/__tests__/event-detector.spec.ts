// The detector on a real supply: thresholds, hysteresis, debounce, gates, and the extreme that is kept.
import { EVENT_PHASE_LOSS, EVENT_SAG } from '../../../shared-protocol/generated/assembly/protocol';
import { activeEvents } from '../event-detector';
import { eventOf, newestEvent } from '../event-log';
import { ROWS, SIGNALS, tableRow } from '../event-table';
import { freshMeter, loseVoltage, supply } from './mains';

function isActive(event: i32): bool {
  return (activeEvents & (<u64>1 << event)) != 0;
}

describe('The table of events', () => {
  test('has an end on the right side of every start, known signals, and delays in order', () => {
    for (let i: i32 = 0; i < ROWS; i++) {
      const row = tableRow(i);
      expect(row.signal).toBeLessThan(SIGNALS);
      expect(row.direction == 1 || row.direction == -1).toBe(true);
      if (row.start > 1) expect(row.direction > 0 ? row.end <= row.start : row.end >= row.start).toBe(true);
      expect(row.startDelay_ms).toBeGreaterThanOrEqual(0);
      expect(row.startDelay_ms).toBeLessThanOrEqual(60_000);
    }
  });
});

describe('The detector', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('finds nothing in a sound supply but the start itself', () => {
    supply(40_000);
    expect(activeEvents).toBe(0);
    expect(newestEvent).toBe(1);
  });

  test('sees a lost voltage as a sag within two half cycles and ends it when the voltage is back', () => {
    supply(8_000);
    loseVoltage(1);
    supply(240);
    expect(isActive(EVENT_SAG)).toBe(true);
    supply(4_000);
    loseVoltage(-1);
    supply(4_000);
    expect(isActive(EVENT_SAG)).toBe(false);
    const sag = eventOf(2)!;
    expect(sag.event).toBe(<u8>EVENT_SAG);
    expect(sag.scope).toBe(2);
    expect(sag.extreme).toBeLessThan(10);
    expect(sag.end - sag.start).toBeGreaterThan(3_900);
    expect(sag.end - sag.start).toBeLessThan(4_500);
  });

  test('does not call a phase lost while current flows in it', () => {
    supply(8_000);
    loseVoltage(1);
    supply(20_000);
    expect(isActive(EVENT_PHASE_LOSS)).toBe(false);
  });
});
