// Entries of the audit trail, and what they say in words.
import {
  AUDIT_CLEARED,
  AUDIT_CLOCK_SET,
  AUDIT_MODULE_CHANGED,
  AUDIT_RECORDS_LOST,
  AUDIT_SOURCE_CLOCK,
  AUDIT_SOURCE_UPGRADE,
  AUDIT_UPGRADE,
  KEY_CLIENTS,
  LAYOUTS,
  TEXTS_OF_AUDIT,
  TEXTS_OF_AUDIT_ASKERS,
  UPGRADES,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { RINGS } from './exports/rings.ts';
import { decodeRecord } from './records.ts';

export interface AuditEntry {
  readonly sequence: number;
  /** Seconds since 1970; 0 where the meter knew no time. */
  readonly time_s: number;
  readonly kind: number;
  readonly source: number;
  readonly who: number;
  readonly detail: readonly number[];
  readonly old: bigint;
  readonly new: bigint;
  readonly quality: number;
  /** Of each source since the last clearing, this entry included. */
  readonly counts: readonly number[];
}

const SOURCE_SHIFT = 4;
const UPGRADE_WORDS = ['begins', 'in force', 'refused', 'rolled back'];

/** An entry from the bytes of its record. */
export function auditEntry(bytes: Uint8Array): AuditEntry {
  const record = decodeRecord('audit_record', bytes.subarray(0, LAYOUTS.audit_record.bytes));
  const number = (name: string) => Number(record[name]);
  return {
    sequence: number('sequence'),
    time_s: number('time_s'),
    kind: number('kind'),
    source: number('kind') >> SOURCE_SHIFT,
    who: number('who'),
    detail: record.detail as number[],
    old: record.old as bigint,
    new: record.new as bigint,
    quality: number('quality'),
    counts: record.counts as number[],
  };
}

export const askerName = (who: number): string =>
  who >= 1 && who <= KEY_CLIENTS ? `client ${who}` : (TEXTS_OF_AUDIT_ASKERS.get(who) ?? `asker ${who}`);

const isUpgrade = ({ kind }: AuditEntry) => kind >= AUDIT_UPGRADE && kind < AUDIT_UPGRADE + UPGRADES;

export const kindName = (entry: AuditEntry): string =>
  isUpgrade(entry)
    ? `${TEXTS_OF_AUDIT.get(AUDIT_UPGRADE)} ${UPGRADE_WORDS[entry.kind - AUDIT_UPGRADE]}`
    : (TEXTS_OF_AUDIT.get(entry.kind) ?? `kind ${entry.kind}`);

const time = (seconds: bigint): string =>
  seconds === 0n ? 'no time' : new Date(Number(seconds) * 1000).toISOString().replace('.000', '');
const hex = (value: bigint, bytes: number): string => value.toString(16).padStart(2 * bytes, '0');
/** The first bytes of a digest, as they stand in it. */
function digestStart(value: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes.toString('hex');
}

const ofSource: Readonly<Record<number, (entry: AuditEntry) => string>> = {
  [AUDIT_SOURCE_CLOCK]: ({ kind, detail, old, new: now }) =>
    kind === AUDIT_CLOCK_SET
      ? `${time(old)} to ${time(now)}, known to ${detail[0]} s`
      : `at ${time(old)}, to be made up for: ${now - old} s`,
  [AUDIT_SOURCE_UPGRADE]: ({ detail, old, new: now }) =>
    `${digestStart(old)} to ${digestStart(now)}, version ${detail.join('.')}`,
};

const ofKind: Readonly<Record<number, (entry: AuditEntry) => string>> = {
  [AUDIT_CLEARED]: ({ old, new: now }) => `${old} entries, up to ${now}`,
  [AUDIT_MODULE_CHANGED]: ({ old, new: now }) => `${digestStart(old)} to ${digestStart(now)}`,
  [AUDIT_RECORDS_LOST]: ({ detail, old }) => `ring ${RINGS[detail[0]]?.name ?? detail[0]}, told ${old}`,
};

/** What it was before and is from then on, in words. */
export function auditValues(entry: AuditEntry): string {
  const told = ofKind[entry.kind] ?? ofSource[entry.source];
  if (told) return told(entry);
  if (entry.old === 0n && entry.new === 0n) return '';
  return `${hex(entry.old, 4)} to ${hex(entry.new, 4)}`;
}

/** An entry in a line. */
export function auditLine(entry: AuditEntry): string {
  const { sequence, time_s, who } = entry;
  const at = time(BigInt(time_s)).padEnd(20);
  return `${String(sequence).padStart(6)}  ${at}  ${kindName(entry).padEnd(20)}  ${askerName(who).padEnd(12)}  ${auditValues(entry)}`.trimEnd();
}
