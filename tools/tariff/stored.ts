// A tariff as the bytes that a meter keeps of it.
import { encodeRecord } from '../records/records.ts';
import { crc32 } from '../records/framing.ts';
import { SPECIAL_DAYS_MAGIC, TARIFF_TABLE_MAGIC } from '../../shared-protocol/generated/ts/protocol.ts';
import type { SeasonStart, SpecialDay, Tariff } from './tariff.ts';

const NAME = 8;
const OPEN = 0xff;
const LAST = 0xfe;
const CRC_BYTES = 4;
const RATE_STEP = 16;

const nameBytes = (name: string): number[] => {
  const bytes = [...Buffer.from(name)];
  return [bytes.length, ...bytes, ...Array<number>(NAME - bytes.length).fill(0)];
};

const padded = (bytes: number[], length: number): number[] => [
  ...bytes,
  ...Array<number>(length - bytes.length).fill(0),
];

/** Date and time of COSEM: midnight, without deviation. */
export function startBytes({ year, month, day, weekday }: SeasonStart): number[] {
  const y = year ?? 0xffff;
  return [y >> 8, y & 0xff, month, day === 'last' ? LAST : day, weekday ?? OPEN, 0, 0, 0, 0, 0x80, 0, 0];
}

function sealed(bytes: Uint8Array): Uint8Array {
  const at = bytes.length - CRC_BYTES;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, crc32(bytes.subarray(0, at)), true);
  return bytes;
}

/** The record `tariff_table`. */
export function tableRecord({ name, seasons, weeks, days }: Tariff): Uint8Array {
  const all = days.flatMap(({ switchings }) => switchings);
  const firsts = days.map((_, i) => days.slice(0, i).reduce((sum, day) => sum + day.switchings.length, 0));
  return sealed(
    encodeRecord('tariff_table', {
      magic: TARIFF_TABLE_MAGIC,
      sequence: 1,
      name: nameBytes(name),
      seasons: seasons.length,
      weeks: weeks.length,
      days: days.length,
      switchings: all.length,
      season: padded(
        seasons.flatMap((s) => [...nameBytes(s.name), ...startBytes(s.start), ...nameBytes(s.week)]),
        360,
      ),
      week: padded(
        weeks.flatMap((w) => [...nameBytes(w.name), ...w.days]),
        192,
      ),
      day: padded(
        days.flatMap((d, i) => [d.id, d.switchings.length, firsts[i] & 0xff, firsts[i] >> 8]),
        128,
      ),
      switching: padded(
        all.map(([minute, rate]) => minute * RATE_STEP + rate),
        640,
      ),
    }),
  );
}

/** The record `special_days`. */
export function specialDaysRecord(days: readonly SpecialDay[]): Uint8Array {
  const bytes = days.flatMap(({ index, year = 0xffff, month = OPEN, day = OPEN, weekday = OPEN, table }) => [
    ...[index & 0xff, index >> 8, year & 0xff, year >> 8],
    ...[month, day, weekday, table],
  ]);
  return sealed(
    encodeRecord('special_days', {
      magic: SPECIAL_DAYS_MAGIC,
      sequence: 1,
      count: days.length,
      day: padded(bytes, 1024),
    }),
  );
}
