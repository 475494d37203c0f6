// The rings of records as people name them.
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import type { RecordName } from '../records.ts';

export interface Ring {
  readonly name: string;
  readonly code: number;
  readonly record: RecordName;
}

export const RINGS: readonly Ring[] = [
  { name: 'minutes', code: P.RING_MINUTES, record: 'minute_record' },
  { name: 'hours', code: P.RING_HOURS, record: 'freeze_record' },
  { name: 'days', code: P.RING_DAYS, record: 'freeze_record' },
  { name: 'months', code: P.RING_MONTHS, record: 'freeze_record' },
  { name: 'billing', code: P.RING_BILLING, record: 'freeze_record' },
  { name: 'instant', code: P.RING_INSTANT, record: 'freeze_record' },
  { name: 'day-heads', code: P.RING_DAY_HEADS, record: 'day_head' },
  { name: 'audit', code: P.RING_AUDIT, record: 'audit_record' },
];

export const ringNamed = (name: string): Ring | undefined => RINGS.find((ring) => ring.name === name);
export const recordBytes = ({ record }: Ring): number => P.LAYOUTS[record].bytes;

/** Where each record has its time and its sequence. */
export const TIME_AT = 0;
export const SEQUENCE_AT = 8;
