// The command `twinmeter audit`: the audit trail of a meter in words.
import { ringNamed } from '../records/exports/rings.ts';
import { rangeOf, recordIfThere } from '../records/exports/take-export.ts';
import type { Asked } from '../records/exports/until-signed.ts';
import {
  askerName,
  auditEntry,
  auditLine,
  auditValues,
  kindName,
  type AuditEntry,
} from '../records/audit.ts';
import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import { checkMeter, METER_OPTIONS, withMeter } from './asked-meter.ts';
import { command } from './command.ts';
import type { OptionTable, Values } from './options.ts';
import { printableJson } from './printable.ts';

export const AUDIT_OPTIONS = {
  ...METER_OPTIONS,
  all: { kind: 'flag', help: 'with what was before the trail was cleared, as far as it is still there' },
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

const QUOTAS = [
  P.AUDIT_QUOTA_SEALING,
  P.AUDIT_QUOTA_CLOCK,
  P.AUDIT_QUOTA_LOCAL_TIME,
  P.AUDIT_QUOTA_SESSION,
  P.AUDIT_QUOTA_STORAGE,
  P.AUDIT_QUOTA_UPGRADE,
];

interface Trail {
  readonly entries: readonly AuditEntry[];
  /** Sequences whose MAC the meter itself found wrong, and those that are not there any more. */
  readonly damaged: readonly number[];
  readonly missing: readonly number[];
}

async function trailOf(meter: Asked, all: boolean): Promise<Trail> {
  const ring = ringNamed('audit')!;
  const range = await rangeOf(meter, ring);
  if (!range) return { entries: [], damaged: [], missing: [] };
  const entries: AuditEntry[] = [];
  const damaged: number[] = [];
  const missing: number[] = [];
  for (let sequence = range.last; sequence >= range.first; sequence--) {
    const record = await recordIfThere(meter, ring, sequence);
    if (!record) {
      missing.unshift(sequence);
      continue;
    }
    const entry = auditEntry(record.bytes);
    entries.unshift(entry);
    if (record.damaged) damaged.push(sequence);
    if (entry.kind === P.AUDIT_CLEARED && !all) break;
  }
  return { entries, damaged, missing };
}

const sources = (counts: readonly number[]) =>
  QUOTAS.map((quota, source) => ({
    source: P.TEXTS_OF_AUDIT_SOURCES.get(source)!,
    entries: counts[source] ?? 0,
    quota,
  }));

const told = (entry: AuditEntry, isDamaged: boolean) => ({
  ...{ sequence: entry.sequence, time_s: entry.time_s, quality: entry.quality },
  ...{ source: P.TEXTS_OF_AUDIT_SOURCES.get(entry.source), kind: kindName(entry), who: askerName(entry.who) },
  ...{ detail: entry.detail, old: String(entry.old), new: String(entry.new), words: auditValues(entry) },
  damaged: isDamaged,
});

async function audit(options: Values<typeof AUDIT_OPTIONS>): Promise<void> {
  checkMeter(options);
  const { entries, damaged, missing } = await withMeter(options, (meter) => trailOf(meter, options.all));
  const counts = sources(entries.at(-1)?.counts ?? []);
  if (options.json) {
    const all = entries.map((entry) => told(entry, damaged.includes(entry.sequence)));
    process.stdout.write(`${printableJson({ sources: counts, entries: all, missing })}\n`);
    return;
  }
  for (const entry of entries)
    process.stdout.write(`${auditLine(entry)}${damaged.includes(entry.sequence) ? '  DAMAGED' : ''}\n`);
  for (const sequence of missing) process.stdout.write(`${String(sequence).padStart(6)}  MISSING\n`);
  for (const { source, entries: count, quota } of counts)
    process.stdout.write(`${source.padEnd(12)}${String(count).padStart(6)} of ${quota}\n`);
}

export const AUDIT = command(AUDIT_OPTIONS, audit);
