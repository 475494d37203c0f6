// Takes the events reply apart: records by name, in the order of their sequence.
import { EVENTS_IN_REPLY, LAYOUTS, UNITS_OF_EVENTS } from '../../shared-protocol/generated/ts/protocol.ts';
import * as protocol from '../../shared-protocol/generated/ts/protocol.ts';
import { decodeRecord, type RecordValue } from './records.ts';

/** EVENT_* by code, in lower case without the prefix. */
export const EVENT_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(protocol)
    .filter(([name]) => name.startsWith('EVENT_') && name !== 'EVENT_RING')
    .map(([name, code]) => [Number(code), name.slice('EVENT_'.length).toLowerCase()]),
);

/** One event of the metering side; times are life-long counts of samples. */
export interface MeterEvent {
  sequence: number;
  event: string;
  scope: number;
  start: number;
  /** undefined while it lasts. */
  end: number | undefined;
  extreme: number;
  limit: number;
  starts: number;
}

/** An event as reported: extreme and limit in their unit, times also in seconds of samples. */
export interface ReportedEvent {
  sequence: number;
  name: string;
  scope: number;
  start: number;
  /** null while it lasts. */
  end: number | null;
  start_s: number;
  end_s: number | null;
  extreme: number;
  limit: number;
  unit: string;
}

/** Code of an event by its name. */
const CODES = new Map([...EVENT_NAMES].map(([code, name]) => [name, code]));

/** An event with its values in the unit they are told in. */
export function reported(event: MeterEvent, rate_mHz: number): ReportedEvent {
  const { sequence, event: name, scope, start, end, extreme, limit } = event;
  const { unit, divisor } = UNITS_OF_EVENTS.get(CODES.get(name) ?? -1) ?? { unit: '', divisor: 1 };
  const seconds = (samples: number) => (samples * 1000) / rate_mHz;
  const ended = end === undefined ? { end: null, end_s: null } : { end, end_s: seconds(end) };
  const told = { extreme: extreme / divisor, limit: limit / divisor, unit };
  return { sequence, name, scope, start, start_s: seconds(start), ...ended, ...told };
}

/** Every event the ring still holds, oldest first; asks until a reply brings none. */
export async function everyEvent(
  ask: (first: number) => Promise<Record<string, RecordValue>>,
): Promise<MeterEvent[]> {
  const events: MeterEvent[] = [];
  for (;;) {
    const batch = eventsOf(await ask((events.at(-1)?.sequence ?? 0) + 1));
    if (batch.length === 0) return events;
    events.push(...batch);
  }
}

function eventOf(bytes: Uint8Array): MeterEvent {
  const record = decodeRecord('event_record', bytes);
  return {
    sequence: Number(record.sequence),
    event: EVENT_NAMES.get(Number(record.event)) ?? `event ${Number(record.event)}`,
    scope: Number(record.scope),
    start: Number(record.start),
    end: Number(record.end) || undefined,
    extreme: Number(record.extreme),
    limit: Number(record.limit),
    starts: Number(record.starts),
  };
}

/** The events of a reply to read_events. */
export function eventsOf(reply: Record<string, RecordValue>): MeterEvent[] {
  const bytes = Uint8Array.from(reply.records as number[]);
  const size = LAYOUTS.event_record.bytes;
  const count = Math.min(Number(reply.count), EVENTS_IN_REPLY);
  return Array.from({ length: count }, (_, i) => eventOf(bytes.subarray(i * size, (i + 1) * size)));
}

/** Names of the events under way, by the bits of a reply's or status' mask. */
export function activeNames(mask: RecordValue): string[] {
  return [...EVENT_NAMES]
    .filter(([code]) => (BigInt(Number(mask)) >> BigInt(code)) & 1n)
    .map(([, name]) => name);
}
