// Days and billing periods as profiles: which rows there are, by entries and by time, with columns alone, and what of them is lost.
import { BILLING_ROW_BYTES, BILLING_ROW_demand_max, BILLING_ROW_demand_max_s, BILLING_ROW_rates, BILLING_ROW_total, BillingRow } from '../../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { CHOSEN_SHAPE } from '../../../../shared-protocol/generated/assembly/objects';
import { beginEncoding, encode } from '../../../../shared-protocol/assembly/objects/axdr';
import { Cursor } from '../../../../shared-protocol/assembly/objects/cursor';
import { attributeAt } from '../../../../shared-protocol/assembly/objects/tables';
import { SELECT_ENTRIES, SELECT_LOCAL_RANGE, SELECT_RANGE, Selection } from '../../../../shared-protocol/assembly/objects/selection';
import { norEnds, resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { books, loadBooks, openBooks } from '../../registers/books';
import { endedRow, resetEndedRows, selectEnded } from '../../registers/ended-rows';
import { beginRow, resetRows, Ring, rowOperationEnded, rowsHeld, Writing, writingOfRow } from '../../storage/rows';
import { learnOffset, resetZone } from '../../time/zone';
import { columnCapturing } from '../captured';
import { chooseAll, chooseColumns, columnsOf } from '../chosen-columns';
import { findObject, objectRow, objectTables } from '../tables';
import { resetWrites } from '../write';
import { CURSOR, read, READ, SELECTION } from './axdr-writing';

const MONTHLY = memory.data<u8>([0, 0, 98, 1, 0, 255]);
const DAILY = memory.data<u8>([0, 0, 98, 2, 0, 255]);
const EXPORT = memory.data<u8>([1, 0, 2, 8, 0, 255]);
const MAXIMUM = memory.data<u8>([1, 0, 1, 6, 0, 255]);
const ROW = memory.data(BILLING_ROW_BYTES, 8);
const START_s: u64 = 1_830_297_600; // 2028-01-01T00:00:00Z
const DAY_s: u64 = 86_400;
const BUFFER: i32 = 1;
const PERIOD: i32 = 3;
const IN_USE: i32 = 6;
const ENTRIES: i32 = 7;
/** Structure, clock, three numbers, 26 registers, two maxima with their times. */
const ROW_AXDR: i32 = 2 + 14 + 5 + 3 + 3 + 26 * 9 + 2 * (5 + 14);

function writeRow(ring: i32, sequence: u32): void {
  memory.fill(ROW, 0, BILLING_ROW_BYTES);
  const row = changetype<BillingRow>(ROW);
  row.time_s = START_s + <u64>sequence * DAY_s;
  row.sequence = sequence;
  row.flags = 1;
  store<u64>(ROW + BILLING_ROW_total, sequence * 1000);
  store<u64>(ROW + BILLING_ROW_rates, sequence * 7);
  store<u32>(ROW + BILLING_ROW_demand_max, 5_000_000);
  store<u32>(ROW + BILLING_ROW_demand_max_s, <u32>START_s);
  beginRow(ring, ROW);
  while (writingOfRow() == Writing.UNDER_WAY) {
    norEnds(true);
    rowOperationEnded(Status.OK);
  }
  if (ring == Ring.DAYS) books().day_rows = sequence;
  else books().billing_rows = sequence;
}

function selected(kind: i32, from: i64, to: i64): Selection {
  const selection = changetype<Selection>(SELECTION);
  selection.kind = kind;
  selection.from = from;
  selection.to = to;
  selectEnded(Ring.DAYS, selection);
  return selection;
}

function at_ms(sequence: u64): i64 {
  return <i64>(START_s + sequence * DAY_s) * 1000;
}

/** What a read number is, behind its tag. */
function number(code: usize, place: i32): u32 {
  read(code, place);
  return bswap<u32>(load<u32>(READ, 1));
}

describe('Days and billing periods', () => {
  beforeEach(() => {
    resetHost();
    resetZone();
    learnOffset(0, 60);
    resetRows();
    resetWrites();
    resetEndedRows();
    loadBooks();
    openBooks(false);
    for (let sequence: u32 = 1; sequence <= 5; sequence++) writeRow(Ring.DAYS, sequence);
    writeRow(Ring.BILLING, 1);
  });

  test('are profiles of as many rows as there are, of all that a ring holds', () => {
    expect(number(DAILY, IN_USE)).toBe(5);
    expect(number(MONTHLY, IN_USE)).toBe(1);
    expect(number(DAILY, ENTRIES)).toBe(rowsHeld(Ring.DAYS));
    expect(number(MONTHLY, ENTRIES)).toBe(rowsHeld(Ring.BILLING));
    expect(number(DAILY, PERIOD)).toBe(86_400);
    expect(number(MONTHLY, PERIOD)).toBe(0);
    expect(read(DAILY, BUFFER)).toBe(2 + 5 * ROW_AXDR);
  });

  test('have the clock of their end as it was there, registers in the unit of their objects, maxima with their time', () => {
    expect(read(MONTHLY, BUFFER)).toBe(2 + ROW_AXDR);
    expect(<i32>load<u8>(READ, 1)).toBe(1);
    expect(<i32>load<u8>(READ, 3)).toBe(34);
    expect(<i32>load<u8>(READ, 6 + 5)).toBe(1); // one o'clock there
    const registers = READ + 4 + 14 + 5 + 3 + 3;
    expect(<i32>load<u8>(registers)).toBe(20);
    expect(bswap<u64>(load<u64>(registers, 1))).toBe(10_000); // thousandths
    expect(bswap<u64>(load<u64>(registers, 10))).toBe(7); // hundredths
    const maxima = registers + 26 * 9;
    expect(bswap<u32>(load<u32>(maxima, 1))).toBe(5_000_000);
    expect(<i32>load<u8>(maxima, 7)).toBe(0x07); // year
    expect(<i32>load<u8>(maxima, 5 + 14 + 5 + 2)).toBe(0xff); // never
  });

  test('are selected by entries and by time, UTC or local', () => {
    expect(selected(SELECT_ENTRIES, 2, 3).first).toBe(2);
    expect(selected(SELECT_ENTRIES, 2, 3).end).toBe(4);
    expect(selected(SELECT_ENTRIES, 6, 9).first).toBe(selected(SELECT_ENTRIES, 6, 9).end);
    expect(selected(SELECT_RANGE, at_ms(2), at_ms(4)).first).toBe(2);
    expect(selected(SELECT_RANGE, at_ms(2), at_ms(4)).end).toBe(5);
    expect(selected(SELECT_RANGE, at_ms(4) + 1, at_ms(5) - 1).first).toBe(selected(SELECT_RANGE, 0, 0).end);
    expect(selected(SELECT_LOCAL_RANGE, at_ms(2), at_ms(4)).first).toBe(2);
    expect(selected(SELECT_LOCAL_RANGE, at_ms(2), at_ms(4)).end).toBe(4); // of the fourth an hour is missing
  });

  test('are the newest where their ring went round, and one that is being written is not there yet', () => {
    for (let sequence: u32 = 6; sequence <= 100; sequence++) writeRow(Ring.DAYS, sequence);
    expect(number(DAILY, IN_USE)).toBe(rowsHeld(Ring.DAYS));
    expect(selected(SELECT_ENTRIES, 1, 1).first).toBe(101 - rowsHeld(Ring.DAYS));
    books().day_rows = 101;
    openBooks(true);
    expect(selected(SELECT_ENTRIES, 1, 0).end).toBe(101);
    openBooks(false);
    expect(endedRow(Ring.DAYS, 101)).toBe(0);
  });

  test('have columns to choose from, by what they capture', () => {
    const row = findObject(MONTHLY);
    expect(columnCapturing(row, 3, EXPORT, 2)).toBe(13);
    expect(columnCapturing(row, 4, MAXIMUM, 5)).toBe(31);
    expect(columnCapturing(row, 3, MAXIMUM, 5)).toBe(-1);
    const shape = <i32>attributeAt(objectTables(), objectRow(row), BUFFER).shape;
    expect(columnsOf(shape)).toBe((<u64>1 << 34) - 1);
    const cursor = changetype<Cursor>(CURSOR);
    memory.fill(SELECTION, 0, 32);
    beginEncoding(objectTables(), cursor, row, 0, BUFFER, changetype<Selection>(SELECTION), 0);
    cursor.shape = <u8>CHOSEN_SHAPE;
    chooseColumns(shape, (<u64>1 << 4) | (<u64>1 << 30));
    expect(encode(objectTables(), cursor, READ, 100)).toBe(2 + 2 + 9 + 5);
    chooseAll();
    expect(<i32>load<u8>(READ, 3)).toBe(2);
    expect(bswap<u64>(load<u64>(READ, 5))).toBe(10_000);
    expect(bswap<u32>(load<u32>(READ, 14))).toBe(5_000_000);
  });
});
