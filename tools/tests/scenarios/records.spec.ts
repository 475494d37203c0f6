// What a whole meter records: the same on every target to the last byte, of the energy that was fed, and signed so that nobody forges it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECORD_FLAG_LATE, RECORD_FLAG_STARTED } from '../../../shared-protocol/generated/ts/protocol.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import { testKeys, verifyingKeyOf } from '../../meter/keys/development-keys.ts';
import type { Meter } from '../../meter/meter.ts';
import { EVERYWHERE, goOn, withMeter } from '../../meter/targets/with-meter.ts';
import { ExportWriter } from '../../records/exports/export-writer.ts';
import { RINGS, ringNamed } from '../../records/exports/rings.ts';
import { rangeOf, takeExport } from '../../records/exports/take-export.ts';
import type { Asked } from '../../records/exports/until-signed.ts';
import { verifyExport } from '../../records/exports/verify.ts';
import { decodeRecord, type RecordValue } from '../../records/records.ts';
import { sineSource } from '../../signals/waves/sine.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-records-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two and a half minutes before June, UTC. */
const START_s = Date.UTC(2026, 4, 31, 23, 57, 30) / 1000;
const RATE_Hz = 4000;
const load = () => sineSource({ service: '3p4w', volts: 230, amps: 8, pf: 0.5 });
const LOAD_W = 3 * 230 * 8 * 0.5;
const key = verifyingKeyOf(testKeys());

const asked = (meter: Meter): Asked => ({
  ask: (message, values) => meter.ask(message, values),
  pause: (time_ms) => meter.conductor.goOn({ now_us: meter.conductor.now_us + time_ms * 1000 }),
});

/** A meter that ran so long from START_s on. */
const recorded = <T>(
  place: (typeof EVERYWHERE)[number],
  seconds: number,
  use: (meter: Meter) => Promise<T>,
  source = load(),
) =>
  withMeter(place, { source, surroundings: new Surroundings({}, START_s) }, async (meter) => {
    await goOn(meter, seconds * RATE_Hz);
    return use(meter);
  });

async function exportedTo(path: string, meter: Asked, name: string): Promise<void> {
  const ring = ringNamed(name)!;
  const range = (await rangeOf(meter, ring))!;
  const file = await ExportWriter.open(path, ring, meter, range.first);
  await takeExport(
    meter,
    ring,
    { ...range, first: file.next },
    { write: (text) => file.write(text), progress: () => {} },
  );
  file.end();
  file.close();
}

const recordsIn = (path: string): Buffer[] =>
  readFileSync(path, 'latin1')
    .split('\n')
    .flatMap((line) => (line.startsWith('record ') ? [Buffer.from(line.slice(7), 'hex')] : []));

/** A register of 6 bytes, Wh. */
const energy_Wh = (record: Record<string, RecordValue>, place: number): number =>
  Buffer.from(record.energy as number[]).readUIntLE(place * 6, 6) / 100;

