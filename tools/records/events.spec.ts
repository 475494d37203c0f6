// Events of a reply as reports: names, units, times in seconds, and all of them however many replies they take.
import { describe, expect, it } from 'vitest';
import {
  EVENT_FREQUENCY,
  EVENT_RESET,
  EVENT_DIP,
  EVENTS_IN_REPLY,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { EVENT_NAMES, everyEvent, eventsOf, reported } from './events.ts';
import { decodeRecord, encodeRecord, type RecordValues } from './records.ts';

function reply(records: readonly RecordValues[]) {
  const bytes = records.flatMap((record) => [...encodeRecord('event_record', record)]);
  return decodeRecord('events', encodeRecord('events', { count: records.length, records: bytes }));
}

const one = (record: RecordValues) => reported(eventsOf(reply([record]))[0], 4_000_000);

describe('A reported event', () => {
  it('has extreme and limit in its unit, and times in samples and seconds', () => {
    const dip = {
      event: EVENT_DIP,
      sequence: 7,
      scope: 2,
      start: 4000n,
      end: 5000n,
      extreme: 6120,
      limit: 9000,
    };
    expect(one(dip)).toEqual({
      sequence: 7,
      name: 'dip',
      scope: 2,
      start: 4000,
      end: 5000,
      start_s: 1,
      end_s: 1.25,
      extreme: 61.2,
      limit: 90,
      unit: '% Unom',
    });
  });

  it('has no end while it lasts, in JSON too', () => {
    const event = one({ event: EVENT_FREQUENCY, sequence: 1, start: 4000n, extreme: 1500, limit: 1000 });
    expect(event).toMatchObject({ end: null, end_s: null, extreme: 1.5, unit: 'Hz' });
    expect(JSON.parse(JSON.stringify(event)).end).toBeNull();
  });

  it('without a unit has its plain number', () => {
    expect(one({ event: EVENT_RESET, sequence: 1, end: 1n, extreme: 3 })).toMatchObject({
      extreme: 3,
      unit: '',
    });
  });

  it('has a name for every code, and only codes have names', () => {
    expect([...EVENT_NAMES.keys()].every(Number.isInteger)).toBe(true);
    expect([...EVENT_NAMES.values()]).not.toContain('ring');
  });
});

describe('Every event', () => {
  const meter = (count: number, oldest = 1) => {
    const ring = Array.from({ length: count }, (_, i) => ({ sequence: oldest + i, event: EVENT_DIP }));
    return async (first: number) => reply(ring.filter((e) => e.sequence >= first).slice(0, EVENTS_IN_REPLY));
  };

  it('is gathered over as many replies as they take, oldest first', async () => {
    const events = await everyEvent(meter(12));
    expect(events.map((e) => e.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('is what the ring still holds, and nothing of an empty one', async () => {
    expect((await everyEvent(meter(3, 200))).map((e) => e.sequence)).toEqual([200, 201, 202]);
    expect(await everyEvent(meter(0))).toEqual([]);
  });
});
