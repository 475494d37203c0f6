// What has to hold of an emulated meter over anything that happens to its metering board: what it told before, what it tells after.
import { RefusedError } from '../../records/legal-client.ts';
import { eventsOf, type MeterEvent } from '../../records/events.ts';
import { readParameters } from '../../records/sealed-record.ts';
import type { RecordValue } from '../../records/records.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';

export const LOAD_W = 3 * 230 * 5;
/** Three phases of that. */
export const load = () => sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1 });

/** A record a second is the promise without a comparator; the window under way, the start of a board and the reading take a little more. */
export const PROMISE_s = 1.4;
/** Reading registers takes time, in which they count. */
const READING_s = 0.3;

/** What a meter tells of itself. */
export interface Told {
  readonly at_us: number;
  readonly energy_Ws: number;
  readonly starts: number;
  readonly flags: number;
  /** The newest ones, oldest first. */
  readonly events: readonly MeterEvent[];
  /** The sealed record without its number; undefined while the jumper is open. */
  readonly parameters: string | undefined;
}

const text = (record: Record<string, RecordValue>) =>
  JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? String(value) : (value as unknown)));

/** The sealed record, what the meter itself writes into it left out. */
export function parametersText(record: Record<string, RecordValue>): string {
  const { sequence: _sequence, crc: _crc, module_sha256: _module, ...rest } = record;
  return text(rest);
}

async function sealedText(meter: EmulatedMeter): Promise<string | undefined> {
  try {
    return parametersText(await readParameters(meter));
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
}

/** Events from a sequence on, 0: the newest ones. */
async function eventsFrom(meter: EmulatedMeter, first: number): Promise<MeterEvent[]> {
  const events = eventsOf(await meter.ask('read_events', { first }));
  const last = events.at(-1);
  return first === 0 || !last ? events : [...events, ...(await eventsFrom(meter, last.sequence + 1))];
}

/** `first`: the event from which on they are wanted; the newest ones without. Throws LegalPortSilentError. */
export async function told(meter: EmulatedMeter, first = 0): Promise<Told> {
  const { starts, flags } = await meter.ask('read_status');
  const registers = await meter.ask('read_registers', { scope: 0, moment: 1 });
  return {
    at_us: meter.conductor.now_us,
    energy_Ws: Number(registers.active_import_mWs) / 1000,
    starts: Number(starts),
    flags: Number(flags),
    events: await eventsFrom(meter, first),
    parameters: await sealedText(meter),
  };
}

/** Load that is missing after the meter was without power for so long in all, in seconds; below zero: counted twice. */
export function lost_s(before: Told, after: Told, off_us: number): number {
  const metered_s = (after.at_us - before.at_us - off_us) / 1e6;
  return metered_s - (after.energy_Ws - before.energy_Ws) / LOAD_W;
}

const isTheSame = (one: MeterEvent, other: MeterEvent | undefined) =>
  other?.event === one.event && other.start === one.start && other.scope === one.scope;

/** What is wrong with what a meter tells, in words; nothing where all holds. `mayLose_s`: the promise of all cuts since. */
export function violations(before: Told, after: Told, off_us: number, mayLose_s: number): string[] {
  const missing_s = lost_s(before, after, off_us);
  const wrong: string[] = [];
  if (missing_s < -READING_s || missing_s > mayLose_s)
    wrong.push(`registers lack ${missing_s.toFixed(3)} s of load`);
  if (after.starts < before.starts) wrong.push(`starts fell from ${before.starts} to ${after.starts}`);
  for (const event of before.events)
    if (
      !isTheSame(
        event,
        after.events.find(({ sequence }) => sequence === event.sequence),
      )
    )
      wrong.push(`event ${event.sequence} (${event.event}) is gone`);
  return wrong;
}
