// A bill held against records: what the management core billed is recomputed, and what was changed in it is named.
import { describe, expect, it } from 'vitest';
import {
  FRAM_TARIFF_HEAD_A,
  FRAM_TARIFF_TABLES,
  TARIFF_HEAD_MAGIC,
  TARIFF_TABLES,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { crc32 } from '../../records/framing.ts';
import { encodeRecord } from '../../records/records.ts';
import { verifyBill, type BilledPeriod } from '../../tariff/bill.ts';
import { minuteOf } from '../../tariff/minute.ts';
import { tableRecord } from '../../tariff/stored.ts';
import { random } from '../link-noise/noise.ts';
import { FollowingCore } from './following-core.ts';
import { RecordingMeter } from './recording-meter.ts';
import { SEASONS } from './tariffs.ts';
import { CENTRAL_EUROPE } from './zones.ts';

const OPTIONS = {
  ...{ zone_min: 60, daylight_min: 60, defaultRate: 1, fromFirst: true },
  window: { minutes: 15, periods: 1 },
};

/** A meter over two ends of months, an outage among them, and what its management core billed. */
function billed() {
  const meter = new RecordingMeter(Date.parse('2028-02-25T12:00:00Z') / 1000, CENTRAL_EUROPE, random(11));
  const core = new FollowingCore(meter);
  core.fram.set(tableRecord(SEASONS), FRAM_TARIFF_TABLES);
  const head = encodeRecord('tariff_head', {
    magic: TARIFF_HEAD_MAGIC,
    ...{ sequence: 1, active: 0, passive: TARIFF_TABLES, default_rate: 1 },
  });
  new DataView(head.buffer).setUint32(head.length - 4, crc32(head.subarray(0, -4)), true);
  core.fram.set(head, FRAM_TARIFF_HEAD_A);
  meter.minutes(1);
  core.start();
  core.follow();
  meter.minutes(20 * 1440);
  core.follow(); // a ring holds 35 days
  meter.off(5000);
  meter.minutes(20 * 1440);
  core.follow();
  const { periods } = core.kept()!;
  const rows = Array.from({ length: periods }, (_, i) => core.period('billing', i + 1));
  const bill = rows.map((row): BilledPeriod => {
    const rates = [0, 1].flatMap((q) =>
      row.rates[q].map((count, i): [string, bigint] => [`1-0:${q + 1}.8.${i + 1}`, count]),
    );
    const maximum: [string, bigint] = ['1-0:1.6.0', BigInt(row.maxima[0][0].power_mW)];
    return {
      ended: new Date(row.time_s * 1000).toISOString(),
      counts: Object.fromEntries([...rates, maximum]),
    };
  });
  return { bill, minutes: meter.records.map(minuteOf) };
}

const { bill, minutes } = billed();
const FILE = { tariff: SEASONS, special: [] };

/** The bill with one count changed. */
const changed = (period: number, code: string): BilledPeriod[] =>
  bill.map((each, i) =>
    i === period ? { ...each, counts: { ...each.counts, [code]: each.counts[code] + 1n } } : each,
  );

describe('A bill', () => {
  it('equals what the records say, from the first of them on', () => {
    expect(bill).toHaveLength(2);
    expect(verifyBill(minutes, bill, FILE, OPTIONS)).toEqual({ checked: bill.map(({ ended }) => ended) });
  });

  it('is held against records between two periods where they begin later', () => {
    const later = minutes.slice(3 * 1440);
    const verdict = verifyBill(later, bill, FILE, { ...OPTIONS, fromFirst: false });
    expect(verdict).toEqual({ checked: [bill[1].ended] });
  });

  it.each([
    ['a rate', 1, '1-0:1.8.2', /^1-0:1\.8\.2 of the period that ended 2028-03-31T22:00:00\.000Z: billed/],
    ['exported energy', 0, '1-0:2.8.1', /^1-0:2\.8\.1 of the period that ended 2028-02-29/],
    ['the maximum', 1, '1-0:1.6.0', /^1-0:1\.6\.0 of the period that ended 2028-03-31/],
  ])('that has %s changed is found, and that is named', (_, period, code, named) => {
    expect(verifyBill(minutes, changed(period, code), FILE, OPTIONS).difference).toMatch(named);
  });

  it('by another tariff differs', () => {
    const [first, ...others] = SEASONS.days;
    const days = [{ ...first, switchings: [[0, 4]] as [number, number][] }, ...others];
    const other = { tariff: { ...SEASONS, days }, special: [] };
    expect(verifyBill(minutes, bill, other, OPTIONS).difference).toMatch(/billed/);
  });
});
