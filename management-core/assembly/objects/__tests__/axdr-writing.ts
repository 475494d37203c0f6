// What the specs of objects share that are written: A-XDR put together byte by byte, written in pieces, read back.
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { beginEncoding, encode } from '../../../../shared-protocol/assembly/objects/axdr';
import { Cursor, CURSOR_BYTES } from '../../../../shared-protocol/assembly/objects/cursor';
import { Selection, SELECTION_BYTES } from '../../../../shared-protocol/assembly/objects/selection';
import { beginWrite, commitWrite, takeBytes, Write, WRITE_BYTES } from '../write';
import { findObject, objectTables } from '../tables';

export const CALENDAR = memory.data<u8>([0, 0, 13, 0, 0, 255]);
export const SPECIAL = memory.data<u8>([0, 0, 11, 0, 0, 255]);
export const DEFAULT = memory.data<u8>([0, 0, 96, 140, 1, 255]);
export const WRITE = memory.data(WRITE_BYTES, 8);
export const CURSOR = memory.data(CURSOR_BYTES, 8);
export const SELECTION = memory.data(SELECTION_BYTES, 8);
export const ROOM: i32 = 4096;
export const BYTES = memory.data(4096, 8);
export const READ = memory.data(4096, 8);

/** Places of the passive set's attributes, and of the change-over. */
export const SEASONS: i32 = 6;
export const WEEKS: i32 = 7;
export const DAYS: i32 = 8;
export const ACTIVATION: i32 = 9;
export const ACTIVATE: i32 = 10;

export let length: i32 = 0;

export function put(byte: i32): void {
  store<u8>(BYTES + length++, <u8>byte);
}

export function head(tag: i32, count: i32): void {
  put(tag);
  put(count);
}

export function text(value: string): void {
  head(9, value.length);
  for (let i = 0; i < value.length; i++) put(value.charCodeAt(i));
}

export function open(bytes: i32): void {
  head(9, bytes);
}

export function date(year: i32, month: i32, day: i32, weekday: i32): void {
  put(year >> 8);
  put(year);
  put(month);
  put(day);
  put(weekday);
}

export function start(month: i32, day: i32, hour: i32 = 0): void {
  open(12);
  date(0xffff, month, day, 0xff);
  put(hour);
  for (let i = 0; i < 3; i++) put(0);
  put(0x80);
  put(0);
  put(0);
}

export function season(name: string, month: i32, day: i32, week: string, hour: i32 = 0): void {
  head(2, 3);
  text(name);
  start(month, day, hour);
  text(week);
}

export function week(name: string, weekdays: i32, weekend: i32): void {
  head(2, 8);
  text(name);
  for (let i = 0; i < 7; i++) head(17, i < 5 ? weekdays : weekend);
}

export function day(number: i32, switchings: i32): void {
  head(2, 2);
  head(17, number);
  head(1, switchings);
}

export function switching(minute: i32, rate: i32, script: i32 = 100): void {
  head(2, 3);
  open(4);
  put(minute / 60);
  put(minute % 60);
  put(0);
  put(0);
  open(6);
  put(0);
  put(0);
  put(10);
  put(0);
  put(script);
  put(255);
  put(18);
  put(rate >> 8);
  put(rate);
}

/** Writes what was put together, so many bytes at a time; a Status. */
export function write(code: usize, place: i32, piece: i32 = 7): i32 {
  const w = changetype<Write>(WRITE);
  let status = beginWrite(w, findObject(code), 0, place);
  for (let at = 0; at < length && status >= 0; at += piece) status = takeBytes(w, BYTES + at, min(piece, length - at));
  return status < 0 ? status : commitWrite(w);
}

/** Reads an attribute; how many bytes it has. */
export function read(code: usize, place: i32): i32 {
  const cursor = changetype<Cursor>(CURSOR);
  memory.fill(SELECTION, 0, SELECTION_BYTES);
  beginEncoding(objectTables(), cursor, findObject(code), 0, place, changetype<Selection>(SELECTION), 0);
  let count = 0;
  for (let got = encode(objectTables(), cursor, READ, 100); got > 0; got = encode(objectTables(), cursor, READ + count, 100)) count += got;
  return count;
}

export function reads(code: usize, place: i32): bool {
  return read(code, place) == length && memory.compare(READ, BYTES, length) == 0;
}

export function begin(): void {
  length = 0;
}

export function putSeasons(): void {
  begin();
  head(1, 2);
  season('summer', 4, 1, 'S');
  season('winter', 10, 1, 'W');
}

export function putWeeks(): void {
  begin();
  head(1, 2);
  week('S', 1, 2);
  week('W', 3, 3);
}

export function putDays(): void {
  begin();
  head(1, 3);
  day(1, 96);
  for (let i = 0; i < 96; i++) switching(i * 15, i % 8 + 1);
  day(2, 1);
  switching(0, 4);
  day(3, 2);
  switching(0, 7);
  switching(721, 8);
}

export function writeAll(): void {
  putSeasons();
  expect(write(CALENDAR, SEASONS)).toBe(Status.OK);
  expect(reads(CALENDAR, SEASONS)).toBe(true);
  putWeeks();
  expect(write(CALENDAR, WEEKS, 1)).toBe(Status.OK);
  expect(reads(CALENDAR, WEEKS)).toBe(true);
  putDays();
  expect(write(CALENDAR, DAYS, 64)).toBe(Status.OK);
  expect(reads(CALENDAR, DAYS)).toBe(true);
}

/** Takes the last bytes away again. */
export function shorten(bytes: i32): void {
  length -= bytes;
}

export function written(): i32 {
  return length;
}
