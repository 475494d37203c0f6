// What a start finds and tells: registers and events that are lost, a sealing that was cut off, the latch of the main cover.
import { framRead, framWrite, resetHost, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { HOT_RECORD_BYTES, LOCAL_TIME_BYTES, LocalTime, Parameters, PARAMETERS_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  COVER_LATCH_ARMED, COVER_LATCH_LOST, COVER_LATCH_OPENED, COVER_WITHOUT_POWER, EVENT_CALIBRATION_CHANGED, EVENT_LOG_DAMAGED,
  EVENT_LOCAL_TIME_SET, EVENT_LOSS_ACKNOWLEDGED, EVENT_MAIN_COVER_OPEN, EVENT_RATIO_CHANGED, EVENT_REGISTER_BANK_DAMAGED, EVENT_REGISTERS_LOST,
  EVENT_RING, EVENT_SEALED_RECORD_DAMAGED,
  FRAM_EVENTS_A, FRAM_EVENTS_B, FRAM_HOT_A, FRAM_HOT_B, FRAM_PARAMETERS_A, FRAM_PARAMETERS_B, FRAM_USED_A,
  FRAM_USED_B, METERING_FLAG_REGISTERS_LOST, RESET_POWER_ON, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { freshMeter, supply } from '../../__tests__/mains';
import { meteringFlags } from '../marks';
import { loadLocalTime, localTime, replaceLocalTime } from '../../clock/local-time';
import { closedRegisters } from '../../energy/energy';
import { registerValue } from '../../energy/register-state';
import { replaceParameters, startMetering } from '../../metering';
import { parameters } from '../../parameters/parameters';
import { eventOf, newestEvent } from '../event-log';
import { completeLocalTime, noteCoverLatch, noteLocalTime, startEvents } from '../event-moments';
import { acknowledgeRegisters } from '../storage-state';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(512, 8);
// @ts-ignore: decorator
@lazy const OLD = memory.data(512, 8);

function blank(address: i32, bytes: i32): void {
  for (let i: i32 = 0; i < bytes; i++) framWrite(address + i, 0xff);
}

function damage(address: i32): void {
  framWrite(address + 20, framRead(address + 20) ^ 1);
}

/** Events of a kind since a number. */
function since(first: u32, event: i32): i32 {
  let count: i32 = 0;
  for (let sequence = first + 1; sequence <= newestEvent; sequence++) {
    const record = eventOf(sequence);
    if (record && <i32>record.event == event) count++;
  }
  return count;
}

function isLost(): bool {
  return (meteringFlags() & METERING_FLAG_REGISTERS_LOST) != 0;
}

/** A meter that has counted for a while and starts again. */
function usedMeter(): void {
  freshMeter();
  supply(9000);
  startMetering(RESET_POWER_ON);
}

function loseRegisters(): void {
  blank(FRAM_HOT_A, HOT_RECORD_BYTES);
  blank(FRAM_HOT_B, HOT_RECORD_BYTES);
}

describe('Registers that are lost', () => {
  beforeEach(() => {
    usedMeter();
  });

  test('are none of a new board, nor of one that starts as it should', () => {
    expect(since(0, EVENT_REGISTERS_LOST)).toBe(0);
    expect(since(0, EVENT_REGISTER_BANK_DAMAGED)).toBe(0);
    expect(isLost()).toBe(false);
    expect(registerValue(closedRegisters(), 0, 0)).toBeGreaterThan(6_000_000);
  });

  test('are told whether the banks are blank or damaged, and marked over restarts', () => {
    for (let damaged: i32 = 0; damaged < 2; damaged++) {
      usedMeter();
      const before = newestEvent;
      if (damaged) damage(FRAM_HOT_A);
      if (damaged) damage(FRAM_HOT_B);
      else loseRegisters();
      startMetering(RESET_POWER_ON);
      expect(since(before, EVENT_REGISTERS_LOST)).toBe(1);
      expect(isLost()).toBe(true);
      expect(registerValue(closedRegisters(), 0, 0)).toBe(0);
      const told = newestEvent;
      startMetering(RESET_POWER_ON);
      expect(since(told, EVENT_REGISTERS_LOST)).toBe(0);
      expect(isLost()).toBe(true);
    }
  });

  test('are told by whatever else says that the meter was used', () => {
    for (let left: i32 = 0; left < 2; left++) {
      usedMeter();
      loseRegisters();
      if (left != 0) blank(FRAM_USED_A, 8);
      if (left != 0) blank(FRAM_USED_B, 8);
      if (left != 1) blank(FRAM_EVENTS_A, EVENT_RING * 40);
      if (left != 1) blank(FRAM_EVENTS_B, EVENT_RING * 40);
      startMetering(RESET_POWER_ON);
      expect(isLost()).toBe(true);
    }
  });

  test('are marked until somebody acknowledges it, which is an event', () => {
    expect(acknowledgeRegisters()).toBe(Status.NOT_FOUND);
    loseRegisters();
    startMetering(RESET_POWER_ON);
    expect(acknowledgeRegisters()).toBe(Status.OK);
    expect(isLost()).toBe(false);
    expect(since(0, EVENT_LOSS_ACKNOWLEDGED)).toBe(1);
    startMetering(RESET_POWER_ON);
    expect(isLost()).toBe(false);
    expect(acknowledgeRegisters()).toBe(Status.NOT_FOUND);
  });

  test('stay marked when the acknowledgement cannot be stored', () => {
    loseRegisters();
    startMetering(RESET_POWER_ON);
    setStorageFails(true);
    expect(acknowledgeRegisters()).toBe(Status.STORAGE_FAILED);
    setStorageFails(false);
    expect(isLost()).toBe(true);
  });
});

describe('A bank of the registers that is damaged', () => {
  test('is told once, whichever it is, and costs a second at most', () => {
    for (let bank: i32 = 0; bank < 2; bank++) {
      usedMeter();
      const before = newestEvent;
      damage(bank == 0 ? FRAM_HOT_A : FRAM_HOT_B);
      startMetering(RESET_POWER_ON);
      expect(since(before, EVENT_REGISTER_BANK_DAMAGED)).toBe(1);
      expect(isLost()).toBe(false);
      startMetering(RESET_POWER_ON);
      expect(since(before, EVENT_REGISTER_BANK_DAMAGED)).toBe(1);
    }
  });
});

describe('A log that is damaged', () => {
  test('is told at the start that finds it, and once', () => {
    usedMeter();
    const before = newestEvent;
    damage(FRAM_EVENTS_A + 40);
    damage(FRAM_EVENTS_B + 40);
    startMetering(RESET_POWER_ON);
    startMetering(RESET_POWER_ON);
    expect(since(before, EVENT_LOG_DAMAGED)).toBe(1);
    expect(eventOf(1)).toBeNull();
  });
});

/** Seals, then takes back all that was written behind the first bank: the events and the other bank. */
function sealAndCut(): void {
  memory.copy(RECORD, changetype<usize>(parameters()), PARAMETERS_BYTES);
  changetype<Parameters>(RECORD).current_ratio_primary++;
  const before = newestEvent;
  const second = parameters().sequence & 1 ? FRAM_PARAMETERS_A : FRAM_PARAMETERS_B;
  for (let i: i32 = 0; i < PARAMETERS_BYTES; i++) store<u8>(OLD + i, <u8>framRead(second + i));
  expect(replaceParameters(RECORD)).toBe(Status.OK);
  for (let i: i32 = 0; i < PARAMETERS_BYTES; i++) framWrite(second + i, load<u8>(OLD + i));
  for (let sequence = before + 1; sequence <= newestEvent; sequence++) {
    blank(FRAM_EVENTS_A + <i32>(sequence % EVENT_RING) * 40, 40);
    blank(FRAM_EVENTS_B + <i32>(sequence % EVENT_RING) * 40, 40);
  }
}

describe('A sealing that was cut off behind its first bank', () => {
  beforeEach(() => {
    usedMeter();
  });

  test('is in force at the next start with its events, once', () => {
    sealAndCut();
    const sequence = <i32>parameters().sequence;
    startMetering(RESET_POWER_ON);
    startMetering(RESET_POWER_ON);
    expect(parameters().sequence).toBe(sequence);
    expect(since(0, EVENT_CALIBRATION_CHANGED)).toBe(1);
    expect(since(0, EVENT_RATIO_CHANGED)).toBe(1);
    for (let i: i32 = 0; i < PARAMETERS_BYTES; i++) expect(framRead(FRAM_PARAMETERS_A + i)).toBe(framRead(FRAM_PARAMETERS_B + i));
  });
});

describe('The latch of the main cover', () => {
  beforeEach(() => {
    resetHost();
    startEvents(RESET_POWER_ON);
  });

  test('enters an opening without power, with its mark, and over at once', () => {
    const before = newestEvent;
    expect(noteCoverLatch(COVER_LATCH_OPENED)).toBe(Status.OK);
    expect(newestEvent).toBe(before + 1);
    const event = eventOf(newestEvent)!;
    expect(event.event).toBe(<u8>EVENT_MAIN_COVER_OPEN);
    expect(event.extreme).toBe(COVER_WITHOUT_POWER);
    expect(event.end).toBeGreaterThan(0);
  });

  test('enters nothing when the cover stayed on, and when the latch lost its battery', () => {
    const before = newestEvent;
    expect(noteCoverLatch(COVER_LATCH_ARMED)).toBe(Status.OK);
    expect(noteCoverLatch(COVER_LATCH_LOST)).toBe(Status.OK);
    expect(noteCoverLatch(COVER_LATCH_LOST + 1)).toBe(Status.OUT_OF_RANGE);
    expect(noteCoverLatch(-1)).toBe(Status.OUT_OF_RANGE);
    expect(newestEvent).toBe(before);
  });
});

/** A zone east of UTC is in force, of the minutes given. */
function replaceZone(zone_min: i16): void {
  memory.copy(RECORD, changetype<usize>(localTime()), LOCAL_TIME_BYTES);
  changetype<LocalTime>(RECORD).zone_min = zone_min;
  expect(replaceLocalTime(RECORD)).toBe(Status.OK);
}

describe('A local time that a cut left in force without its event', () => {
  beforeEach(() => {
    usedMeter();
    loadLocalTime();
    replaceZone(60);
    noteLocalTime();
  });

  test('gets it at the next start, once', () => {
    const before = newestEvent;
    completeLocalTime();
    expect(newestEvent).toBe(before);
    replaceZone(120);
    completeLocalTime();
    completeLocalTime();
    expect(since(before, EVENT_LOCAL_TIME_SET)).toBe(1);
    expect(eventOf(newestEvent)!.extreme).toBe(<i32>localTime().sequence);
  });

  test('gets none where the log lost events: what it held is not known', () => {
    damage(FRAM_EVENTS_A + <i32>(newestEvent % EVENT_RING) * 40);
    damage(FRAM_EVENTS_B + <i32>(newestEvent % EVENT_RING) * 40);
    startMetering(RESET_POWER_ON);
    const before = newestEvent;
    completeLocalTime();
    expect(newestEvent).toBe(before);
  });
});

function blankBanks(): void {
  blank(FRAM_PARAMETERS_A, PARAMETERS_BYTES);
  blank(FRAM_PARAMETERS_B, PARAMETERS_BYTES);
}

describe('Both banks of the sealed record blank', () => {
  test('are told of a meter that was sealed', () => {
    usedMeter();
    memory.copy(RECORD, changetype<usize>(parameters()), PARAMETERS_BYTES);
    expect(replaceParameters(RECORD)).toBe(Status.OK);
    blankBanks();
    const before = newestEvent;
    startMetering(RESET_POWER_ON);
    expect(since(before, EVENT_SEALED_RECORD_DAMAGED)).toBe(1);
    expect(since(before, EVENT_CALIBRATION_CHANGED)).toBe(0);
  });

  test('are as they should be of one that never was', () => {
    usedMeter();
    blankBanks();
    startMetering(RESET_POWER_ON);
    expect(since(0, EVENT_SEALED_RECORD_DAMAGED)).toBe(0);
  });
});
