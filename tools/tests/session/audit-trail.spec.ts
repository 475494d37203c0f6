// The audit trail over the ports: what acts leave in it, as a profile of logical device 16, and what management may enter.
import { beforeEach, describe, expect, it } from 'vitest';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import {
  encodeDateTime,
  numberOf as made,
  octets,
  type Data,
  type DlmsClient,
} from '../../clients/dlms/index.ts';
import { auditEntry, auditLine } from '../../records/audit.ts';
import { bytesOf, numberOf, partsOf } from './data-parts.ts';
import { FrameRefusedError, SessionBench, type Carrier } from './session-bench.ts';

const [READER, CLOCK, SETTINGS] = [1, 2, 3];
const CLOCK_TIME = { class: 8, obis: '0-0:1.0.0.255', id: 2 };
const ZONE = { class: 8, obis: '0-0:1.0.0.255', id: 3 };
const trail = (id = 2) => ({ class: 7, obis: '0-0:99.98.0.255', id });
const QUOTAS = { class: 1, obis: '0-0:96.134.0.255', id: 2 };

let bench: SessionBench;
beforeEach(() => {
  bench = new SessionBench();
  bench.seconds(2);
});

function setClock(by_s: number): void {
  const client = bench.associated(CLOCK);
  const instant = new Date((bench.clock_s + by_s) * 1000);
  bench.run(CLOCK, client.set(CLOCK_TIME, octets(encodeDateTime({ instant, deviation_min: 0, status: 0 }))));
  bench.seconds(1);
}

const setZone = (client: DlmsClient, minutes: number) =>
  bench.run(SETTINGS, client.set(ZONE, made('long', minutes)));

function entries() {
  const newest = Number(
    bench.message('link', { message: 'find_record', values: { ring: P.RING_AUDIT, time_s: 0n } }).newest,
  );
  return Array.from({ length: newest }, (_, n) => {
    const values = { ring: P.RING_AUDIT, part: 0, sequence: n + 1 };
    const reply = bench.message('link', { message: 'read_record', values });
    expect(reply.damaged).toBe(0);
    return auditEntry(Uint8Array.from(reply.bytes as number[]));
  });
}

function note(verdict: number, carrier: Carrier = 'link'): number {
  const values = { old_sha256: Array(8).fill(1), new_sha256: Array(8).fill(2), version: [1, 2, 3], verdict };
  return Number(bench.message(carrier, { message: 'note_upgrade', values }).sequence);
}

describe('The audit trail', () => {
  it('has each setting of the clock with old and new time, who, and how uncertain it was', () => {
    const before = bench.clock_s;
    setClock(100);
    const [entry] = entries();
    expect(entry.kind).toBe(P.AUDIT_CLOCK_SET);
    expect(entry.who).toBe(CLOCK);
    expect(Number(entry.old) - before).toBeLessThan(3);
    expect(Number(entry.new - entry.old)).toBeGreaterThan(97);
    expect(entry.detail[0]).toBeLessThanOrEqual(10);
    expect(auditLine(entry)).toMatch(/Clock set +client 2 +2026-.* to 2026-.*, known to \d s$/);
  });

  it('has each change of the zone, and nothing of what was refused', () => {
    const client = bench.associated(SETTINGS);
    setZone(client, -60);
    setZone(client, -120);
    expect(() => setZone(client, -1000)).toThrow();
    bench.seconds(1);
    const all = entries();
    expect(all.map(({ kind }) => kind)).toEqual([P.AUDIT_LOCAL_TIME, P.AUDIT_LOCAL_TIME]);
    expect(all[1].old).toBe(all[0].new);
    expect(all[1].counts[P.AUDIT_SOURCE_LOCAL_TIME]).toBe(2);
  });

  it('is a profile of logical device 16, by entries and by time, with its columns named', () => {
    setClock(0);
    const settings = bench.associated(SETTINGS);
    for (const minutes of [-60, -120, -180]) setZone(settings, minutes);
    bench.seconds(1);
    const client = bench.associated(READER);
    const get = (id: number, ...selection: Parameters<DlmsClient['get']>[1][]) =>
      bench.run(READER, client.get(trail(id), ...selection)) as Data;
    const all = partsOf(get(2)).map(partsOf);
    expect(all).toHaveLength(4);
    expect(numberOf(get(7))).toBe(4);
    expect(numberOf(get(8))).toBe(P.AUDIT_SLOTS);
    const columns = partsOf(get(3)).map((column) => [...bytesOf(partsOf(column)[1])].join('.'));
    expect(columns).toEqual([
      ...['0.0.1.0.0.255', '0.0.96.133.1.255', '0.0.96.133.2.255', '0.0.96.133.3.255'],
      ...[4, 5, 6, 7, 8].map((e) => `0.0.96.134.${e}.255`),
    ]);
    const linked = entries();
    expect(all.map((entry) => numberOf(entry[4]))).toEqual(linked.map(({ kind }) => kind));
    expect(all.map((entry) => numberOf(entry[8]))).toEqual(linked.map((entry) => Number(entry.new)));
    const some = partsOf(get(2, { kind: 'entries', from: 2, to: 3 } as never)).map(partsOf);
    expect(some.map((entry) => numberOf(entry[1]))).toEqual([2, 3]);
  });

  it('tells how full it is, by source', () => {
    setClock(0);
    const client = bench.associated(READER);
    const rows = partsOf(bench.run(READER, client.get(QUOTAS)) as Data).map((row) =>
      partsOf(row).map(numberOf),
    );
    expect(rows).toHaveLength(P.AUDIT_SOURCES);
    expect(rows[P.AUDIT_SOURCE_CLOCK]).toEqual([P.AUDIT_SOURCE_CLOCK, 1, P.AUDIT_QUOTA_CLOCK]);
    expect(rows[P.AUDIT_SOURCE_UPGRADE]).toEqual([P.AUDIT_SOURCE_UPGRADE, 0, P.AUDIT_QUOTA_UPGRADE]);
  });
});

describe('An upgrade of management', () => {
  it('is entered with both modules, version and verdict', () => {
    expect(note(P.UPGRADE_IN_FORCE)).toBe(1);
    bench.seconds(1);
    expect(auditLine(entries()[0])).toMatch(
      /Upgrade in force +management +0101010101010101 to 0202020202020202, version 1.2.3$/,
    );
  });

  it('is entered a few times at once, then once in ten minutes', () => {
    note(P.UPGRADE_BEGUN);
    expect(() => note(P.UPGRADE_BEGUN)).toThrow(/BUSY/);
    bench.seconds(601);
    note(P.UPGRADE_REFUSED);
    expect(() => note(P.UPGRADE_REFUSED)).toThrow(/BUSY/);
  });

  it('is refused on the legal port, and with a verdict that is none', () => {
    expect(() => note(P.UPGRADE_BEGUN, 'legal')).toThrow(FrameRefusedError);
    expect(() => note(P.UPGRADES)).toThrow(/OUT_OF_RANGE/);
    bench.seconds(1);
    expect(entries()).toEqual([]);
  });
});
