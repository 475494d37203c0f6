// The audit trail over power cuts: at whatever byte of the FRAM the supply goes, no setting of clock or zone is without its entry.
import { describe, expect, it } from 'vitest';
import {
  AUDIT_CLOCK_SET,
  AUDIT_LOCAL_TIME,
  RING_AUDIT,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { encodeDateTime, numberOf as made, octets } from '../../clients/dlms/index.ts';
import { auditEntry } from '../../records/audit.ts';
import { numberOf } from './data-parts.ts';
import { isCut, SessionBench } from './session-bench.ts';

const AUTHORITY = 4;
const clock = (id: number) => ({ class: 8, obis: '0-0:1.0.0.255', id });
const [TIME, ZONE] = [2, 3];
const FAR_s = 100_000;
/** From one cut to the next, bytes written; all of them in a long run. */
const STEP = process.env.TWINMETER_FUZZ_RUNS ? 1 : 23;

/** Sets clock and zone, as far as the supply lasts. */
function act(bench: SessionBench, counter: number): void {
  const client = bench.associated(AUTHORITY, { counter });
  const instant = new Date((bench.clock_s + FAR_s) * 1000);
  const time = octets(encodeDateTime({ instant, deviation_min: 0, status: 0 }));
  bench.run(AUTHORITY, client.set(clock(TIME), time));
  bench.run(AUTHORITY, client.set(clock(ZONE), made('long', -60)));
  bench.seconds(1);
}

function kinds(bench: SessionBench): number[] {
  const ask = (message: 'find_record' | 'read_record', values: object) =>
    bench.message('link', { message, values: { ring: RING_AUDIT, ...values } });
  const newest = Number(ask('find_record', { time_s: 0n }).newest);
  return Array.from({ length: newest }, (_, n) => {
    const reply = ask('read_record', { part: 0, sequence: n + 1 });
    expect(reply.damaged).toBe(0);
    return auditEntry(Uint8Array.from(reply.bytes as number[])).kind;
  });
}

describe('What is done in a session', () => {
  it('is never without its entry, wherever the supply goes', { timeout: 900_000 }, () => {
    let cuts = 0;
    for (let framBytes = 1; ; framBytes += STEP) {
      const bench = new SessionBench();
      bench.seconds(1);
      const before_s = bench.clock_s;
      bench.restart({ framBytes });
      const wasCut = isCut(() => {
        bench.seconds(1);
        act(bench, 0);
      });
      bench.restart();
      bench.seconds(2);
      const entries = kinds(bench);
      const client = bench.associated(AUTHORITY, { counter: 1000 });
      const zone = numberOf(bench.run(AUTHORITY, client.get(clock(ZONE))));
      if (bench.clock_s > before_s + FAR_s / 2) expect(entries, `${framBytes}`).toContain(AUDIT_CLOCK_SET);
      if (zone !== 0) expect(entries, `${framBytes}`).toContain(AUDIT_LOCAL_TIME);
      expect(bench.faults).toEqual([]);
      if (!wasCut) break;
      cuts++;
    }
    console.log(`${cuts} cuts, every ${STEP} bytes`);
    expect(cuts).toBeGreaterThan(50);
  });
});
