// What the specs of the registers share: minute records, and tables as a client would have written them.
import { MINUTE_RECORD_BYTES, MINUTE_RECORD_energy, MinuteRecord, TariffTable } from '../../../../shared-protocol/generated/assembly/layouts';
import { resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { learnOffset, resetZone } from '../../time/zone';
import { resetBooking } from '../booking';
import { loadBooks } from '../books';
import { resetTariffDay } from '../tariff-day';
import { activeTable, loadTariff } from '../tariff-tables';
import { NAME, putDay, RATE_STEP, seasonAt, startOf, switchingAt, weekAt, weekNameOf } from '../tariff-rules';

export const RECORD = memory.data(MINUTE_RECORD_BYTES, 8);
export const QUANTITIES: i32 = 8;

/** A record at a time, with so much in its first register and a hundredth of it in the others. */
export function recordOf(sequence: u32, time_s: i64, energy: u64, flags: i32 = 0, quality: i32 = 0): MinuteRecord {
  memory.fill(RECORD, 0, MINUTE_RECORD_BYTES);
  const record = changetype<MinuteRecord>(RECORD);
  record.sequence = sequence;
  record.time_s = <u64>time_s;
  record.flags = <u16>flags;
  record.quality = <u8>quality;
  for (let q: i32 = 0; q < QUANTITIES; q++) {
    const value = q == 0 ? energy : energy / 100;
    store<u32>(RECORD + MINUTE_RECORD_energy + q * 6, <u32>value);
    store<u16>(RECORD + MINUTE_RECORD_energy + q * 6, <u16>(value >> 32), 4);
  }
  return record;
}

/** A name of one letter. */
export function putName(at: usize, letter: i32): void {
  memory.fill(at, 0, NAME);
  store<u8>(at, 1);
  store<u8>(at, <u8>letter, 1);
}

/** Two rates: the first from midnight on, the second from six; all year, all days. */
export function putSimple(table: TariffTable, first: i32, second: i32): void {
  table.seasons = 1;
  table.weeks = 1;
  table.days = 1;
  table.switchings = 2;
  putName(seasonAt(table, 0), 65);
  const start = startOf(seasonAt(table, 0));
  store<u16>(start, 0xffff);
  store<u8>(start, 1, 2);
  store<u8>(start, 1, 3);
  store<u8>(start, 0xff, 4);
  putName(weekNameOf(seasonAt(table, 0)), 66);
  putName(weekAt(table, 0), 66);
  for (let i: i32 = 0; i < 7; i++) store<u8>(weekAt(table, 0) + NAME + i, 1);
  putDay(changetype<usize>(table) + offsetof<TariffTable>('day_0'), 1, 2, 0);
  store<u16>(switchingAt(table, 0), <u16>first);
  store<u16>(switchingAt(table, 1), <u16>(360 * RATE_STEP + second));
}

/** A board with nothing in its chips, in UTC, and a tariff: rate 3 from midnight on, 4 from six. */
export function resetTariffed(): void {
  resetHost();
  resetZone();
  learnOffset(0, 0);
  resetBooking();
  resetTariffDay();
  loadTariff();
  putSimple(activeTable(), 3, 4);
  loadBooks();
}
