// Storage of a meter whose first load profile is full of days: 8 channels each quarter of an hour, as the core writes them.
import {
  BOOKS_MAGIC,
  COMPANION_SETTINGS_MAGIC,
  FRAM_BOOKS_A,
  FRAM_BYTES,
  FRAM_COMPANION_SETTINGS_A,
  FRAM_COMPANION_SETTINGS_B,
  NOR_BYTES,
  NOR_PROFILE_1,
  PROFILE_ROW_STRIDE,
  PROFILE_SLOTS,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { BoardStorage } from '../../meter/target.ts';
import { putBanked } from '../../records/banked.ts';
import { crc32 } from '../../records/framing.ts';
import { withLines, type Lines } from '../../records/lines.ts';
import { encodeRecord } from '../../records/records.ts';
import { NorImage, norImageBytes } from '../../rp2350/chips/nor-image.ts';

export const CHANNELS = 8;
export const INTERVAL_s = 900;
const DAY_s = 86_400;
/** The end of the first interval. */
export const FIRST_s = Date.UTC(2026, 8, 1) / 1000;
const CRC_BYTES = 4;
/** Rows that do not repeat themselves: what a channel grows by in an interval, a prime each. */
const STEPS = [1009, 2003, 3001, 4001, 5003, 6007, 7001, 8009];

export interface Row {
  readonly time_s: number;
  readonly values: readonly bigint[];
}

/** Rows of so many days, the oldest first. */
export const rowsOf = (days: number): Row[] =>
  Array.from({ length: (days * DAY_s) / INTERVAL_s }, (_, i) => ({
    time_s: FIRST_s + i * INTERVAL_s,
    values: STEPS.map((step, channel) => BigInt(1_000_000 * (channel + 1) + step * i)),
  }));

function withCrc(record: Uint8Array): Uint8Array {
  const at = record.length - CRC_BYTES;
  new DataView(record.buffer, record.byteOffset).setUint32(at, crc32(record.subarray(0, at)), true);
  return record;
}

/** How rows come: an array of structures, or a compact array. */
export type Encoding = 'array' | 'compact';

const SETTINGS = [FRAM_COMPANION_SETTINGS_A, FRAM_COMPANION_SETTINGS_B] as const;

/** Storage of a management board that has these rows, with these protocols at its lines. */
export function storageOf(rows: readonly Row[], lines: Lines, encoding: Encoding = 'array'): BoardStorage {
  const nor = new Uint8Array(norImageBytes(NOR_BYTES));
  const image = new NorImage(NOR_BYTES, nor);
  rows.forEach(({ time_s, values }, i) => {
    const [sequence, columns] = [i + 1, CHANNELS];
    const data = withCrc(encodeRecord('profile_row', { time_s, sequence, columns, value: [...values] }));
    const address = NOR_PROFILE_1 + (sequence % PROFILE_SLOTS) * PROFILE_ROW_STRIDE;
    image.begin({ kind: 'program', address, length: data.length, data });
    image.complete();
  });
  const fram = new Uint8Array(FRAM_BYTES).fill(0xff);
  const books = { magic: BOOKS_MAGIC, sequence: 1, demand_minutes: 15, demand_periods: 1 };
  fram.set(withCrc(encodeRecord('books', { ...books, profile_rows_0: rows.length })), FRAM_BOOKS_A);
  const compact = encoding === 'compact' ? 1 : 0;
  putBanked(fram, 'companion_settings', COMPANION_SETTINGS_MAGIC, SETTINGS, { compact });
  return { fram: withLines(fram, lines), nor };
}
