// The newest entries of the audit trail as a metering core has them: in their ring, and those that wait in the FRAM for the NOR.
import {
  AUDIT_PENDING,
  FRAM_AUDIT_PENDING,
  LAYOUTS,
  RING_AUDIT,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { crc32 } from '../../records/framing.ts';
import { decodeRecord } from '../../records/records.ts';
import { answered, type MeteringBoard } from './metering-board.ts';

export interface AuditEntry {
  readonly sequence: number;
  readonly kind: number;
  readonly old: number;
  readonly new: number;
}

const { bytes: BYTES, fields } = LAYOUTS.audit_record;
const CRC_AT = fields.find(({ name }) => name === 'mac')!.offset;
/** Entries of the ring that are looked at. */
const NEWEST = 4;

function entryOf(bytes: Uint8Array): AuditEntry {
  const { sequence, kind, old, new: now } = decodeRecord('audit_record', bytes);
  return { sequence: Number(sequence), kind: Number(kind), old: Number(old), new: Number(now) };
}

/** Those behind the newest of the ring, without a gap, that no cut tore. */
function waiting(fram: Uint8Array, newest: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let sequence = newest + 1; sequence <= newest + AUDIT_PENDING; sequence++) {
    const at = FRAM_AUDIT_PENDING + (sequence % AUDIT_PENDING) * BYTES;
    const bytes = Buffer.from(fram.subarray(at, at + BYTES));
    if (crc32(bytes.subarray(0, CRC_AT)) !== bytes.readUInt32LE(CRC_AT)) break;
    const entry = entryOf(bytes);
    if (entry.sequence !== sequence) break;
    entries.push(entry);
  }
  return entries;
}

/** Oldest first. */
export function auditTrail(board: MeteringBoard): AuditEntry[] {
  const newest = Number(board.ask('find_record', { ring: RING_AUDIT, time_s: 0n }).newest);
  const written = Array.from({ length: Math.min(newest, NEWEST) }, (_, back) => {
    const sequence = newest - back;
    const reply = answered(() => board.ask('read_record', { ring: RING_AUDIT, part: 0, sequence }));
    return reply ? [entryOf(Uint8Array.from(reply.bytes as number[]).subarray(0, BYTES))] : [];
  }).flat();
  return [...written.reverse(), ...waiting(board.fram, newest)];
}
