// Asks a whole meter for the records that come by scope, and says what marks they carry.
import type { Meter } from '../meter/meter.ts';
import type { ScopedRecords } from '../meter/objects.ts';
import type { RecordValue } from '../records/records.ts';
import { MOMENT_OPEN } from '../../shared-protocol/generated/ts/protocol.ts';

/** The total, then the phases. */
export const SCOPES = [0, 1, 2, 3];

/** Messages whose records come by scope. */
export type ScopedMessage =
  | 'read_registers'
  | 'read_instantaneous'
  | 'read_power_quality'
  | 'read_aggregate'
  | 'read_interval';

export async function askScopes(meter: Meter, message: ScopedMessage, more = {}): Promise<ScopedRecords> {
  const records = new Map<number, Record<string, RecordValue>>();
  for (const scope of SCOPES)
    records.set(scope, await meter.ask(message, { scope, moment: MOMENT_OPEN, ...more }));
  return records;
}

/** METERING_FLAG_* that the records of a kind are marked with. */
export const flagsOf = (records: Iterable<Record<string, RecordValue>>): number =>
  [...records].reduce((flags, record) => flags | Number(record.flags), 0);
