// A load profile as an object: its rows by entries and by time, what it captures, and what is refused of that.
import { PROFILE_ROW_BYTES, PROFILE_ROW_value, ProfileRow } from '../../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { SELECT_ENTRIES, SELECT_RANGE, Selection, SELECTION_BYTES } from '../../../../shared-protocol/assembly/objects/selection';
import { norEnds, resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { loadProfileSettings, profileMinutes } from '../../profiles/settings';
import { resetProfileRows, selectRows } from '../../profiles/selection';
import { books, loadBooks } from '../../registers/books';
import { beginRow, resetRows, Ring, rowOperationEnded, Writing, writingOfRow } from '../../storage/rows';
import { learnOffset, resetZone } from '../../time/zone';
import { resetWrites } from '../write';
import { begin, head, open, put, read, READ, reads, write } from './axdr-writing';

const PROFILE = memory.data<u8>([1, 0, 99, 1, 0, 255]);
const ROW = memory.data(PROFILE_ROW_BYTES, 8);
const SELECTION = memory.data(SELECTION_BYTES, 8);
const START_s: u64 = 1_830_297_600; // 2028-01-01T00:00:00Z
const QUARTER_s: u64 = 900;
/** Places of the attributes. */
const BUFFER: i32 = 1;
const OBJECTS: i32 = 2;
const PERIOD: i32 = 3;
const IN_USE: i32 = 6;
/** Array, its count; structure, clock, two numbers, eight values. */
const ROW_AXDR: i32 = 2 + 14 + 4 + 72;

function writeRow(sequence: u32): void {
  memory.fill(ROW, 0, PROFILE_ROW_BYTES);
  const row = changetype<ProfileRow>(ROW);
  row.time_s = START_s + <u64>sequence * QUARTER_s;
  row.sequence = sequence;
  store<i64>(ROW + PROFILE_ROW_value, <i64>sequence * 1000);
  beginRow(Ring.PROFILE_1, ROW);
  while (writingOfRow() == Writing.UNDER_WAY) {
    norEnds(true);
    rowOperationEnded(Status.OK);
  }
  books().profile_rows_0 = sequence;
}

function selection(kind: i32, from: i64, to: i64): Selection {
  const s = changetype<Selection>(SELECTION);
  s.kind = kind;
  s.from = from;
  s.to = to;
  selectRows(0, s);
  return s;
}

function captured(classId: i32, a: i32, c: i32, d: i32, e: i32, attribute: i32 = 2): void {
  head(2, 4);
  put(18);
  put(0);
  put(classId);
  open(6);
  put(a);
  put(0);
  put(c);
  put(d);
  put(e);
  put(255);
  head(15, attribute);
  put(18);
  put(0);
  put(0);
}

/** Clock, status and quality, then eight of a register. */
function columns(c: i32, d: i32, e: i32, attribute: i32 = 2): void {
  begin();
  head(1, 11);
  captured(8, 0, 1, 0, 0);
  captured(1, 0, 96, 10, 1);
  captured(1, 0, 96, 133, 3);
  for (let i = 0; i < 8; i++) captured(3, 1, c, d, e, attribute);
}

describe('A load profile', () => {
  beforeEach(() => {
    resetHost();
    resetZone();
    learnOffset(0, 60);
    resetRows();
    resetProfileRows();
    resetWrites();
    loadBooks();
    loadProfileSettings();
    for (let sequence: u32 = 1; sequence <= 40; sequence++) writeRow(sequence);
  });

  test('has all of its rows, each with clock, status, quality and eight values', () => {
    expect(read(PROFILE, BUFFER)).toBe(2 + 40 * ROW_AXDR);
    expect(<i32>load<u8>(READ, 1)).toBe(40);
    expect(<i32>load<u8>(READ, 2 + 4 + 5)).toBe(1); // local time: 01:15, an hour east of UTC
    expect(<i32>load<u8>(READ, 2 + 4 + 6)).toBe(15);
  });

  test('is selected by entries', () => {
    expect(selection(SELECT_ENTRIES, 3, 5).first).toBe(3);
    expect(selection(SELECT_ENTRIES, 3, 5).end).toBe(6);
    expect(selection(SELECT_ENTRIES, 39, 0).end).toBe(41);
    expect(selection(SELECT_ENTRIES, 99, 120).first).toBe(41);
  });

  test('is selected by time, both ends with it', () => {
    const from = <i64>(START_s + 10 * QUARTER_s) * 1000;
    expect(selection(SELECT_RANGE, from, from + 900_000).first).toBe(10);
    expect(selection(SELECT_RANGE, from, from + 900_000).end).toBe(12);
    expect(selection(SELECT_RANGE, from + 1, from + 899_999).first).toBe(11);
    expect(selection(SELECT_RANGE, from + 1, from + 899_999).end).toBe(11);
    expect(selection(SELECT_RANGE, 0, 1).end).toBe(1);
  });

  test('forgets rows of other columns', () => {
    columns(32, 24, 0);
    expect(write(PROFILE, OBJECTS)).toBe(Status.OK);
    expect(reads(PROFILE, OBJECTS)).toBe(true);
    expect(selection(SELECT_ENTRIES, 1, 0).first).toBe(41);
    writeRow(41);
    expect(selection(SELECT_ENTRIES, 1, 0).end).toBe(42);
    loadProfileSettings();
    columns(32, 24, 0);
    expect(reads(PROFILE, OBJECTS)).toBe(true);
    read(PROFILE, IN_USE);
    expect(<i32>load<u8>(READ, 4)).toBe(1);
  });

  test('refuses what minute records do not have, another attribute, or another number of columns', () => {
    columns(1, 7, 0);
    expect(write(PROFILE, OBJECTS)).toBe(Status.OUT_OF_RANGE);
    columns(1, 8, 9);
    expect(write(PROFILE, OBJECTS)).toBe(Status.OUT_OF_RANGE);
    columns(11, 8, 0);
    expect(write(PROFILE, OBJECTS)).toBe(Status.OUT_OF_RANGE);
    columns(1, 8, 1, 3);
    expect(write(PROFILE, OBJECTS)).toBe(Status.OUT_OF_RANGE);
    begin();
    head(1, 12);
    expect(write(PROFILE, OBJECTS)).toBe(Status.OUT_OF_RANGE);
    begin();
    head(1, 11);
    captured(1, 0, 96, 10, 1);
    expect(write(PROFILE, OBJECTS)).toBe(Status.OUT_OF_RANGE);
    expect(selection(SELECT_ENTRIES, 1, 0).first).toBe(1);
  });

  test('has intervals that divide the hour', () => {
    begin();
    put(6);
    put(0);
    put(0);
    put(1);
    put(0x2c); // 300 s
    expect(write(PROFILE, PERIOD)).toBe(Status.OK);
    expect(profileMinutes(0)).toBe(5);
    begin();
    put(6);
    put(0);
    put(0);
    put(1);
    put(0xa4); // 420 s
    expect(write(PROFILE, PERIOD)).toBe(Status.OUT_OF_RANGE);
    expect(profileMinutes(0)).toBe(5);
    expect(profileMinutes(1)).toBe(60);
  });
});
