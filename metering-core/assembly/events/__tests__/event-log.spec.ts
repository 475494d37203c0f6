// The ring of events: order, the newest of many, storage, and what a restart leaves of it.
import { crc32 } from '../../../../shared-protocol/assembly/crc';
import { resetHost, framRead, framWrite, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { EVENT_RECORD_BYTES, EventRecord } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  EVENT_CALIBRATION_CHANGED, EVENT_MAIN_COVER_OPEN, EVENT_RESET, EVENT_RING, EVENT_DIP, EVENTS, EVENTS_IN_REPLY, FRAM_EVENTS_A, FRAM_EVENTS_B,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { hotRecord } from '../../energy/hot-record';
import {
  clearDamage, closeEvent, copyEvents, damageOfLog, eventOf, eventsUnstored, holdsEvent, loadEvents, newestEvent, noteEvent, openEvent,
} from '../event-log';

// @ts-ignore: decorator
@lazy const BUFFER = memory.data(256, 8);

function copied(index: i32): EventRecord {
  return changetype<EventRecord>(BUFFER + index * EVENT_RECORD_BYTES);
}

/** What a start of a board finds whose hot record knows of so many events. */
function fresh(known: u32 = 0): void {
  resetHost();
  hotRecord().newest_event = known;
  loadEvents(0);
}

function damageCopy(copies: i32, slot: i32): void {
  const address = copies + slot * EVENT_RECORD_BYTES;
  framWrite(address, framRead(address) ^ 1);
}

describe('The ring of events', () => {
  beforeEach(() => {
    fresh();
  });

  test('begins empty in a blank FRAM', () => {
    expect(newestEvent).toBe(0);
    expect(copyEvents(0, BUFFER)).toBe(0);
  });

  test('keeps start, end, extreme and limit of an event', () => {
    const sequence = openEvent(EVENT_DIP, 2, 1000, 9000, 8000);
    expect(eventOf(sequence)!.end).toBe(0);
    closeEvent(sequence, 1500, 7000);
    copyEvents(1, BUFFER);
    expect(copied(0).start).toBe(1000);
    expect(copied(0).end).toBe(1500);
    expect(copied(0).extreme).toBe(7000);
    expect(copied(0).scope).toBe(2);
  });

  test('gives the newest by 0, and no more than a reply holds', () => {
    for (let i: i32 = 0; i < 20; i++) noteEvent(EVENT_RESET, 0, <u64>i, i);
    expect(copyEvents(0, BUFFER)).toBe(EVENTS_IN_REPLY);
    expect(copied(EVENTS_IN_REPLY - 1).sequence).toBe(20);
    expect(copyEvents(19, BUFFER)).toBe(2);
    expect(copyEvents(21, BUFFER)).toBe(0);
  });

  test('overtakes the oldest and survives a restart', () => {
    for (let i: i32 = 0; i < EVENT_RING + 10; i++) noteEvent(EVENT_RESET, 0, <u64>i + 1, i);
    loadEvents(1000);
    expect(newestEvent).toBe(EVENT_RING + 10);
    expect(eventOf(10)).toBeNull();
    expect(eventOf(11)).not.toBeNull();
    expect(copyEvents(1, BUFFER)).toBe(EVENTS_IN_REPLY);
    expect(copied(0).sequence).toBe(11);
  });

  test('ends at a restart what was under way', () => {
    openEvent(EVENT_DIP, 1, 100, 9000, 8000);
    loadEvents(5000);
    expect(eventOf(1)!.end).toBe(5000);
  });

  test('holds an event by its kind and extreme value', () => {
    noteEvent(EVENT_CALIBRATION_CHANGED, 0, 1, 7);
    expect(holdsEvent(EVENT_CALIBRATION_CHANGED, 7)).toBe(true);
    expect(holdsEvent(EVENT_CALIBRATION_CHANGED, 6)).toBe(false);
    expect(holdsEvent(EVENT_RESET, 7)).toBe(false);
  });

  test('says when it could not store', () => {
    setStorageFails(true);
    noteEvent(EVENT_RESET, 0, 1, 0);
    expect(eventsUnstored).toBe(true);
    setStorageFails(false);
  });

  test('keeps the newest of each kind, so that no flood of others pushes evidence out, and a restart finds it', () => {
    noteEvent(EVENT_CALIBRATION_CHANGED, 0, 1, 7);
    const cover = openEvent(EVENT_MAIN_COVER_OPEN, 0, 2, 0, 0);
    for (let i: i32 = 0; i < 10 * EVENT_RING; i++) noteEvent(i % 5, 1 + (i % 3), <u64>i + 3, i);
    closeEvent(cover, 9999, 0);
    for (let restart: i32 = 0; restart < 2; restart++) {
      expect(copyEvents(1, BUFFER)).toBe(EVENTS_IN_REPLY);
      expect(copied(0).event).toBe(<u8>EVENT_CALIBRATION_CHANGED);
      expect(copied(1).event).toBe(<u8>EVENT_MAIN_COVER_OPEN);
      expect(copied(1).end).toBe(9999);
      loadEvents(20_000);
    }
  });

  test('gives every event it holds once and in order, though some in between are gone', () => {
    for (let i: i32 = 0; i < 1000; i++) noteEvent(i % 7 == 0 ? i % 31 : EVENT_DIP, 1, <u64>i + 1, i);
    let seen: i32 = 0;
    let last: u32 = 0;
    for (let count = copyEvents(1, BUFFER); count > 0; count = copyEvents(last + 1, BUFFER)) {
      for (let i: i32 = 0; i < count; i++) {
        expect(copied(i).sequence).toBeGreaterThan(last);
        expect(<u32>copied(i).extreme + 1).toBe(copied(i).sequence);
        last = copied(i).sequence;
        seen++;
      }
    }
    expect(seen).toBe(EVENT_RING);
    expect(last).toBe(1000);
  });

  test('of kinds by turns gives way to the oldest of those that have more than their share', () => {
    for (let i: i32 = 0; i < 3 * EVENT_RING; i++) noteEvent(i % EVENTS, 1, <u64>i + 1, i);
    for (let event: i32 = 0; event < EVENTS; event++) {
      let held: i32 = 0;
      for (let sequence: u32 = 1; sequence <= newestEvent; sequence++) {
        const record = eventOf(sequence);
        if (record && <i32>record.event == event) held++;
      }
      expect(held).toBeGreaterThanOrEqual(4);
    }
  });

  test('does not believe a record whose number leaves no next one', () => {
    noteEvent(EVENT_RESET, 0, 1, 0);
    const at = changetype<usize>(eventOf(1)!);
    memory.copy(BUFFER, at, EVENT_RECORD_BYTES);
    copied(0).sequence = u32.MAX_VALUE;
    copied(0).crc = crc32(BUFFER, EVENT_RECORD_BYTES - 4);
    const offset = (EVENT_RING - 1) * EVENT_RECORD_BYTES;
    for (let i: i32 = 0; i < EVENT_RECORD_BYTES; i++) framWrite(FRAM_EVENTS_A + offset + i, load<u8>(BUFFER + i));
    for (let i: i32 = 0; i < EVENT_RECORD_BYTES; i++) framWrite(FRAM_EVENTS_B + offset + i, load<u8>(BUFFER + i));
    loadEvents(10);
    expect(newestEvent).toBe(1);
    expect(copyEvents(0, BUFFER)).toBe(1);
  });
});

describe('The copies of an event', () => {
  beforeEach(() => {
    fresh();
    noteEvent(EVENT_RESET, 0, 1, 0);
    noteEvent(EVENT_RESET, 0, 2, 0);
  });

  test('are whole, and say nothing', () => {
    loadEvents(10);
    expect(damageOfLog()).toBe(-1);
  });

  test('save each other: damage of one is told and mended, and no event is gone', () => {
    const copies: i32[] = [FRAM_EVENTS_A, FRAM_EVENTS_B];
    for (let n: i32 = 0; n < 2; n++) {
      damageCopy(copies[n], 1);
      loadEvents(10);
      expect(damageOfLog()).toBe(0);
      expect(eventOf(1)).not.toBeNull();
      loadEvents(10);
      expect(damageOfLog()).toBe(-1);
    }
  });

  test('both damaged: the event is gone, its number is not given again, and that is told until it was told', () => {
    hotRecord().newest_event = 2;
    damageCopy(FRAM_EVENTS_A, 2);
    damageCopy(FRAM_EVENTS_B, 2);
    for (let start: i32 = 0; start < 2; start++) {
      loadEvents(10);
      expect(damageOfLog()).toBe(1);
      expect(eventOf(2)).toBeNull();
      expect(eventOf(1)).not.toBeNull();
      expect(newestEvent).toBe(2);
    }
    noteEvent(EVENT_DIP, 1, 10, 0);
    clearDamage();
    expect(eventOf(3)).not.toBeNull();
    loadEvents(20);
    expect(damageOfLog()).toBe(-1);
    expect(newestEvent).toBe(3);
  });

  test('wiped are missed, by the number that the hot record knows', () => {
    for (let i: i32 = 0; i < EVENT_RING * EVENT_RECORD_BYTES; i++) {
      framWrite(FRAM_EVENTS_A + i, 0xff);
      framWrite(FRAM_EVENTS_B + i, 0xff);
    }
    loadEvents(10);
    expect(damageOfLog()).toBe(2);
    noteEvent(EVENT_DIP, 1, 10, 0);
    expect(newestEvent).toBe(3);
  });

  test('wiped in one region only are mended from the other, and told', () => {
    for (let i: i32 = 0; i < EVENT_RING * EVENT_RECORD_BYTES; i++) framWrite(FRAM_EVENTS_A + i, 0xff);
    loadEvents(10);
    expect(damageOfLog()).toBe(0);
    expect(eventOf(1)).not.toBeNull();
    expect(eventOf(2)).not.toBeNull();
  });

  test('do not believe a hot record that leaves no next number', () => {
    hotRecord().newest_event = u32.MAX_VALUE;
    loadEvents(10);
    expect(newestEvent).toBe(2);
  });
});