describe('Records of a meter', () => {
  let minutes: Record<string, RecordValue>[] = [];
  const path = (name: string) => join(folder, `${name}.txt`);

  beforeAll(async () => {
    await recorded('wasm v8', 200, async (meter) => {
      for (const { name } of RINGS) {
        const ring = ringNamed(name)!;
        if (await rangeOf(asked(meter), ring)) await exportedTo(path(name), asked(meter), name);
      }
    });
    minutes = recordsIn(path('minutes')).map((bytes) => decodeRecord('minute_record', bytes));
  });

  it('have each minute of the clock, with its energy, voltage and current', () => {
    expect(minutes.map(({ time_s }) => Number(time_s) - START_s)).toEqual([30, 90, 150]);
    expect(minutes.map(({ flags }) => flags)).toEqual([RECORD_FLAG_STARTED, 0, 0]);
    const fed_Wh = energy_Wh(minutes[2], 0) - energy_Wh(minutes[0], 0);
    expect(fed_Wh / ((LOAD_W * 120) / 3600)).toBeCloseTo(1, 4);
    expect(energy_Wh(minutes[2], 8) - energy_Wh(minutes[0], 8)).toBeCloseTo(fed_Wh / 3, 1);
    expect(minutes[1].voltage_cV).toEqual(Array.from({ length: 9 }, () => 23_000));
    expect(minutes[1].current_mA).toEqual(Array.from({ length: 9 }, () => 8000));
    expect([Number(minutes[1].windows), Number(minutes[1].frequency_cHz)]).toEqual([300, 5000]);
  });

  it('have the freezes of the hour, the day, the month and the billing period, all of one moment', () => {
    for (const name of ['hours', 'days', 'months', 'billing']) {
      const freezes = recordsIn(path(name)).map((bytes) => decodeRecord('freeze_record', bytes));
      expect([name, ...freezes.map(({ time_s }) => Number(time_s) - START_s)]).toEqual([name, 30, 150]);
      expect(freezes[0].flags).toBe(RECORD_FLAG_STARTED | RECORD_FLAG_LATE);
      expect(freezes[1].flags).toBe(0);
      const counted_Wh = Number((freezes[1].registers as bigint[])[0]) / 3_600_000;
      expect(Math.floor(counted_Wh * 100) / 100).toBe(energy_Wh(minutes[2], 0));
    }
  });

  it('have a head of each day that the meter signed', () => {
    const heads = recordsIn(path('day-heads')).map((bytes) => ({
      bytes,
      head: decodeRecord('day_head', bytes),
    }));
    expect(heads.map(({ head }) => Number(head.time_s) - START_s)).toEqual([30, 150]);
    expect(heads.map(({ head }) => Number(head.days))).toEqual([1, 2]);
    const [day] = recordsIn(path('days')).slice(-1);
    expect(heads[1].head.days_mac).toEqual([...day.subarray(-16)]);
  });

  it('are the same to the last byte on every target', async () => {
    const all = [];
    for (const place of EVERYWHERE) {
      const file = path(place.replace(' ', '-'));
      await recorded(place, 100, async (meter) => exportedTo(file, asked(meter), 'minutes'));
      all.push(recordsIn(file).map((bytes) => bytes.toString('hex')));
    }
    expect(all[0]).toHaveLength(2);
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
  });

  it('are judged sound by the key of their meter, and by no other', () => {
    for (const name of ['minutes', 'hours', 'days', 'months', 'billing', 'day-heads'])
      expect([name, verifyExport(path(name), key).outcome]).toEqual([name, 'sound']);
    expect(verifyExport(path('minutes'), key)).toMatchObject({ records: 3, first: 1, last: 3, parts: 1 });
    expect(verifyExport(path('minutes'), verifyingKeyOf(testKeys().management)).outcome).toBe('another-key');
  });

  describe('that somebody touched', () => {
    const lines = () => readFileSync(path('minutes'), 'latin1').split('\n');
    const judged = (changed: string[]) => {
      writeFileSync(path('touched'), changed.join('\n'));
      return verifyExport(path('touched'), key);
    };
    const at = (word: string) => lines().findIndex((line) => line.startsWith(word));
    const without = (from: number, count: number) => lines().toSpliced(from, count);

    it('are found forged by any bit of a record, and the record is named', () => {
      const first = at('record ');
      for (let digit = 7; digit < lines()[first].length; digit += 5) {
        const changed = lines();
        const flipped = (Number.parseInt(changed[first][digit], 16) ^ 1).toString(16);
        changed[first] = changed[first].slice(0, digit) + flipped + changed[first].slice(digit + 1);
        expect(judged(changed).outcome).toBe('forged');
      }
    });

    it('are found forged where one is missing at either end, left out, doubled or out of order', () => {
      const first = at('record ');
      expect(judged(without(first, 1))).toMatchObject({
        outcome: 'forged',
        reason: expect.stringContaining('record 1 is missing'),
      });
      expect(judged(without(first + 1, 1)).reason).toContain('record 2 is missing');
      expect(judged(without(first + 2, 1)).reason).toContain('2 records stand where the meter signed 3');
      expect(judged(lines().toSpliced(first, 0, lines()[first])).outcome).toBe('forged');
      expect(judged(lines().toSpliced(first, 2, lines()[first + 1], lines()[first])).outcome).toBe('forged');
    });

    it('are found forged where a part is of another export', async () => {
      const elsewhere = sineSource({ service: '3p4w', volts: 230, amps: 3 });
      const take = async (meter: Meter) => exportedTo(path('other'), asked(meter), 'minutes');
      await recorded('wasm v8', 80, take, elsewhere);
      const other = readFileSync(path('other'), 'latin1').split('\n');
      const first = at('record ');
      expect(judged(lines().toSpliced(first, 1, other[first])).outcome).toBe('forged');
      expect(judged(lines().toSpliced(at('statement '), 2, ...other.slice(-4, -2))).outcome).toBe('forged');
    });
  });
});
