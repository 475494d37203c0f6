// The detector on a real supply: thresholds, hysteresis, debounce, gates, and the extreme that is kept.
import {
  EVENT_CLOCK_BATTERY_LOW, EVENT_MAIN_COVER_OPEN, EVENT_PHASE_LOSS, EVENT_RAPID_CHANGE, EVENT_REVERSED_SEQUENCE, EVENT_DIP,
  RESET_POWER_ON, SWITCH_CALIBRATION_JUMPER, SWITCH_CLOCK_BATTERY, SWITCH_MAIN_COVER, SWITCH_TERMINAL_COVER,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { switch_changed } from '../../index';
import { activeEvents } from '../event-detector';
import { eventOf, newestEvent } from '../event-log';
import { FIRST_SWITCH_ROW, ROWS, Signal, SIGNALS, SWITCH_ROWS, tableRow } from '../event-table';
import { resetSwitches } from '../../surroundings/switches';
import { startMetering } from '../../metering';
import { freshMeter, loseVoltage, setAmps, supply, swapPhases } from '../../__tests__/mains';

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

  test('has the switches, and nothing else, where they are looked for', () => {
    for (let i: i32 = 0; i < ROWS; i++) {
      const signal = tableRow(i).signal;
      const isSwitch = signal >= Signal.MAIN_COVER && signal <= Signal.JUMPER;
      expect(isSwitch).toBe(i >= FIRST_SWITCH_ROW && i < FIRST_SWITCH_ROW + SWITCH_ROWS);
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

  test('does not miss a voltage that was never there, and misses one that was, over a restart as well', () => {
    setAmps(0);
    loseVoltage(1);
    supply(12_000);
    expect(newestEvent).toBe(1);
    loseVoltage(-1);
    supply(8_000);
    expect(newestEvent).toBe(1);
    startMetering(RESET_POWER_ON);
    loseVoltage(1);
    supply(12_000);
    expect(isActive(EVENT_PHASE_LOSS)).toBe(true);
    expect(isActive(EVENT_DIP)).toBe(true);
  });

  test('sees a lost voltage as a dip within two half cycles and ends it when the voltage is back', () => {
    supply(8_000);
    loseVoltage(1);
    supply(240);
    expect(isActive(EVENT_DIP)).toBe(true);
    supply(4_000);
    loseVoltage(-1);
    supply(4_000);
    expect(isActive(EVENT_DIP)).toBe(false);
    const dip = eventOf(2)!;
    expect(dip.event).toBe(<u8>EVENT_DIP);
    expect(dip.scope).toBe(2);
    expect(dip.extreme).toBeLessThan(10);
    // 4240 samples without it, and up to a cycle of 80 on either side (IEC 61000-4-30: begin and end of the rms).
    expect(dip.start).toBeLessThanOrEqual(8_000);
    expect(dip.start).toBeGreaterThanOrEqual(8_000 - 80);
    expect(dip.end).toBeGreaterThanOrEqual(12_240);
    expect(dip.end).toBeLessThanOrEqual(12_240 + 120);
  });

  test('dates what the windows show from the start of the first to the end of the last that shows it', () => {
    supply(20_200);
    swapPhases();
    supply(8_000);
    expect(isActive(EVENT_REVERSED_SEQUENCE)).toBe(true);
    // Voltages that jump over to the other order change rapidly as well.
    let sequence = newestEvent;
    while (sequence > 1 && <i32>eventOf(sequence)!.event == EVENT_RAPID_CHANGE) sequence--;
    const reversed = eventOf(sequence)!;
    expect(reversed.event).toBe(<u8>EVENT_REVERSED_SEQUENCE);
    // Most of the window of 800 samples that the change falls into shows it already: it counts from its start.
    expect(reversed.start).toBeLessThanOrEqual(20_200);
    expect(reversed.start).toBeGreaterThan(20_200 - 800);
    swapPhases(false);
    supply(8_000);
    expect(reversed.end).toBeGreaterThan(28_200 - 800);
    expect(reversed.end).toBeLessThanOrEqual(28_200);
  });

  test('does not call a phase lost while current flows in it', () => {
    supply(8_000);
    loseVoltage(1);
    supply(20_000);
    expect(isActive(EVENT_PHASE_LOSS)).toBe(false);
  });
});

describe('Switches', () => {
  beforeEach(() => {
    resetSwitches();
    freshMeter();
  });

  test('begin and end their event at the very sample, between windows, before and behind the last block', () => {
    switch_changed(SWITCH_MAIN_COVER, 1, 0);
    supply(10_000);
    switch_changed(SWITCH_MAIN_COVER, 0, 9_876);
    expect(isActive(EVENT_MAIN_COVER_OPEN)).toBe(true);
    const open = eventOf(newestEvent)!;
    expect(open.start).toBe(9_876);
    expect(open.end).toBe(0);
    switch_changed(SWITCH_MAIN_COVER, 1, 10_001);
    expect(isActive(EVENT_MAIN_COVER_OPEN)).toBe(false);
    expect(open.end).toBe(10_001);
    const events = newestEvent;
    supply(4_000);
    expect(newestEvent).toBe(events);
  });

  test('keep their debounce: a battery must be low for a second, and is then dated from the first sample', () => {
    switch_changed(SWITCH_CLOCK_BATTERY, 1, 0);
    supply(8_000);
    switch_changed(SWITCH_CLOCK_BATTERY, 0, 8_010);
    supply(3_000);
    switch_changed(SWITCH_CLOCK_BATTERY, 1, 11_000);
    expect(newestEvent).toBe(1);
    switch_changed(SWITCH_CLOCK_BATTERY, 0, 11_500);
    supply(6_000);
    expect(isActive(EVENT_CLOCK_BATTERY_LOW)).toBe(true);
    expect(eventOf(newestEvent)!.start).toBe(11_500);
  });

  test('told closed, or open as the jumper is, raise nothing', () => {
    switch_changed(SWITCH_MAIN_COVER, 1, 0);
    switch_changed(SWITCH_TERMINAL_COVER, 1, 0);
    switch_changed(SWITCH_CALIBRATION_JUMPER, 0, 0);
    supply(4_000);
    expect(newestEvent).toBe(1);
  });
});
